import { stripVTControlCharacters } from 'node:util';

/** The last bytes of a stream that is read only if something went wrong: memory stays the same however much comes. */
export class StderrTail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #size = 0;

  /** @param limit in bytes */
  constructor(limit = 16_384) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    // A copy: a slice would keep the whole chunk that it was read into.
    const kept = chunk.length > this.#limit ? Buffer.from(chunk.subarray(-this.#limit)) : chunk;
    this.#chunks.push(kept);
    this.#size += kept.length;
    if (this.#size > 2 * this.#limit) this.#compact();
  }

  #compact(): void {
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [Buffer.from(all.subarray(-this.#limit))];
    this.#size = Math.min(all.length, this.#limit);
  }

  /**
   * The last lines, at most `lines` of them, without colours and other control characters. A long line (a stack trace
   * begins with a line of source, which a bundle writes as one) keeps its beginning.
   */
  text(lines = 20, width = 300): string {
    this.#compact();
    return stripVTControlCharacters(Buffer.concat(this.#chunks).toString('utf8'))
      .replace(/\r\n?/g, '\n')
      .replace(CONTROL, '')
      .split('\n')
      .map((line) => (line.length > width ? `${line.slice(0, width)}…` : line.trimEnd()))
      .filter((line) => line !== '')
      .slice(-lines)
      .join('\n');
  }
}

/** Control characters but tab and line feed. */
const CONTROL = /[^\P{Cc}\n\t]/gu;
