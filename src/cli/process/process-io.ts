import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { isatty, type WriteStream } from 'node:tty';
import { setFlagsFromString } from 'node:v8';
import { systemClock } from '../../async/system-clock.ts';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-code.ts';
import { report } from '../output/error-text.ts';
import type { Ending, Io, Sink, StdinKind } from './io.ts';

/** The seam to the real process: nothing else in Amber touches it but `restart-without-environment.ts`, whose `env` it may be given. */
export function processIo(env: Env = process.env): Io {
  const handlers = new Set<(ending: Ending) => void>();
  const end = (ending: Ending): void => {
    for (const handler of handlers) handler(ending);
  };
  const lastRites = new Set<() => void>();
  const perform = (): void => {
    for (const handler of lastRites) handler();
  };
  const stdout = sink(process.stdout, (error) => {
    // A reader that closed its end shows as EPIPE, a terminal that is gone as EIO: neither is worth a message.
    if (error !== undefined && error.code !== 'EPIPE' && error.code !== 'EIO')
      return new AmberError('UNAVAILABLE', `cannot write to stdout: ${error.message}`, { cause: error });
    end('EPIPE');
    return undefined;
  });
  // It holds what is said beside the product: a run goes on where that can't be written.
  const stderr = sink(process.stderr, () => undefined);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  process.on('uncaughtException', (error) => {
    const { text, exitCode } = report(
      error,
      process.argv.some((word) => word === '-v' || word === '--verbose'),
    );
    process.stderr.write(text);
    process.exit(exitCode);
  });
  let cwd = currentDirectory();
  return {
    argv: process.argv.slice(2),
    env,
    get cwd() {
      return cwd;
    },
    changeDirectory(path) {
      process.chdir(path);
      cwd = process.cwd();
    },
    secrets: new Set(),
    stdin: {
      get isTTY() {
        return isatty(0);
      },
      get kind() {
        return kindOfStdin();
      },
      // A getter: opening stdin costs time, and most commands never read it.
      get stream() {
        return process.stdin;
      },
    },
    stdout,
    stderr,
    clock: systemClock,
    exitCode: 0,
    onEnding(handler) {
      if (handlers.size === 0) for (const signal of signals) process.on(signal, end);
      handlers.add(handler);
      return () => {
        handlers.delete(handler);
        if (handlers.size === 0) for (const signal of signals) process.off(signal, end);
      };
    },
    onExit(handler) {
      if (lastRites.size === 0) process.on('exit', perform);
      lastRites.add(handler);
      return () => {
        lastRites.delete(handler);
        if (lastRites.size === 0) process.off('exit', perform);
      };
    },
    spawnSelf(args, log) {
      const [, script = ''] = process.argv;
      // Few commands need it. Not execa: that is 37 ms in place of 2 before a detached session can begin, and of what it
      // does nothing is wanted of a child that outlives this process.
      const { spawn } = process.getBuiltinModule('node:child_process');
      const out = openSync(log, 'a', 0o600);
      try {
        const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
          detached: true,
          stdio: ['ignore', out, out],
          windowsHide: true,
        });
        // A failed start shows as a session that stays Pending; its start limit ends the wait.
        child.on('error', () => {});
        child.unref();
      } finally {
        closeSync(out);
      }
    },
    async openUrl(url) {
      const [command, ...args] = process.platform === 'darwin' ? ['open', url] : ['xdg-open', url];
      const { execa } = await import('execa');
      // Where it fails, the address stands on the terminal as well.
      const opening = execa(command, args, { detached: true, stdio: 'ignore', cleanup: false, reject: false });
      opening.nodeChildProcess.unref();
    },
    leave(code, patienceMs) {
      process.exitCode = code;
      // A reader that does not read must not keep us once we have been asked to go.
      if (patienceMs !== undefined) setTimeout(() => process.exit(code), patienceMs);
      for (const signal of signals)
        process.on(signal, () => process.exit(code || (signal === 'SIGINT' ? EXIT.sigint : EXIT.sigterm)));
      const last = (): void => {
        const { failure, reported } = stdout;
        if (failure !== undefined && !reported) process.stderr.write(`error: ${failure.message} [${failure.code}]\n`);
        process.stderr.write('', () => process.exit(failure === undefined ? code : code || EXIT.lost));
      };
      // What failed just now is known here before it comes as an event.
      process.stdout.write('', (error) => (error ? setImmediate(last) : last()));
    },
  };
}

function kindOfStdin(): StdinKind {
  if (isatty(0)) return 'terminal';
  try {
    const stat = fstatSync(0);
    if (stat.isFile()) return 'file';
    return stat.isFIFO() || stat.isSocket() ? 'pipe' : 'nothing';
  } catch {
    return 'nothing';
  }
}

/** @throws AmberError USAGE where it was deleted under us */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new AmberError('USAGE', 'the current directory does not exist any more', {
      hint: 'cd to one that does',
      cause,
    });
  }
}

/** A sink that knows why its writes reject, if they do, and whether a writer knows of it. */
interface ProcessSink extends Sink {
  readonly failure: AmberError | undefined;
  readonly reported: boolean;
}

/** `onClosed` is called once, when nothing can be written any more; with what it returns, later writes reject. */
function sink(stream: WriteStream, onClosed: (error?: NodeJS.ErrnoException) => AmberError | undefined): ProcessSink {
  let open = true;
  let reported = false;
  let failure: AmberError | undefined;
  const closed = (error?: NodeJS.ErrnoException): void => {
    if (!open) return;
    open = false;
    failure = onClosed(error);
  };
  stream.on('error', closed);
  stream.on('close', () => closed());
  return {
    stream,
    get failure() {
      return failure;
    },
    get reported() {
      return reported;
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      // Not known, or 0 of a terminal whose size was never set: into that nothing would fit.
      return stream.columns || 80;
    },
    write(text) {
      if (failure !== undefined) {
        reported = true;
        return Promise.reject(failure);
      }
      if (!open || text.length === 0) return;
      if (stream.isTTY || typeof text === 'string') {
        if (!stream.write(stream.isTTY ? readable(text) : text)) return drained(stream);
        return;
      }
      const written = Promise.withResolvers<void>();
      stream.write(text, () => written.resolve());
      // What has not been written yet must stay as it is.
      if (stream.writableLength > 0) return written.promise;
    },
  };
}

/**
 * C1 controls do on many terminals what ESC does, marks of direction change the order of what is shown, and JSON has no need
 * to escape either. Within its strings this means the same; what is shown as text holds none.
 */
function readable(text: string | Uint8Array): string {
  return (typeof text === 'string' ? text : Buffer.from(text).toString()).replace(
    /[\u007f-\u009f\p{Bidi_Control}]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'error', 'close']) stream.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'error', 'close']) stream.once(event, done);
  });
}

/**
 * For a command that passes a stream on, however long it is: the part of the heap for what is short-lived stays as small as
 * it is. V8 doubles it, up to 32 MiB, as more and more has outlived a collection, which only the length of the stream
 * decides. Measured over 3,000,000 events: 82 MiB instead of 113, and 7 % less CPU time.
 * To be called once what is needed is loaded: V8 takes no compiled code from a cache that was made under other flags, and
 * a command would compile anew what another one has left there, and leave it its own.
 */
export function keepHeapSteady(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
