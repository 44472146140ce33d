import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Of a thread, in MB. */
const MEMORY = 512;
/** How often a thread that works is looked at, in ms. */
const LOOK = 100;
/** Where a thread's own time is not known (Node before 22.20), this many times as much real time is allowed. */
const PATIENCE = 5;

interface Reply {
  readonly ready?: true;
  readonly done?: unknown;
}

/**
 * A thread for work on foreign texts, one task after the other: it can be ended while it works, has nothing of the environment, and does not keep the
 * process alive when nothing is asked of it. Its program posts `{ready: true}` first, then for each task `{done}`, or
 * something else if it failed.
 */
export class LimitedThread {
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #resolve: (answer: Reply) => void = () => {};
  /** No task can be done any more. */
  isOver = false;

  constructor(program: string) {
    this.#worker = new Worker(program, {
      env: {},
      execArgv: [],
      // What a library may print there is not for users: what counts comes as a reply.
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    });
    this.#worker.on('message', (answer: Reply) => this.#resolve(answer));
    // Out of memory, or it could not be started.
    this.#worker.on('error', () => this.#end());
    this.#worker.on('exit', () => this.#end());
    this.#ready = new Promise((resolve) => {
      this.#resolve = () => resolve();
    });
  }

  /**
   * Has a task done within `limit` ms of a processor. `answer` is undefined if it failed, or if the thread is over: its time,
   * or its memory. Never rejects.
   */
  async do(task: unknown, limit: number): Promise<{ readonly answer: unknown; readonly took: number }> {
    this.#worker.ref();
    await this.#ready;
    const began = await this.#time();
    const waited = new AbortController();
    const answer = new Promise<Reply>((resolve) => {
      this.#resolve = resolve;
    });
    if (this.isOver) return { answer: undefined, took: 0 };
    this.#worker.postMessage(task);
    void this.#watch(began + limit, waited.signal);
    const { done } = await answer;
    waited.abort();
    const took = this.isOver ? limit : (await this.#time()) - began;
    this.#worker.unref();
    return { answer: done, took };
  }

  /** Ends the thread once its time is over. */
  async #watch(limit: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isOver) {
      await sleep(LOOK, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || (await this.#time()) < limit || signal.aborted) continue;
      await this.end();
    }
  }

  async end(): Promise<void> {
    this.#end();
    await this.#worker.terminate();
  }

  /** Of the processor, in ms. */
  async #time(): Promise<number> {
    try {
      const { user, system } = await this.#worker.cpuUsage();
      return (user + system) / 1_000;
    } catch {
      return performance.now() / PATIENCE;
    }
  }

  #end(): void {
    this.isOver = true;
    this.#resolve({});
  }
}

/** The first of these places, from a module's own, that holds a program: a bundle has another one than the sources. */
export function programAt(places: readonly string[], base: string): string {
  const paths = places.map((place) => fileURLToPath(new URL(place, base)));
  return paths.find((path) => existsSync(path)) ?? paths.at(-1) ?? '';
}
