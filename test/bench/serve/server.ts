/**
 * A child process that serves over a store without hosts, whose runners are on another port. For each line on stdin it
 * prints what it has used: `{rssMb, writes, reads}`, the store's calls.
 */
import { createInterface } from 'node:readline';
import { systemClock } from '../../../src/async/system-clock.ts';
import { serve } from '../../../src/serve/serve.ts';
import { Hostless } from '../../fakes/hostless/engine.ts';

const [stateDir = '', runnerPort = '', token = ''] = process.argv.slice(2);
const store = new Hostless();
const { engine, runners } = store;
const serving = await serve({
  engine,
  runners: {
    ...runners,
    address: async ({ name }) => ({ url: `http://127.0.0.1:${runnerPort}/of/${name}`, headers: {} }),
  },
  host: '127.0.0.1',
  port: 0,
  access: { token },
  stateDir,
  clock: systemClock,
  redact: (text) => text,
  log: (level, event, facts) => level === 'error' && process.stderr.write(`${event} ${JSON.stringify(facts)}\n`),
});
process.stdout.write(`${serving.url}\n`);
const lines = createInterface({ input: process.stdin });
lines.on('line', () => {
  const rssMb = process.memoryUsage.rss() / 2 ** 20;
  const { stop = 0, annotate = 0, touch = 0, get = 0 } = store.calls;
  process.stdout.write(`${JSON.stringify({ rssMb, writes: stop + annotate + touch, reads: get })}\n`);
});
lines.on('close', () => process.exit());
