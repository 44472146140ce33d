import type { Clock } from '../../core/clock.ts';
import { AmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../engine.ts';
import type { AgentSettings } from './acp/agent.ts';
import { startAgent } from './acp/start.ts';
import { resolveAgent } from './agents/registry.ts';
import { type OnExit, WAITS } from './host/deps.ts';
import { LocalEngine, type Seams } from './local-engine.ts';

export { stateDirOf } from './state/paths.ts';

export interface LocalOptions {
  readonly stateDir: string;
  /** Who hosts the sessions that this engine creates or starts. */
  readonly hosting: 'here' | 'own-process';
  /** Starts `amber host-session <project>/<name>` so that it outlives us. */
  readonly spawnHost: (ref: SessionRef) => void;
  readonly agent: AgentSettings;
  /** Workspace of new sessions: an absolute path. */
  readonly cwd: string;
  readonly clock: Clock;
  /** Says something to the person at stderr. */
  readonly notice: (message: string) => void;
  /** How long a question waits for its answer before its run ends, where the session does not say so, in ms; 0 unless told. */
  readonly questionGrace?: number;
  /**
   * Calls the handler when this process ends, however it does, but for SIGKILL: agents that still run are killed then,
   * and the next call finds the session without its host.
   */
  readonly onExit?: OnExit;
}

const REAL: Seams = { startAgent, resolveAgent, waits: WAITS, platform: process.platform };

/**
 * The embedded engine: sessions are files, agents are child processes (docs/architecture.md, `local`).
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
