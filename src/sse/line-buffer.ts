import { Buffer } from 'node:buffer';

const LF = 10;
const CR = 13;
/** What stays allocated for the next partial line after a long one was handed out. */
const MAX_SPARE = 1 << 20;

/** Whole lines: their bytes, valid until the next push, and the offset of those in the body. */
export interface Segment {
  readonly bytes: Buffer;
  readonly offset: number;
}

/**
 * Bytes in any pieces → runs of whole lines with LF, CRLF or CR at their ends. Bytes are handed out only up to the
 * end of a line, so a character is never cut; the rest is held in one buffer that grows by doubling, so that a line of
 * n bytes costs O(n) whether it comes in pieces of 1 byte or of 64 kB.
 */
export class LineBuffer {
  readonly #cap: number;
  #held: Buffer = Buffer.alloc(0);
  #spare: Buffer = Buffer.alloc(0);
  #length = 0;
  /** Offset in the body of the first held byte. */
  #offset = 0;
  /** The last byte taken was a CR: an LF that follows belongs to it. */
  #afterCr = false;

  /** @param cap bytes of an unfinished line above which `overflow` is true */
  constructor(cap: number) {
    this.#cap = cap;
  }

  /** The offset in the body of the first byte that was not handed out. */
  get offset(): number {
    return this.#offset;
  }

  /** True once the unfinished line is longer than the cap. */
  get overflow(): boolean {
    return this.#length > this.#cap;
  }

  /** Takes the next bytes; returns the whole lines that they complete, if any. */
  push(chunk: Uint8Array): Segment | undefined {
    let bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#afterCr && bytes.length > 0) {
      this.#afterCr = false;
      if (bytes[0] === LF) {
        bytes = bytes.subarray(1);
        this.#offset += 1;
      }
    }
    const end = endOfLines(bytes);
    if (end === 0) {
      this.#hold(bytes);
      return undefined;
    }
    this.#afterCr = end === bytes.length && bytes[end - 1] === CR;
    const lines = this.#length === 0 ? bytes.subarray(0, end) : this.#release(bytes.subarray(0, end));
    const offset = this.#offset;
    this.#offset += lines.length;
    this.#hold(bytes.subarray(end));
    return { bytes: lines, offset };
  }

  /** Forgets the unfinished line. */
  drop(): void {
    this.#offset += this.#length;
    this.#length = 0;
    this.#held = Buffer.alloc(0);
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const needed = this.#length + bytes.length;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#held.length * 2, 1024));
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    bytes.copy(this.#held, this.#length);
    this.#length = needed;
  }

  #release(bytes: Buffer): Buffer {
    this.#hold(bytes);
    const lines = this.#held.subarray(0, this.#length);
    this.#length = 0;
    // The caller still reads `lines` while the rest of the chunk is held: two buffers take turns.
    [this.#held, this.#spare] = [this.#spare, lines.length > MAX_SPARE ? Buffer.alloc(0) : this.#held];
    return lines;
  }
}

/** The index after the last end of a line, 0 if there is none. */
function endOfLines(bytes: Buffer): number {
  const lf = bytes.lastIndexOf(LF);
  // A CR is rare, and looking for it backwards in a chunk that has none costs a walk of what follows the last LF only.
  return Math.max(lf, bytes.subarray(lf + 1).lastIndexOf(CR) + lf + 1) + 1;
}

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
      this.#bytesAt = lineEnd(this.#bytes, this.#bytesAt);
    }
  }
}

function lineEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at += 1;
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
}
