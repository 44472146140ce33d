/**
 * A child process that reads streams and checks each: numbers must be 1, 2, 3 … up to `events`. Reads lines of URLs from
 * stdin; prints `open` once all have answered, and at their end `{events, lost, doubled, ms, p50, p99}`.
 */
import { Agent, get } from 'node:http';
import { createInterface } from 'node:readline';
import { now } from './events.ts';

const [count = '0', eventsText = '0', token = ''] = process.argv.slice(2);
const streams = Number(count);
const wanted = Number(eventsText);
/** Deliveries by their delay, in tenths of a millisecond. */
const delays = new Uint32Array(600_000);
const total = { events: 0, lost: 0, doubled: 0 };
let opened = 0;
let done = 0;
let first = Number.POSITIVE_INFINITY;
let last = 0;

function read(url: string, agent: Agent): void {
  const request = get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
    if (++opened === streams) process.stdout.write('open\n');
    let rest = '';
    let seen = 0;
    response.setEncoding('latin1');
    response.on('data', (chunk: string) => {
      const at = now();
      first = Math.min(first, at);
      const text = rest + chunk;
      let from = 0;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', from)) {
        if (text.startsWith('id: ', from)) {
          const seq = Number(text.slice(from + 4, text.indexOf('\n', from)));
          if (seq <= seen) total.doubled++;
          else {
            total.lost += seq - seen - 1;
            seen = seq;
          }
          const sent = Number(text.slice(text.lastIndexOf('"at":', end) + 5, end - 1));
          const slot = Math.min(delays.length - 1, Math.max(0, Math.round((at - sent) * 10)));
          delays[slot] = (delays[slot] ?? 0) + 1;
          total.events++;
        }
        from = end + 2;
      }
      rest = text.slice(from);
      if (seen >= wanted) finish(at);
    });
    let isFinished = false;
    const finish = (at: number): void => {
      if (isFinished) return;
      isFinished = true;
      last = Math.max(last, at);
      response.destroy();
      if (++done === streams) report();
    };
    response.on('close', () => {
      if (!isFinished) total.lost += wanted - seen;
      finish(now());
    });
  });
  request.on('error', (error) => {
    throw error;
  });
}

function quantile(share: number): number {
  let left = total.events * share;
  for (const [slot, deliveries] of delays.entries()) {
    left -= deliveries;
    if (left <= 0) return slot / 10;
  }
  return Number.NaN;
}

function report(): void {
  process.stdout.write(`${JSON.stringify({ ...total, ms: last - first, p50: quantile(0.5), p99: quantile(0.99) })}\n`);
  process.exit();
}

const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
for await (const url of createInterface({ input: process.stdin })) read(url, agent);
