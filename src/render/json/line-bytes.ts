import type { Out } from '../renderer.ts';

/** Larger memory is not kept for the next lines, in bytes. */
const MAX_KEPT = 1024 * 1024;

/** Text that is collected as bytes, in memory that is used again and again: a stream of lines leaves no garbage. */
export class LineBytes {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);
  #length = 0;

  text(text: string): void {
    // No character takes more.
    this.#room(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** `bytes` from `from` up to `to`: a few, for which a view of them would cost more. */
  part(bytes: Uint8Array, from: number, to: number): void {
    this.#room(to - from);
    const all = this.#bytes;
    let at = this.#length;
    for (let i = from; i < to; i += 1) all[at++] = bytes[i] ?? 0;
    this.#length = at;
  }

  /** A whole number, not negative. */
  number(value: number): void {
    if (value > 0xffff_ffff) {
      this.text(String(value));
      return;
    }
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits += 1;
    this.#room(digits);
    let left = value >>> 0;
    // Whole numbers of 32 bits are divided at a fraction of what others cost.
    for (let at = this.#length + digits - 1; at >= this.#length; at -= 1) {
      const tenth = (left / 10) >>> 0;
      this.#bytes[at] = 48 + left - 10 * tenth;
      left = tenth;
    }
    this.#length += digits;
  }

  /** All of it, valid until something is added. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    if (this.#bytes.length > MAX_KEPT) this.#bytes = Buffer.allocUnsafeSlow(64 * 1024);
    this.#length = 0;
    return taken;
  }

  #room(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Writes what is collected. While an output is slow to take it, what comes next is collected elsewhere. */
export class LinePool {
  #free: LineBytes | undefined;

  write(out: Out, collect: (lines: LineBytes) => void): void | Promise<void> {
    const lines = this.#free ?? new LineBytes();
    this.#free = undefined;
    collect(lines);
    const bytes = lines.take();
    const written = bytes.length === 0 ? undefined : out.write(bytes);
    if (written === undefined) {
      this.#free = lines;
      return undefined;
    }
    return written.then(() => {
      this.#free = lines;
    });
  }
}
