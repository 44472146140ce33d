import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import type { Clock } from '../../../src/core/clock.ts';
import type { Update } from '../../../src/core/run-update.ts';
import type { SessionMeta, SessionRef } from '../../../src/core/session/session.ts';
import { TIMING } from '../../../src/core/stream-timing.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import {
  createPlatformEngine,
  type PlatformOptions as EngineOptions,
} from '../../../src/engine/platform/platform-engine.ts';
import { Interrupts } from '../../../src/run/interrupts.ts';
import type { RunDeps } from '../../../src/run/run-deps.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';
import { HANG_MS } from '../../fakes/patience.ts';
import { type FakePlatform, type PlatformOptions, startPlatform } from '../../fakes/platform/server.ts';

/** The platform engine on a fake platform. */
export function engineOn(platform: FakePlatform, options: Partial<EngineOptions> = {}): Engine {
  return createPlatformEngine({
    apiUrl: platform.url,
    token: async () => platform.token,
    env: {},
    clock: platform.clock,
    notice: () => undefined,
    ...options,
  });
}

export const META: SessionMeta = { project: 'team-a', requestId: 'request-1' };

export function ref(name: string): SessionRef {
  return { project: 'team-a', name };
}

/** Waits for something to become true, in steps of 10 ms. */
export async function until(
  what: () => boolean | Promise<boolean>,
  ms = HANG_MS,
  clock: Clock = systemClock,
): Promise<void> {
  for (const end = clock.now() + ms; !(await what()); await clock.sleep(10))
    if (clock.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
}

/** A platform in virtual time, gone at the test's end. */
export async function paced(options: PlatformOptions = {}): Promise<FakePlatform> {
  const platform = await startPlatform({ clock: new PacedClock(), ...options });
  onTestFinished(() => platform.close());
  return platform;
}

/** Waits in the platform's time, for three minutes at most. */
export function seen(platform: FakePlatform, what: () => boolean | Promise<boolean>): Promise<void> {
  return until(what, 180_000, platform.clock);
}

/** One command with all that it said. */
export interface Heart {
  readonly deps: RunDeps;
  readonly updates: Update[];
}

/** What `runSession` and `sendMessage` need, in the platform's time. */
export function heartOn(platform: FakePlatform, changes: Partial<RunDeps> = {}): Heart {
  const updates: Update[] = [];
  const deps: RunDeps = {
    engine: engineOn(platform),
    clock: platform.clock,
    timing: TIMING,
    emit: (more) => void updates.push(...more),
    interrupts: new Interrupts(),
    limits: { timeoutMs: 1_800_000, startTimeoutMs: 600_000, stopTimeoutMs: 200_000, questionGraceMs: 0 },
    keep: false,
    onInterrupt: 'stop',
    commands: { stop: ({ name }) => `amber stop ${name}`, watch: ({ name }) => `amber watch ${name}` },
    ...changes,
  };
  return { deps, updates };
}

/** The text that was streamed, piece by piece. */
export function streamed(updates: readonly Update[]): string {
  return updates
    .map((update) => (update.type === 'event' && /_CONTENT$/.test(update.event.type) ? (update.event.delta ?? '') : ''))
    .join('');
}
