import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ApiObject, sessionsPath } from '../../real/kubernetes/kit/api-client.ts';
import type { Cluster } from '../../real/kubernetes/kit/cluster.ts';
import { bundled } from '../bundle.ts';
import { type Figure, figure, interleave } from '../figures.ts';

/** Changes that come after what was there, enough to time. */
const CHANGES = 40_000;

interface Read {
  readonly events: number;
  readonly ms: number;
  readonly rssMb: number;
}

/**
 * The watch of a namespace's sessions against the bare reading of its frames, each in a process of its own. The frames are
 * those of the API server, and changes of the same objects after them, sent as fast as they can be taken: a real one makes
 * some hundreds a second.
 */
export async function watch(workDir: string, cluster: Cluster): Promise<readonly Figure[]> {
  const frames = join(workDir, 'frames.jsonl');
  const events = await record(cluster, frames);
  const client = await bundled(workDir, './kubernetes/watch-client.ts');
  const floorServer = new URL('../serve/floor.ts', import.meta.url).pathname;
  const server = spawn(process.execPath, [floorServer, frames], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [address] = (await once(server.stdout, 'data')) as [Buffer];
    const url = address.toString().trim();
    const kubeconfig = join(workDir, 'watch.kubeconfig');
    const named = { name: 'bench', cluster: { server: url } };
    const context = { name: 'bench', context: { cluster: 'bench', user: 'bench' } };
    const users = [{ name: 'bench', user: { token: 'x' } }];
    const config = { clusters: [named], contexts: [context], users, 'current-context': 'bench' };
    writeFileSync(kubeconfig, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...config }));
    const read = async (variant: string): Promise<Read> => {
      const args = [client, variant, url, String(events), kubeconfig];
      const result = JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as Read;
      if (result.events < events) throw new Error(`${variant} read ${result.events} of ${events} events`);
      return result;
    };
    const rate = (variant: string) => async () => {
      const result = await read(variant);
      return result.events / (result.ms / 1_000);
    };
    const rates = await interleave(5, { floor: rate('floor'), amber: rate('amber') });
    const memory = await interleave(3, {
      floor: async () => (await read('floor')).rssMb,
      amber: async () => (await read('amber')).rssMb,
    });
    return [
      figure('watch of 2,000 sessions: raw frames', rates.floor, 'events/s'),
      figure('watch of 2,000 sessions: amber', rates.amber, 'events/s'),
      figure('watch of 2,000 sessions: amber ÷ raw frames', rates.amber / rates.floor, '×'),
      figure('watch of 2,000 sessions: RSS of raw frames', memory.floor, 'MiB'),
      figure('watch of 2,000 sessions: RSS', memory.amber, 'MiB'),
    ];
  } finally {
    server.kill();
  }
}

/** Writes what a watch of all of them sends, and changes after it; gives the number of events. */
async function record(cluster: Cluster, path: string): Promise<number> {
  const objects: ApiObject[] = [];
  const query =
    'watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&resourceVersion=';
  const out = createWriteStream(path);
  let version = 0;
  for await (const frame of cluster.admin.watch(`${sessionsPath('big')}?${query}`, AbortSignal.timeout(60_000))) {
    out.write(`${JSON.stringify(frame)}\n`);
    version = Number(frame.object.metadata.resourceVersion);
    if (frame.type === 'BOOKMARK') break;
    objects.push(frame.object);
  }
  for (let change = 0; change < CHANGES; change++) {
    const object = objects[change % objects.length];
    const metadata = { ...object?.metadata, resourceVersion: String(++version) };
    out.write(`${JSON.stringify({ type: 'MODIFIED', object: { ...object, metadata } })}\n`);
  }
  out.end();
  await once(out, 'finish');
  return objects.length + CHANGES;
}
