import { AmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../engine.ts';
import { resolveAgent } from './agents/known-agents.ts';
import { startAgent } from './choose-protocol.ts';
import { WAITS } from './host/host-deps.ts';
import { LocalEngine } from './local-engine.ts';
import type { LocalOptions, Seams } from './local-options.ts';

const REAL: Seams = { startAgent, resolveAgent, waits: WAITS, platform: process.platform };

/**
 * The embedded engine: sessions are files, agents are child processes (docs/architecture.md).
 * @throws AmberError UNSUPPORTED on Windows, which has no process groups
 */
export function createLocalEngine(options: LocalOptions, seams: Seams = REAL): Engine {
  return openEngine(options, seams);
}

/**
 * Hosts one session, which another process has created or started, until it has ended. Nothing happens if it has
 * ended already, or has a host. Aborting `signal` stops the session.
 * @throws AmberError NOT_FOUND, STATE, UNSUPPORTED
 */
export async function hostSession(
  ref: SessionRef,
  options: LocalOptions,
  signal?: AbortSignal,
  seams: Seams = REAL,
): Promise<void> {
  await openEngine(options, seams).host(ref, signal);
}

function openEngine(options: LocalOptions, seams: Seams): LocalEngine {
  if (seams.platform === 'win32')
    throw new AmberError('UNSUPPORTED', 'the local engine needs POSIX process groups, which Windows does not have', {
      hint: 'run amber within WSL, or use --engine platform',
    });
  return new LocalEngine(options, seams);
}
