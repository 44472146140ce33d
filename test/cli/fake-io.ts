import { resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { systemClock } from '../../src/async/system-clock.ts';
import type { Ending, Io, Sink } from '../../src/cli/process/io.ts';
import type { Env } from '../../src/core/env.ts';

/** An `Io` without a process: what was written can be read, signals are sent by hand. */
export interface FakeIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
  /** Plays a signal. Gives false if nobody listens. */
  readonly end: (ending: Ending) => boolean;
  readonly left: () => readonly number[];
  readonly spawned: () => readonly { readonly args: readonly string[]; readonly log: string }[];
  readonly openedUrls: () => readonly string[];
}

export interface FakeIoOptions {
  readonly argv?: readonly string[];
  readonly env?: Env;
  readonly cwd?: string;
  /** What stdin holds; it then ends. */
  readonly stdin?: string;
  readonly tty?: { readonly stdin?: boolean; readonly stdout?: boolean; readonly stderr?: boolean };
  readonly columns?: number;
}

export function fakeIo(options: FakeIoOptions = {}): FakeIo {
  const { argv = [], env = {}, stdin = '', tty = {}, columns = 80 } = options;
  let { cwd = '/nowhere' } = options;
  const out = sink(tty.stdout === true, columns);
  const err = sink(tty.stderr === true, columns);
  const handlers = new Set<(ending: Ending) => void>();
  const left: number[] = [];
  const spawned: { args: readonly string[]; log: string }[] = [];
  const openedUrls: string[] = [];
  return {
    argv,
    env: { HOME: '/nowhere', ...env },
    get cwd() {
      return cwd;
    },
    changeDirectory(path) {
      cwd = resolve(cwd, path);
    },
    secrets: new Set(),
    stdin: {
      isTTY: tty.stdin === true,
      kind: tty.stdin === true ? 'terminal' : stdin === '' ? 'nothing' : 'pipe',
      stream: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]),
    },
    stdout: out.sink,
    stderr: err.sink,
    clock: systemClock,
    exitCode: 0,
    onExit: () => () => {},
    onEnding(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    spawnSelf: (args, log) => void spawned.push({ args, log }),
    openUrl: async (url) => void openedUrls.push(url),
    leave: (code) => void left.push(code),
    out: out.text,
    err: err.text,
    end(ending) {
      for (const handler of handlers) handler(ending);
      return handlers.size > 0;
    },
    left: () => left,
    spawned: () => spawned,
    openedUrls: () => openedUrls,
  };
}

function sink(isTTY: boolean, columns: number): { readonly sink: Sink; readonly text: () => string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const write = (text: string | Uint8Array): void =>
    void stream.write(typeof text === 'string' ? text : Buffer.from(text));
  return { sink: { write, isTTY, columns, stream }, text: () => Buffer.concat(chunks).toString() };
}
