import { Buffer } from 'node:buffer';
import type { StreamItem } from '../core/agui/events.ts';
import { DeltaPattern } from './delta-pattern.ts';
import { readBytes, readFrames } from './fast-path.ts';
import { LineBuffer, Offsets, type Segment } from './line-buffer.ts';
import { type DataLine, itemsOf } from './payload.ts';

/** Above this a frame is skipped (docs/events.md, case 6). */
export const FRAME_CAP = 64 * 1024 * 1024;

/** What a line takes in memory beside its text, in bytes: a frame of empty lines grows, too. */
const LINE_COST = 100;

const COLON = 58;
const SPACE = 32;
const CR = 13;
/** The first of the three of a byte order mark in UTF-8. */
const BOM_BYTE = 0xef;
const ALIVE: StreamItem = { kind: 'alive' };
const LIVE: StreamItem = { kind: 'live' };

/** Options of `SseDecoder`. */
export interface SseOptions {
  /** Bytes of one frame above which it is skipped; 64 MiB by default. */
  readonly cap?: number;
  /** Deltas that come one after the other may become one item, with `pieces`. How many depends on the chunks. */
  readonly together?: boolean;
}

/**
 * Bytes of an SSE body → items, incrementally: the items of a stream do not depend on how it was cut into chunks.
 * Events keep their JSON text as `raw`; an `id:` that is a whole number becomes `seq`; comments become `alive`, the
 * comment `: live` becomes `live`. Never throws: what can't be read becomes a warning.
 */
export class SseDecoder {
  readonly #cap: number;
  readonly #together: boolean;
  readonly #lines: LineBuffer;
  readonly #pattern = new DeltaPattern();
  #items: StreamItem[] = [];
  #first = true;
  /** The `data:` lines of the frame that is being read, and what they take in memory, in bytes. */
  #data: DataLine[] = [];
  #size = 0;
  #seq: number | undefined;
  #measure = false;
  /** The frame is above the cap: everything up to the next blank line is dropped. */
  #skipping = false;
  /** The start of the next line was dropped: what comes of it is no line. */
  #partial = false;

  constructor(options: SseOptions = {}) {
    this.#cap = options.cap ?? FRAME_CAP;
    this.#together = options.together ?? false;
    this.#lines = new LineBuffer(this.#cap);
  }

  /** Takes the next bytes of the body; returns the items that they complete. `chunk` may be reused afterwards. */
  push(chunk: Uint8Array): StreamItem[] {
    this.#items = [];
    const segment = this.#lines.push(chunk);
    if (segment !== undefined) this.#read(segment);
    if (this.#lines.overflow && !this.#partial) {
      if (!this.#skipping) this.#skip(this.#data[0]?.offset() ?? this.#lines.offset);
      this.#partial = true;
    }
    if (this.#partial) this.#lines.drop();
    return this.#items;
  }

  /** The body has ended: a frame without its blank line is discarded, as the specification of SSE demands. */
  end(): StreamItem[] {
    this.#lines.drop();
    this.#clear();
    return [];
  }

  #read(segment: Segment): void {
    // Only where there is room for a line above the cap must lines be measured, in bytes.
    this.#measure = segment.bytes.length > this.#cap;
    const read = this.#readsBytes(segment.bytes) ? readBytes(segment.bytes, this.#items, this.#pattern) : 0;
    if (read < segment.bytes.length) this.#readText(segment.bytes.subarray(read), segment.offset + read);
  }

  /** Not the rest of a frame, nor after a byte order mark, nor other ends of lines. */
  #readsBytes(bytes: Buffer): boolean {
    if (!this.#together || !this.#isBetweenFrames || this.#measure || bytes.includes(CR)) return false;
    if (this.#first && bytes[0] === BOM_BYTE) return false;
    this.#first = false;
    return true;
  }

  get #isBetweenFrames(): boolean {
    return !this.#partial && !this.#skipping && this.#data.length === 0 && this.#seq === undefined;
  }

  #readText(bytes: Buffer, offset: number): void {
    let text = bytes.toString('utf8');
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
    const offsets = new Offsets(text, bytes, offset);
    let at = this.#start(text);
    while (at < text.length) {
      if (this.#isBetweenFrames && !this.#measure) {
        at = readFrames(text, at, this.#items, this.#pattern);
        if (at === text.length) return;
      }
      const end = text.indexOf('\n', at);
      this.#line(text, at, end, offsets);
      at = end + 1;
    }
  }

  /** Where the first whole line begins: after a byte order mark, or after the end of a line that was dropped. */
  #start(text: string): number {
    const first = this.#first;
    this.#first = false;
    if (this.#partial) {
      this.#partial = false;
      return text.indexOf('\n') + 1;
    }
    return first && text.startsWith('\uFEFF') ? 1 : 0;
  }

  #line(text: string, from: number, to: number, offsets: Offsets): void {
    if (from === to) {
      this.#dispatch();
      return;
    }
    if (this.#skipping) return;
    if (this.#measure && Buffer.byteLength(text.slice(from, to)) > this.#cap) {
      this.#skip(this.#data[0]?.offset() ?? offsets.at(from));
      return;
    }
    if (text.charCodeAt(from) === COLON) {
      this.#items.push(text.slice(from + 1, to).trim() === 'live' ? LIVE : ALIVE);
      return;
    }
    const colon = text.indexOf(':', from);
    const nameEnd = colon === -1 || colon > to ? to : colon;
    const name = text.slice(from, nameEnd);
    const value = text.slice(Math.min(to, text.charCodeAt(nameEnd + 1) === SPACE ? nameEnd + 2 : nameEnd + 1), to);
    if (name === 'data') {
      const offset = offsets.at(from);
      this.#size += Buffer.byteLength(value) + (this.#data.length > 0 ? LINE_COST : 0);
      if (this.#size > this.#cap) this.#skip(this.#data[0]?.offset() ?? offset);
      else this.#data.push({ text: value, offset: () => offset });
    } else if (name === 'id' && /^\d{1,15}$/.test(value)) this.#seq = Number(value);
  }

  #dispatch(): void {
    const items = this.#skipping ? [] : itemsOf(this.#data, this.#seq);
    for (const item of items) this.#items.push(item);
    this.#clear();
  }

  #skip(offset: number): void {
    this.#clear();
    this.#skipping = true;
    const message = `a frame of more than ${this.#cap} bytes was skipped`;
    this.#items.push({ kind: 'warning', code: 'FRAME_TOO_LARGE', message, offset });
  }

  #clear(): void {
    this.#data = [];
    this.#size = 0;
    this.#seq = undefined;
    this.#skipping = false;
  }
}
