import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/async/system-clock.ts';
import type { AguiEvent, StreamItem } from '../../src/core/agui/events.ts';
import { makeRedactor } from '../../src/core/secrets/redact.ts';
import { jsonLog } from '../../src/serve/json-log.ts';
import { serve } from '../../src/serve/serve.ts';
import type { ServeOptions, Serving } from '../../src/serve/serve-options.ts';
import { SseDecoder } from '../../src/sse/decoder.ts';
import { Hostless } from '../fakes/hostless/engine.ts';
import { HANG_MS } from '../fakes/patience.ts';

export const TOKEN = 'the-token-of-these-tests-0123456789';
export const PROJECT = 'team-a';

export type Json = { readonly [field: string]: unknown };

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body parsed, or undefined. */
  readonly json: Json;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
  /** Sends no token. */
  readonly anonymous?: boolean;
}

/** A serve on a port of its own, over a hostless engine, in a state directory of its own. */
export class Bed implements AsyncDisposable {
  readonly store = new Hostless();
  readonly stateDir = mkdtempSync(join(tmpdir(), 'amber-serve-'));
  readonly logged: string[] = [];
  serving: Serving | undefined;

  static async open(options: Partial<ServeOptions> = {}, prepare?: (store: Hostless) => void): Promise<Bed> {
    const bed = new Bed();
    prepare?.(bed.store);
    await bed.store.runner.listen();
    await bed.start(options);
    return bed;
  }

  async start(options: Partial<ServeOptions> = {}): Promise<void> {
    this.serving = await serve({
      engine: this.store.engine,
      runners: this.store.runners,
      host: '127.0.0.1',
      port: 0,
      access: { token: TOKEN },
      stateDir: this.stateDir,
      clock: systemClock,
      log: jsonLog({
        write: (line) => void this.logged.push(line),
        clock: systemClock,
        redactor: makeRedactor([TOKEN]),
      }),
      redact: makeRedactor([TOKEN]).all,
      ...options,
      timing: {
        retryFirst: 5,
        retryMost: 20,
        errorSettle: 60,
        diskRetry: 10,
        drain: 50,
        connectFirst: 5,
        connectMost: 20,
        ...options.timing,
      },
    });
  }

  get url(): string {
    return this.serving?.url ?? '';
  }

  ask(path: string, options: Ask = {}): Promise<Reply> {
    return ask(`${this.url}${path}`, options);
  }

  path(name: string, rest = ''): string {
    return `/api/projects/${PROJECT}/agentic-sessions/${name}${rest}`;
  }

  async create(body: Json = {}): Promise<string> {
    const reply = await this.ask(`/api/projects/${PROJECT}/agentic-sessions`, { method: 'POST', body });
    if (reply.status !== 201) throw new Error(`${reply.status} ${reply.text}`);
    return String(reply.json.name);
  }

  run(name: string, runId: string, content = 'hello'): Promise<Reply> {
    const body = { threadId: name, runId, messages: [{ id: `m-${runId}`, role: 'user', content }] };
    return this.ask(this.path(name, '/agui/run'), { method: 'POST', body });
  }

  stream(name: string, query = '', headers: { readonly [name: string]: string } = {}): Promise<Tap> {
    return Tap.open(`${this.url}${this.path(name, '/agui/events')}${query}`, headers);
  }

  async metric(name: string): Promise<number> {
    const { text } = await this.ask('/metrics');
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.serving?.close();
    await this.store.runner.close();
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}

export function ask(url: string, { method = 'GET', headers = {}, body, anonymous = false }: Ask = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const sent = request(url, {
      method,
      agent: false,
      headers: {
        ...(!anonymous && { authorization: `Bearer ${TOKEN}` }),
        ...(payload !== undefined && {
          'content-type': 'application/json',
          ...(headers['transfer-encoding'] === undefined && { 'content-length': String(Buffer.byteLength(payload)) }),
        }),
        ...headers,
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        let json: Json = {};
        try {
          json = JSON.parse(text) as Json;
        } catch {}
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
    });
    sent.end(payload);
  });
}

/** A reader of a stream that keeps all it got. */
export class Tap {
  readonly response: IncomingMessage;
  readonly items: StreamItem[] = [];
  /** The bytes as text. */
  text = '';
  readonly ended: Promise<void>;
  readonly #decoder = new SseDecoder();
  #wake: (() => void) | undefined;
  isOver = false;

  static open(url: string, headers: { readonly [name: string]: string } = {}): Promise<Tap> {
    return new Promise((resolve, reject) => {
      const access = headers.cookie === undefined ? { authorization: `Bearer ${TOKEN}` } : {};
      const sent = request(url, { agent: false, headers: { ...access, ...headers } });
      sent.once('error', reject);
      sent.once('response', (response) => resolve(new Tap(response)));
      sent.end();
    });
  }

  constructor(response: IncomingMessage) {
    this.response = response;
    this.ended = new Promise((resolve) => {
      const over = (): void => {
        this.isOver = true;
        this.#wake?.();
        resolve();
      };
      response.once('close', over).on('error', over);
    });
    response.on('data', (chunk: Buffer) => {
      this.text += chunk.toString();
      this.items.push(...this.#decoder.push(chunk));
      this.#wake?.();
    });
  }

  get events(): readonly AguiEvent[] {
    return this.items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
  }

  get seqs(): readonly number[] {
    return this.items.flatMap((item) => (item.kind === 'event' && item.seq !== undefined ? [item.seq] : []));
  }

  get isLive(): boolean {
    return this.items.some(({ kind }) => kind === 'live');
  }

  /** Waits until what came satisfies the condition. */
  async until(condition: (tap: Tap) => boolean, what = 'the condition', ms = HANG_MS): Promise<void> {
    const deadline = performance.now() + ms;
    while (!condition(this)) {
      if (this.isOver) throw new Error(`the stream ended before ${what}; got ${this.text.slice(-500)}`);
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`no ${what} within ${ms} ms; got ${this.text.slice(-500)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  untilType(type: string): Promise<void> {
    return this.until((tap) => tap.events.some((event) => event.type === type), type);
  }

  close(): void {
    this.response.destroy();
  }
}

/** Looks every few milliseconds until the condition holds. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  what: string,
  ms = HANG_MS,
): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${ms} ms`);
    await systemClock.sleep(5);
  }
}
