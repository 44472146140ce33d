import { type CallOptions, Place } from '../../../scenarios/kit/place.ts';
import type { Finished, Run } from '../../../scenarios/kit/run.ts';
import type { Cluster } from './cluster.ts';
import type { Server, User } from './control-plane.ts';
import type { Pace } from './operator.ts';
import { SmallPlatform } from './small-platform.ts';

export interface StoryOptions {
  /** Alice by default: she may do what users of the platform may. */
  readonly user?: User;
  /** In place of the API server itself. */
  readonly server?: Server;
  /** Credentials in place of the user's token: what stands under `user` in a kubeconfig. */
  readonly credentials?: object;
  readonly pace?: Partial<Pace>;
  /** That of another story; this one leaves it running. A cluster has one operator at a time. */
  readonly platform?: SmallPlatform;
}

/** A place whose calls of amber go to a real API server, in namespace team-a, with a small platform around it. */
export interface OnKubernetes extends AsyncDisposable {
  readonly place: Place;
  readonly platform: SmallPlatform;
  amber(args: readonly string[], options?: CallOptions): Run;
  /** The same to its end. */
  call(...args: readonly string[]): Promise<Finished>;
  /** What amber prints with `-o json`. */
  result(...args: readonly string[]): Promise<{ readonly [field: string]: unknown }>;
  /** Another user's environment. */
  as(user: User): { readonly [name: string]: string };
}

export async function onKubernetes(cluster: Cluster, options: StoryOptions = {}): Promise<OnKubernetes> {
  const { user = 'alice', server = cluster.plane, credentials, pace } = options;
  const platform = options.platform ?? (await SmallPlatform.start(cluster, pace));
  const place = new Place();
  const envOf = (KUBECONFIG: string) => ({
    KUBECONFIG,
    AMBER_ENGINE: 'kubernetes',
    AMBER_API_URL: platform.url,
    AMBER_TOKEN: 'test-token-of-alice',
  });
  const as = (other: User) => envOf(cluster.plane.kubeconfig(other, 'team-a', server));
  const env =
    credentials === undefined ? as(user) : envOf(cluster.plane.writeKubeconfig(user, 'team-a', credentials, server));
  const amber = (args: readonly string[], call: CallOptions = {}): Run =>
    place.amber(args, { ...call, env: { ...env, ...call.env } });
  return {
    place,
    platform,
    amber,
    call: (...args) => amber(args).done,
    result: async (...args) => {
      const { stdout, stderr } = await amber([...args, '-o', 'json']).done;
      try {
        return JSON.parse(stdout) as { readonly [field: string]: unknown };
      } catch {
        throw new Error(`amber ${args.join(' ')} printed no result:\n${stdout}\n${stderr}`);
      }
    },
    as,
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      if (options.platform === undefined) await platform[Symbol.asyncDispose]();
    },
  };
}
