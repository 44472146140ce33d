import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ApiProxy } from '../../real/kubernetes/kit/api-proxy.ts';
import type { Cluster } from '../../real/kubernetes/kit/cluster.ts';
import { SmallPlatform } from '../../real/kubernetes/kit/small-platform.ts';
import { type Figure, figure, median } from '../figures.ts';

const AMBER = new URL('../../../bin/amber.js', import.meta.url).pathname;

/** What one run asks of the API server, however long it is, and how soon it stops its session. */
export async function oneShot(stateDir: string, cluster: Cluster): Promise<readonly Figure[]> {
  await using proxy = await ApiProxy.start(cluster.plane.url, cluster.plane.ca);
  await using platform = await SmallPlatform.start(cluster);
  // Amber stops the session itself: the platform's own stop would come first.
  platform.traps.autoStop = false;
  const KUBECONFIG = cluster.plane.kubeconfig('alice', 'team-a', proxy);
  const env = {
    ...process.env,
    KUBECONFIG,
    AMBER_ENGINE: 'kubernetes',
    AMBER_API_URL: platform.url,
    AMBER_STATE_DIR: stateDir,
  };
  const run = async (prompt: string): Promise<{ requests: number; toStop: number }> => {
    proxy.requests.length = 0;
    platform.ended.clear();
    await promisify(execFile)(process.execPath, [AMBER, 'run', prompt], { env });
    const [ended = Number.NaN] = platform.ended.values();
    const patch = proxy.requests.find(({ method }) => method === 'PATCH');
    return { requests: proxy.requests.length, toStop: (patch?.at ?? Number.NaN) - ended };
  };
  const short: { requests: number; toStop: number }[] = [];
  for (let round = 0; round < 5; round++) short.push(await run('[echo] hello'));
  const long = await run('[slow 40]');
  return [
    figure('one-shot: requests to the API server', Math.max(...short.map(({ requests }) => requests)), '', '<= 6'),
    figure('one-shot of 40 s: requests to the API server', long.requests, '', '<= 6'),
    figure('RUN_FINISHED → stop patch at the API server', median(short.map(({ toStop }) => toStop)), 'ms'),
  ];
}
