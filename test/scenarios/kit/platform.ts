import { type FakePlatform, type PlatformOptions, startPlatform } from '../../fakes/platform/server.ts';
import { type CallOptions, Place } from './place.ts';
import type { Finished, Run } from './run.ts';

/** A place whose calls of amber go to a fake platform, in project team-a and with its token. */
export interface OnPlatform extends AsyncDisposable {
  readonly place: Place;
  readonly platform: FakePlatform;
  amber(args: readonly string[], options?: CallOptions): Run;
  /** The same in this process. */
  call(args: readonly string[], options?: CallOptions): Promise<Finished>;
}

export async function onPlatform(options: PlatformOptions = {}): Promise<OnPlatform> {
  // Amber's own waits are real in the bundle, and so are the heartbeats that it judges by them.
  const { speed = 25 } = options;
  const platform = await startPlatform({ speed, heartbeat: 15_000 * speed, runsAtOnce: true, ...options });
  const place = new Place();
  const env = { AMBER_API_URL: platform.url, AMBER_TOKEN: platform.token, AMBER_PROJECT: 'team-a' };
  return {
    place,
    platform,
    call: (args, call = {}) => place.call(args, { ...call, env: { ...env, ...call.env } }),
    amber: (args, call = {}) => place.amber(args, { ...call, env: { ...env, ...call.env } }),
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await platform.close();
    },
  };
}

/** The result that `-o json` printed. */
export function resultOf(stdout: string): { readonly [field: string]: unknown } {
  return JSON.parse(stdout) as { readonly [field: string]: unknown };
}
