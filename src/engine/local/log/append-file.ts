import { closeSync, fstatSync, ftruncateSync } from 'node:fs';
import { openFile, writeAll } from '../state/files.ts';

/** Where a log is appended to. */
export interface Appendable {
  /** Bytes that were written whole. */
  readonly size: number;
  /** Appends all of it or nothing. */
  append(bytes: Uint8Array): void;
  close(): void;
}

/**
 * The end of a log as its only writer has it. Writes are synchronous: they take microseconds, go to the page cache,
 * and a disk that is slower than that holds the writer back instead of filling memory.
 */
export class AppendFile implements Appendable {
  readonly #file: number;
  #size: number;
  #isTorn = false;

  /** Bytes after `size`, of a write that was cut off, are dropped. */
  constructor(path: string, size: number) {
    this.#file = openFile(path, 'append');
    this.#size = size;
    if (fstatSync(this.#file).size > size) this.#cutOff();
  }

  get size(): number {
    return this.#size;
  }

  /** What found room of a write that failed is cut off again, at the latest before the next write. */
  append(bytes: Uint8Array): void {
    if (this.#isTorn) this.#cutOff();
    try {
      writeAll(this.#file, bytes);
    } catch (error) {
      this.#isTorn = true;
      try {
        this.#cutOff();
      } catch {}
      throw error;
    }
    this.#size += bytes.length;
  }

  close(): void {
    closeSync(this.#file);
  }

  #cutOff(): void {
    ftruncateSync(this.#file, this.#size);
    this.#isTorn = false;
  }
}
