import type { SessionMeta, SessionRef } from '../../../src/core/session.ts';
import { TIMING, type Timing } from '../../../src/core/timing.ts';
import type { Update } from '../../../src/core/update.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { createPlatformEngine, type PlatformOptions } from '../../../src/engine/platform/index.ts';
import { Interrupts } from '../../../src/run/interrupt.ts';
import type { OneShot } from '../../../src/run/one-shot.ts';
import { systemClock } from '../../../src/stream/clock.ts';
import type { FakePlatform } from '../../fakes/platform/server.ts';

/** The platform engine on a fake platform. */
export function engineOn(platform: FakePlatform, options: Partial<PlatformOptions> = {}): Engine {
  return createPlatformEngine({
    apiUrl: platform.url,
    token: async () => platform.token,
    env: {},
    clock: systemClock,
    notice: () => undefined,
    ...options,
  });
}

export const META: SessionMeta = { project: 'team-a', requestId: 'request-1' };

export function ref(name: string): SessionRef {
  return { project: 'team-a', name };
}

/** Waits for something to become true, in steps of 10 ms. */
export async function until(what: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  for (const end = performance.now() + ms; !(await what()); await systemClock.sleep(10))
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
}

/** Amber's waits, as much shorter as the fake's. */
export function timingAt(speed: number): Timing {
  return Object.fromEntries(Object.entries(TIMING).map(([name, ms]) => [name, ms / speed])) as unknown as Timing;
}

/** One command with all that it said. */
export interface Heart {
  readonly deps: OneShot;
  readonly updates: Update[];
}

/** What `runSession` and `sendMessage` need, on a fake of that speed. */
export function heartOn(platform: FakePlatform, speed: number, changes: Partial<OneShot> = {}): Heart {
  const updates: Update[] = [];
  const deps: OneShot = {
    engine: engineOn(platform),
    clock: systemClock,
    timing: timingAt(speed),
    emit: (more) => void updates.push(...more),
    interrupts: new Interrupts(),
    limits: { timeoutMs: 60_000, startTimeoutMs: 30_000, stopTimeoutMs: 10_000, questionGraceMs: 0 },
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
