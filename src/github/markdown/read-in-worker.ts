import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Task, WorkerTasks } from './worker-tasks.ts';

/**
 * What foreign texts may take of a processor, in ms: each of them, and all of one process. The longest comment that
 * people write takes 0.3 s, and there are texts that take minutes: every parser of Markdown at hand has some of them.
 */
export interface ReadingLimits {
  readonly each: number;
  readonly all: number;
}

const LIMITS: ReadingLimits = { each: 2_000, all: 20_000 };
/** Of the thread, in MB. */
const MEMORY = 512;
/** How often a thread that reads is looked at, in ms. */
const LOOK = 100;
/** Where a thread's own time is not known (Node before 22.20), this many times as much real time is allowed. */
const PATIENCE = 5;

/**
 * Reads foreign Markdown in a thread of its own, one text after the other: nothing that anybody wrote keeps this process
 * from its other work, or busy for long. The thread does not keep the process alive when nothing is asked of it.
 */
export class MarkdownReader {
  readonly #limits: ReadingLimits;
  #left: number;
  #thread: Thread | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** What could not be read: a comment, a check and a summary show the same text. */
  readonly #unread = new Set<string>();

  constructor(limits: ReadingLimits = LIMITS) {
    this.#limits = limits;
    this.#left = limits.all;
  }

  /** Undefined if it takes too long, or is nested too deeply for a document. Never rejects. */
  do<T extends Task>(task: T): Promise<WorkerTasks[T['kind']]['result'] | undefined> {
    const answer = this.#last.then(() => this.#next(task));
    this.#last = answer;
    return answer as Promise<WorkerTasks[T['kind']]['result'] | undefined>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.end();
  }

  async #next(task: Task): Promise<unknown> {
    if (this.#left <= 0 || this.#unread.has(task.text)) return undefined;
    this.#thread ??= new Thread();
    const { answer, took } = await this.#thread.do(task, Math.min(this.#limits.each, this.#left));
    this.#left -= took;
    if (answer === undefined) this.#unread.add(task.text);
    if (this.#thread.isOver) this.#thread = undefined;
    return answer;
  }
}

const reader = new MarkdownReader();

/** The process's own reader does it. */
export function inWorker<T extends Task>(task: T): Promise<WorkerTasks[T['kind']]['result'] | undefined> {
  return reader.do(task);
}

interface Reply {
  readonly ready?: true;
  readonly done?: unknown;
}

class Thread {
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #resolve: (answer: Reply) => void = () => {};
  isOver = false;

  constructor() {
    // Nothing of the environment: foreign text is all that it works on.
    this.#worker = new Worker(program(), {
      env: {},
      execArgv: [],
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

  async do(task: Task, limit: number): Promise<{ readonly answer: unknown; readonly took: number }> {
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

/** Beside the bundle, above one of its chunks, or among the sources. */
function program(): string {
  const places = ['./markdown-worker.js', '../markdown-worker.js', './worker.ts'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  return places.find((place) => existsSync(place)) ?? places.at(-1) ?? '';
}
