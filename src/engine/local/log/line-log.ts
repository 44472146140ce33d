import type { Appendable } from './append-file.ts';
import type { Position } from './log-reader.ts';

export interface LineLogDeps<T> {
  /** Entries that were written together, in order, the place behind the last one, and the size of all in bytes. */
  readonly published: (entries: readonly T[], end: Position, bytes: number) => void;
  /** A write failed: what was not written waits for `retry`. */
  readonly failed: (error: unknown) => void;
}

/** What was appended is written at once when it has this many characters. */
const FLUSH_AT = 256 * 1024;

/**
 * A log with one writer, one event a line. Lines of one turn of the event loop are appended in one write and only then
 * published, so that what a reader has seen is still there after a crash. `T` is what readers get of a line.
 */
export class LineLog<T> {
  readonly #file: Appendable;
  readonly #deps: LineLogDeps<T>;
  #lines: string[] = [];
  #entries: T[] = [];
  #pending = 0;
  #seq: number;
  #isScheduled = false;
  #isStuck = false;
  #isClosed = false;

  /** `seq`: lines that the file has already. */
  constructor(file: Appendable, seq: number, deps: LineLogDeps<T>) {
    this.#file = file;
    this.#seq = seq;
    this.#deps = deps;
  }

  /** The place behind what is published. */
  get end(): Position {
    return { offset: this.#file.size, seq: this.#seq };
  }

  /** The number that the next line gets; the first one is 1. */
  get next(): number {
    return this.#seq + this.#lines.length + 1;
  }

  append(line: string, entry: T): void {
    if (this.#isClosed) return;
    this.#lines.push(line);
    this.#entries.push(entry);
    this.#pending += line.length + 1;
    if (this.#pending >= FLUSH_AT) this.flush();
    else if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.flush();
      });
    }
  }

  /** Writes what was appended, then publishes it. */
  flush(): void {
    if (!this.#isStuck) this.#write();
  }

  /** Tries a write that failed once more. True if it succeeded. */
  retry(): boolean {
    this.#isStuck = false;
    this.#write();
    return !this.#isStuck;
  }

  close(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    this.#file.close();
  }

  #write(): void {
    if (this.#lines.length === 0 || this.#isClosed) return;
    const bytes = Buffer.from(`${this.#lines.join('\n')}\n`);
    try {
      this.#file.append(bytes);
    } catch (error) {
      this.#isStuck = true;
      this.#deps.failed(error);
      return;
    }
    const entries = this.#entries;
    this.#lines = [];
    this.#entries = [];
    this.#pending = 0;
    this.#seq += entries.length;
    this.#deps.published(entries, this.end, bytes.length);
  }
}
