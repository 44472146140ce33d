import { type Row, textsOf } from '../../../../core/transcript/rows.ts';

/** Looks for words in rows, in any case; a little at a time, as rows are many and may hold megabytes. */
export class TranscriptSearch {
  readonly words: string;
  /** The rows that hold the words, in order. */
  readonly hits: Row[] = [];
  readonly #pattern: RegExp;
  #found = new Set<Row>();
  #next = 0;
  #seen: readonly Row[] = [];

  /** `words`: not empty. */
  constructor(words: string) {
    this.words = words;
    this.#pattern = new RegExp(words.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'iu');
  }

  /** Looks on, for `most` milliseconds. Returns whether it has come to the end; rows may be added later. */
  look(rows: readonly Row[], most: number): boolean {
    if (rows !== this.#seen) this.#restart(rows);
    const end = performance.now() + most;
    // What is still being written is looked at again.
    let firstOpen: number | undefined;
    let at = this.#next;
    for (let row = rows[at]; row !== undefined; row = rows[++at]) {
      if (performance.now() > end) break;
      if (row.kind === 'entry' && row.entry.open) firstOpen ??= at;
      if (!this.#found.has(row) && textsOf(row).some((text) => text !== undefined && this.#pattern.test(text))) {
        this.#found.add(row);
        this.#insert(row, at);
      }
    }
    this.#next = firstOpen ?? at;
    return at >= rows.length;
  }

  /** The order has changed. */
  #restart(rows: readonly Row[]): void {
    this.#seen = rows;
    this.#next = 0;
    this.#found = new Set();
    this.hits.length = 0;
  }

  /** Nearly always at the end. */
  #insert(row: Row, place: number): void {
    row.index = place;
    let at = this.hits.length;
    while (at > 0 && (this.hits[at - 1]?.index ?? -1) > place) at--;
    this.hits.splice(at, 0, row);
  }
}
