import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Passes the signals on that it reads, one name a line; when nobody holds its input any more, the program is killed and what
 * it kept is removed. So a server ends with the process that started it, however that ends.
 */
const GUARD = `kept=$1; shift
"$@" & child=$!
exec 2>/dev/null
while read -r name; do kill -s "$name" "$child"; done
kill -s KILL "$child"
wait "$child"
[ -z "$kept" ] || rm -rf "$kept"`;

/** How much of what a program said is kept for the error that says why it did not start. */
const KEPT_WORDS = 8_000;

/** A server of another project, which never outlives this process. */
export class GuardedProcess implements AsyncDisposable {
  readonly #guard: ChildProcess;
  readonly #exit: Promise<unknown>;
  #words = '';
  #isOver = false;

  /** `kept`: a folder that is removed once the program has ended. */
  constructor(command: string, args: readonly string[], kept = '') {
    this.#guard = spawn('sh', ['-c', GUARD, 'guard', kept, command, ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
    this.#exit = once(this.#guard, 'exit');
    // A guard that has gone takes no more signals.
    this.#guard.stdin?.on('error', () => undefined);
    this.#guard.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-KEPT_WORDS);
    });
    this.#guard.stderr?.once('end', () => {
      this.#isOver = true;
    });
  }

  /** True once the program has ended, by itself or not. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The end of what it wrote to stderr. */
  get words(): string {
    return this.#words;
  }

  /** Asks it to end in its own way, and waits until it has. */
  async terminate(): Promise<void> {
    this.#guard.stdin?.write('TERM\n');
    if (!this.#isOver && this.#guard.stderr !== null) await once(this.#guard.stderr, 'end');
    await this[Symbol.asyncDispose]();
  }

  /** Kills it, and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#guard.stdin?.end();
    await this.#exit;
  }
}
