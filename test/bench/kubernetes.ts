import { Cluster, PLATFORM_CRD, SESSION_USER } from '../real/kubernetes/kit/cluster.ts';
import { NO_API_SERVER } from '../real/kubernetes/kit/control-plane.ts';
import { manySessions } from '../real/kubernetes/kit/many-sessions.ts';
import type { Figure } from './figures.ts';
import { list } from './kubernetes/list.ts';
import { oneShot } from './kubernetes/one-shot.ts';
import { watch } from './kubernetes/watch.ts';

/** The Kubernetes engine on a real API server. */
export async function kubernetes(stateDir: string): Promise<readonly Figure[]> {
  if (NO_API_SERVER !== undefined) {
    process.stderr.write(`kubernetes is skipped: ${NO_API_SERVER}\n`);
    return [];
  }
  await using cluster = await Cluster.start(PLATFORM_CRD);
  const runs = await oneShot(stateDir, cluster);
  await cluster.namespace('big');
  await cluster.allow('alice', 'big', SESSION_USER);
  await manySessions(cluster.admin, 'big');
  return [...runs, ...(await list(stateDir, cluster)), ...(await watch(stateDir, cluster))];
}
