import type { SseBlock } from './sse-block.ts';

/** What is kept at most: characters of JSON, and milliseconds. */
const MAX_KEPT = 256 * 1024;
const MAX_AGE = 500;

interface Kept {
  readonly block: SseBlock;
  readonly size: number;
  readonly at: number;
}

/** The newest blocks of a feed, for readers that have almost caught up with it: they need not open the log again. */
export class RecentFrames {
  #kept: Kept[] = [];
  #size = 0;
  #head: number;
  #tail: number;

  /** Begins behind event `head`. */
  constructor(head: number) {
    this.#head = head;
    this.#tail = head;
  }

  /** Number of the newest event. */
  get head(): number {
    return this.#head;
  }

  /** Keeps a block. The newest one always fits, however large: a single event may be. */
  push(block: SseBlock, now: number): void {
    let size = 0;
    for (const { raw } of block.frames) size += raw.length;
    this.#kept.push({ block, size, at: now });
    this.#size += size;
    this.#head = block.last;
    while (this.#kept.length > 1 && this.#size > MAX_KEPT) this.#drop();
    this.prune(now);
  }

  /** Lets go of what is old. */
  prune(now: number): void {
    for (let oldest = this.#kept[0]; oldest !== undefined && now - oldest.at > MAX_AGE; oldest = this.#kept[0])
      this.#drop();
  }

  /** Blocks that hold something after `seq`; undefined if some of that is no longer here. */
  since(seq: number): readonly SseBlock[] | undefined {
    if (seq >= this.#head) return [];
    if (seq < this.#tail) return undefined;
    return this.#kept.filter(({ block }) => block.last > seq).map(({ block }) => block);
  }

  #drop(): void {
    const gone = this.#kept.shift();
    if (gone === undefined) return;
    this.#size -= gone.size;
    this.#tail = gone.block.last;
  }
}
