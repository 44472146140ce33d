import { LimitedThread, programAt } from '../../async/limited-thread.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import { sanitizeMarkdown as sanitized } from '../../render/markdown/sanitize.ts';
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

/** Beside the bundle, above one of its chunks, or among the sources. */
const PROGRAM = ['./markdown-worker.js', '../markdown-worker.js', './markdown-worker.ts'];

/**
 * Reads foreign Markdown in a thread of its own, one text after the other: nothing that anybody wrote keeps this process
 * from its other work, or busy for long. The thread does not keep the process alive when nothing is asked of it.
 */
export class MarkdownReader {
  readonly #limits: ReadingLimits;
  #left: number;
  #thread: LimitedThread | undefined;
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
    this.#thread ??= new LimitedThread(programAt(PROGRAM, import.meta.url));
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

/**
 * Foreign Markdown made fit for a comment, a check or a summary, as `sanitizeText` makes text. It is read in a thread that has
 * a limit: what takes too long is shown as it was written.
 */
export function sanitizeMarkdown(foreign: string, redactor: Redactor, limit: number): Promise<string> {
  return sanitized(foreign, redactor, limit, (text, masked) => inWorker({ kind: 'defuse', text, masked }));
}
