import type { Buffer } from 'node:buffer';

const LF = 10;
const CR = 13;

/**
 * Where in the body the lines of a decoded text begin. Only warnings ask, in rising order, so it walks along with
 * them: all questions together cost one pass over the bytes.
 */
export class Offsets {
  readonly #text: string;
  readonly #bytes: Buffer;
  readonly #base: number;
  #textAt = 0;
  #bytesAt = 0;

  /** @param text the lines of `bytes`, each with a single LF at its end; `base` is the offset of `bytes` in the body */
  constructor(text: string, bytes: Buffer, base: number) {
    this.#text = text;
    this.#bytes = bytes;
    this.#base = base;
  }

  /** The offset in the body of the line that begins at `index` of the text. */
  at(index: number): number {
    if (this.#text.length === this.#bytes.length) return this.#base + index;
    for (;;) {
      const end = this.#text.indexOf('\n', this.#textAt);
      if (end === -1 || end >= index) return this.#base + this.#bytesAt;
      this.#textAt = end + 1;
      this.#bytesAt = endOfLine(this.#bytes, this.#bytesAt);
    }
  }
}

function endOfLine(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at += 1;
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
}
