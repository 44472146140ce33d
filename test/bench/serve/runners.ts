/**
 * A child process that plays the runners: a posted run is answered with `events` deltas, `rate` a second (0: as fast as
 * they are taken), beginning when all of `sessions` have been posted, so that their load is even.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deltaFrame, frame } from './events.ts';

const [sessions = 1, events = 1_000, rate = 0] = process.argv.slice(2).map(Number);
const waiting: { readonly response: ServerResponse; readonly ids: { threadId: string; runId: string } }[] = [];

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { threadId, runId } = JSON.parse(Buffer.concat(chunks).toString()) as { threadId: string; runId: string };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(frame({ type: 'RUN_STARTED', threadId, runId }));
  waiting.push({ response, ids: { threadId, runId } });
  if (waiting.length === sessions) for (const one of waiting) void (rate === 0 ? flood(one) : pace(one));
});

async function flood({ response, ids }: (typeof waiting)[number]): Promise<void> {
  for (let i = 0; i < events; i++) if (!response.write(deltaFrame(i))) await once(response, 'drain');
  response.end(frame({ type: 'RUN_FINISHED', ...ids }));
}

async function pace({ response, ids }: (typeof waiting)[number]): Promise<void> {
  const every = 1_000 / rate;
  // Sessions don't beat in time.
  const start = performance.now() + Math.random() * every;
  for (let i = 0; i < events; i++) {
    const left = start + i * every - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    response.write(deltaFrame(i));
  }
  response.end(frame({ type: 'RUN_FINISHED', ...ids }));
}

server.listen(0, '127.0.0.1', 4_096, () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.on('end', () => process.exit()).resume();
