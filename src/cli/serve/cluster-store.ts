import type { Engine } from '../../engine/engine.ts';
import { type Cluster, openCluster } from '../../engine/kubernetes/cluster-client.ts';
import { kubernetesEngine } from '../../engine/kubernetes/kubernetes-engine.ts';
import { clusterAccess } from '../../serve/cluster/caller-access.ts';
import { checkOwnRights } from '../../serve/cluster/check-own-rights.ts';
import { ClusterRunners } from '../../serve/cluster/runners.ts';
import { watchCluster } from '../../serve/cluster/watch-cluster.ts';
import { errorFacts, type Log } from '../../serve/json-log.ts';
import { kubernetesOptions } from '../config/kubernetes-options.ts';
import type { Context } from '../context.ts';
import type { Io } from '../process/io.ts';
import type { ServedStore } from './local-store.ts';

export interface ClusterStoreOptions {
  readonly runnerUrl: string;
  /** The projects to serve; all of the cluster if there are none. */
  readonly projects: readonly string[];
  readonly log: Log;
}

/** The sessions of a cluster, for whomever its API server knows. @throws AmberError CONFIG; UNAUTHENTICATED, FORBIDDEN for an account that can serve nothing */
export async function openClusterStore(
  io: Io,
  context: Context,
  { runnerUrl, projects, log }: ClusterStoreOptions,
): Promise<ServedStore> {
  const { clock } = io;
  const { events: _none, learn, ...options } = kubernetesOptions(io, context);
  const notice = (message: string): void => log('warn', 'cluster.notice', { message });
  // Tokens of callers come and go: only our own is kept among the secrets.
  const cluster = await openCluster({ ...options, notice });
  const own = await cluster.token();
  if (own !== undefined) learn?.([own]);
  await checkOwnRights({ cluster, clock, projects, log });
  const engineOf = (of: Cluster): Engine => kubernetesEngine(of, { clock, notice, asksEachTime: true });
  const engine = engineOf(cluster);
  const runners = new ClusterRunners({ cluster, clock, url: runnerUrl });
  const failed = (error: unknown): void => log('error', 'watch.failed', errorFacts(error));
  return {
    options: {
      engine,
      access: clusterAccess(cluster, engineOf),
      runners: {
        address: (ref) => runners.address(ref),
        touch: (ref, at) => runners.touch(ref, at),
        watch: (onChange, signal) =>
          watchCluster(
            { cluster, clock, projects, failed },
            (change) => {
              if (change.kind === 'deleted') runners.forget(change.ref);
              onChange(change);
            },
            signal,
          ),
      },
      ...(projects.length > 0 && { projects }),
      // Where the API server is, is no caller's business.
      redact: (text) => context.redactor.all(text).replaceAll(cluster.server, 'the API server'),
      // Nothing here trusts a name by which it is reached: who asks brings a token, or a cookie that is bound to the name.
      allowedHosts: 'any',
    },
    close: () => engine.close(),
  };
}
