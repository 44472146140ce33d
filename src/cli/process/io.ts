import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../core/clock.ts';
import type { Env } from '../../core/env.ts';

/** What can end a command from outside: a signal, or a reader that closed our stdout. */
export type Ending = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'EPIPE';

/** An output stream. Once its reader is gone, writing does nothing. */
export interface Sink {
  /** Returns a promise while the reader is slow. Bytes are the caller's again once it has resolved, at once if there is none. */
  write(text: string | Uint8Array): void | Promise<void>;
  readonly isTTY: boolean;
  /** Width of the terminal at this moment; 80 where there is none. */
  readonly columns: number;
  /** The stream itself, for what draws on a terminal. */
  readonly stream: Writable;
}

/**
 * What stdin is. `pipe`: a pipe or a socket, whose other end may be open without ever writing; `nothing`: closed,
 * `/dev/null` or another device.
 */
export type StdinKind = 'terminal' | 'pipe' | 'file' | 'nothing';

export interface Source {
  readonly isTTY: boolean;
  readonly kind: StdinKind;
  readonly stream: Readable;
}

/** Everything that a command touches outside of itself. The only one made of the real process is `process-io.ts`. */
export interface Io {
  /** Without node and the script. */
  readonly argv: readonly string[];
  readonly env: Env;
  readonly cwd: string;
  /** Changes the directory, as if the call had been made there. @throws what the system says */
  changeDirectory(path: string): void;
  /** What this call has come to know beside its environment, and must not show. */
  readonly secrets: Set<string>;
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly clock: Clock;
  /** Calls `handler` for each ending from now on, in place of what the system would do. Returns the way to end that. */
  onEnding(handler: (ending: Ending) => void): () => void;
  /** Calls `handler` at the very end of the process, when only what is synchronous still happens. Returns the way to end that. */
  onExit(handler: () => void): () => void;
  /**
   * Starts this program anew with other arguments, in a session of its own (setsid), its output appended to `log`.
   * It outlives us.
   */
  spawnSelf(args: readonly string[], log: string): void;
  /** Opens an address in the browser of the person at this machine. Where there is none nothing happens. */
  openUrl(url: string): Promise<void>;
  /** What the process will exit with, unless something goes wrong on the way out. */
  exitCode: number;
  /** Writes what is left to write, then ends the process: after `patienceMs` at the latest, if they are given. */
  leave(code: number, patienceMs?: number): void;
}
