/**
 * A child process that reads one watch to an event of that number and prints `{events, ms, rssMb}`: `floor` (node:http,
 * split, JSON.parse) or `amber` (the engine's watch of sessions).
 */
import { get } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

const [variant = '', url = '', wanted = '', kubeconfig = ''] = process.argv.slice(2);
const total = Number(wanted);
let events = 0;

function floor(): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      const decoder = new StringDecoder('utf8');
      let rest = '';
      response.on('data', (chunk: Buffer) => {
        const lines = (rest + decoder.write(chunk)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if ((JSON.parse(line) as { type: string }).type !== 'BOOKMARK') events++;
      });
      response.on('end', resolve).on('error', reject);
    }).on('error', reject);
  });
}

async function amber(): Promise<void> {
  const { systemClock } = await import('../../../src/async/system-clock.ts');
  const { openCluster } = await import('../../../src/engine/kubernetes/cluster-client.ts');
  const { watchSessions } = await import('../../../src/engine/kubernetes/watch/watch-sessions.ts');
  const cluster = await openCluster({ kubeconfig, env: {}, notice: () => undefined });
  const { signal } = new AbortController();
  for await (const changes of watchSessions({ cluster, clock: systemClock, namespace: 'big', signal })) {
    for (const { kind } of changes) if (kind === 'changed') events++;
    if (events >= total) return;
  }
}

const start = performance.now();
await (variant === 'amber' ? amber() : floor());
const ms = performance.now() - start;
process.stdout.write(JSON.stringify({ events, ms, rssMb: process.resourceUsage().maxRSS / 1024 }));
process.exit();
