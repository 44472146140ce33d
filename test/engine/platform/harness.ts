import type { SessionMeta, SessionRef } from '../../../src/core/session.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { createPlatformEngine, type PlatformOptions } from '../../../src/engine/platform/index.ts';
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
