/** What the splitter found: a line without its end, or a line that was too long and is gone. */
export type Line = { readonly text: string } | { readonly tooLong: number };

/**
 * Cuts a byte stream into lines. Time is linear also for a line that comes in many chunks (they are joined once), and
 * memory is bounded: a line above `limit` bytes is dropped to its end.
 */
export class LineSplitter {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #size = 0;
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  *push(chunk: Buffer): Generator<Line, void, void> {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      yield this.#line(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** The last line, if it had no end. */
  end(): Line | undefined {
    return this.#size === 0 && this.#dropped === 0 ? undefined : this.#line(Buffer.alloc(0), 0, 0);
  }

  #line(chunk: Buffer, start: number, end: number): Line {
    if (this.#dropped > 0) {
      const tooLong = this.#dropped + end - start;
      this.#dropped = 0;
      return { tooLong };
    }
    if (this.#size === 0) return { text: chunk.toString('utf8', start, end) };
    const bytes = Buffer.concat([...this.#parts, chunk.subarray(start, end)]);
    this.#parts = [];
    this.#size = 0;
    return bytes.length > this.#limit ? { tooLong: bytes.length } : { text: bytes.toString('utf8') };
  }

  #keep(rest: Buffer): void {
    if (this.#dropped === 0 && this.#size + rest.length <= this.#limit) {
      this.#parts.push(rest);
      this.#size += rest.length;
      return;
    }
    this.#dropped += this.#size + rest.length;
    this.#parts = [];
    this.#size = 0;
  }
}
