import type { Clock } from '../../core/clock.ts';
import { refOf } from '../../core/session/session.ts';
import type { Cluster } from '../../engine/kubernetes/cluster-client.ts';
import { type SessionChange, watchSessions } from '../../engine/kubernetes/watch/watch-sessions.ts';
import { keyed } from '../run-backend.ts';
import type { StoreChange } from '../serve-options.ts';

/** A missing right may be granted later: it is asked for again after this time (ms). */
const RETRY = 60_000;

export interface ClusterWatchDeps {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** The projects to watch; all of the cluster if there are none. */
  readonly projects: readonly string[];
  /** A watch can't be had: what was read counts for its time only, and deletions are noticed late. */
  readonly failed: (error: unknown) => void;
}

/** Watches sessions, in one connection for each project or in one for all, until the signal is aborted. */
export async function watchCluster(
  { cluster, clock, projects, failed }: ClusterWatchDeps,
  onChange: (change: StoreChange) => void,
  signal: AbortSignal,
): Promise<void> {
  const watch = async (project: string | undefined): Promise<void> => {
    const of = project === undefined ? {} : { project };
    const namespace = project === undefined ? {} : { namespace: project };
    while (!signal.aborted) {
      let present: Set<string> | undefined = new Set();
      const take = (change: SessionChange): void => {
        switch (change.kind) {
          case 'changed': {
            const { spec, status } = change.session;
            const ref = refOf(change.session);
            present?.add(keyed(ref).key);
            onChange({
              kind: 'changed',
              ref,
              stopOnRunFinished: spec.stopOnRunFinished === true,
              ...(status?.phase !== undefined && { phase: status.phase }),
              hasPrompt: (spec.initialPrompt ?? '') !== '',
            });
            break;
          }
          case 'deleted':
            onChange(change);
            break;
          case 'broken':
            onChange({ kind: 'broken', ...of });
            break;
          case 'synced':
            if (present !== undefined) onChange({ kind: 'synced', ...of, present });
            present = undefined;
        }
      };
      try {
        for await (const changes of watchSessions({ cluster, clock, ...namespace, signal })) changes.forEach(take);
      } catch (error) {
        if (signal.aborted) return;
        failed(error);
        onChange({ kind: 'broken', ...of });
      }
      await clock.sleep(RETRY, signal).catch(() => undefined);
    }
  };
  await Promise.all(projects.length === 0 ? [watch(undefined)] : projects.map(watch));
}
