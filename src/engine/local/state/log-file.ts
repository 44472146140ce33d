import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

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
 * and a disk that is slower than that holds the runners back instead of filling memory.
 */
export class LogFile implements Appendable {
  readonly #file: number;
  #size: number;

  /** What lies behind `size`, a write that was cut off, is dropped. */
  constructor(path: string, size: number) {
    this.#file = openSync(path, 'a', 0o600);
    this.#size = size;
    if (fstatSync(this.#file).size > size) ftruncateSync(this.#file, size);
  }

  /** Bytes that were written whole. */
  get size(): number {
    return this.#size;
  }

  /** Appends all of it or nothing: what found room of a write that failed is cut off again. */
  append(bytes: Uint8Array): void {
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
      this.#size += bytes.length;
    } catch (error) {
      ftruncateSync(this.#file, this.#size);
      throw error;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
