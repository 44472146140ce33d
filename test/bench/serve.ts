import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { type Figure, figure } from './figures.ts';
import { deltaFrame } from './serve/events.ts';

const TOKEN = 'a-token-of-the-bench-0123456789';

/** A child process that is asked and answers line by line. */
class Child implements Disposable {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(name: string, ...args: readonly (string | number)[]) {
    const script = new URL(`serve/${name}.ts`, import.meta.url).pathname;
    this.process = spawn(process.execPath, [script, ...args.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: Interface = createInterface({ input: this.process.stdout as NodeJS.ReadableStream });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('a child of the bench has ended early');
    return String(value);
  }

  say(text: string): void {
    this.process.stdin?.write(`${text}\n`);
  }

  [Symbol.dispose](): void {
    this.process.kill('SIGKILL');
  }
}

interface Load {
  readonly sessions: number;
  readonly readersEach: number;
  readonly events: number;
  /** Events a second of each session; 0: as fast as they are taken. */
  readonly rate: number;
}

interface Measured {
  readonly events: number;
  readonly lost: number;
  readonly doubled: number;
  readonly ms: number;
  readonly p50: number;
  readonly p99: number;
  readonly rssMb: number;
  readonly writes: number;
}

/** Serve with that load: everything in processes of their own, over loopback. */
async function measure(stateDir: string, { sessions, readersEach, events, rate }: Load): Promise<Measured> {
  using runners = new Child('runners', sessions, events, rate);
  using server = new Child('server', stateDir, await runners.line(), TOKEN);
  const base = `${await server.line()}/api/projects/bench/agentic-sessions`;
  const names: string[] = [];
  for (let i = 0; i < sessions; i++) names.push((await post(base, { stopOnRunFinished: true })).name ?? '');
  // RUN_STARTED and RUN_FINISHED beside the deltas.
  using readers = new Child('readers', sessions * readersEach, events + 2, TOKEN);
  for (const name of names) for (let i = 0; i < readersEach; i++) readers.say(`${base}/${name}/agui/events`);
  await readers.line();
  await Promise.all(
    names.map((name) =>
      post(`${base}/${name}/agui/run`, {
        runId: `run-of-${name}`,
        messages: [{ id: 'm', role: 'user', content: 'go' }],
      }),
    ),
  );
  const result = JSON.parse(await readers.line()) as Omit<Measured, 'rssMb' | 'writes'>;
  // The stop, and the trailing patch of the activity.
  await new Promise((resolve) => setTimeout(resolve, 10_500));
  server.say('');
  const { rssMb, writes } = JSON.parse(await server.line()) as { rssMb: number; writes: number };
  return { ...result, rssMb, writes };
}

/** The least that can be done: the same bytes, piped from a file to as many readers. */
async function floor(stateDir: string, readersEach: number, events: number): Promise<Measured> {
  const path = join(stateDir, 'floor.sse');
  const frames = Array.from({ length: events }, (_, index) => `id: ${index + 1}\n${deltaFrame(index)}`);
  writeFileSync(path, frames.join(''));
  using server = new Child('floor', path);
  const url = await server.line();
  using readers = new Child('readers', readersEach, events, TOKEN);
  for (let i = 0; i < readersEach; i++) readers.say(url);
  await readers.line();
  return JSON.parse(await readers.line()) as Measured;
}

/** `amber serve` under load (issue "The platform over HTTP", bench). */
export async function serve(stateDir: string): Promise<readonly Figure[]> {
  const dir = (name: string): string => join(stateDir, `serve-${name}`);
  const wide = await measure(dir('wide'), { sessions: 1, readersEach: 1_000, events: 2_000, rate: 0 });
  const cat = await floor(stateDir, 1_000, 2_002);
  const calm = await measure(dir('calm'), { sessions: 1, readersEach: 1_000, events: 200, rate: 20 });
  const seconds = 20;
  const broad = await measure(dir('broad'), { sessions: 1_000, readersEach: 1, events: 50 * seconds, rate: 50 });
  const rate = ({ events, ms }: Measured): number => events / (ms / 1_000);
  return [
    figure('serve, 1 session × 1,000 readers: events/s', rate(wide), 'events/s'),
    figure('serve, cat of the log to 1,000 readers: floor', rate(cat), 'events/s'),
    figure('serve ÷ floor', rate(wide) / rate(cat), '×'),
    ...correct('1,000 readers', wide),
    figure('serve, 1,000 readers, 20 events/s: p50 delivery', calm.p50, 'ms'),
    figure('serve, 1,000 readers, 20 events/s: p99 delivery', calm.p99, 'ms'),
    figure('serve, 1,000 sessions × 50 events/s: events/s', rate(broad), 'events/s'),
    figure('serve, 1,000 sessions: p50 delivery', broad.p50, 'ms'),
    figure('serve, 1,000 sessions: p99 delivery', broad.p99, 'ms'),
    ...correct('1,000 sessions', broad),
    // The leading patch, one per 10 s, the trailing one, the run's end as an annotation, and the stop.
    figure(`serve, store writes per session in ${seconds} s of activity`, broad.writes / 1_000, 'calls', '<= 6'),
  ];
}

const correct = (load: string, { lost, doubled, rssMb }: Measured): readonly Figure[] => [
  figure(`serve, ${load}: lost`, lost, 'events', '<= 0'),
  figure(`serve, ${load}: doubled`, doubled, 'events', '<= 0'),
  figure(`serve, ${load}: RSS`, rssMb, 'MiB'),
];

function post(url: string, body: object): Promise<{ readonly name?: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve(JSON.parse(text) as { name?: string }));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
