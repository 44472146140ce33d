import { fileLabel } from '../../../../core/agui/message-files.ts';
import type { Row } from '../../../../core/transcript/conversation-rows.ts';
import { matchesIn, seenTexts, withoutRepeats } from '../../../../render/html/seen-text.ts';
import { MOST_SHOWN, rowElement } from '../../../../render/html/session/row-element.ts';

/** A row that holds the words. */
export interface Hit {
  readonly row: Row;
  /** How often, as its reader sees it. */
  count: number;
  /** The first of them are to be seen without opening it. */
  unfolded: number;
  /** They are in what is left out of a long text. */
  isCut: boolean;
}

/** A match that a reader is led to: one of a row's. */
export interface ShownMatch {
  readonly hit: Hit;
  readonly nth: number;
  readonly pattern: RegExp;
}

/** What Markdown, JSON or a terminal takes for something else than what it looks like. */
const MARKDOWN = /\]\(|\]\[|&[#\w]|(?!\s)\p{Cc}/u;
const ESCAPES = /\\u/;
const ESCAPES_AND_BREAKS = /\\[nrtu]/;
const TERMINAL = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|^"/u;

/**
 * Looks for words in rows, in any case, as their reader sees them: without the marks of Markdown. A little at a time, as rows
 * are many and may hold megabytes; only those whose source may hold the words are looked at as they are shown.
 */
export class TranscriptSearch {
  readonly words: string;
  /** Matches in what is seen. */
  readonly pattern: RegExp;
  /** The rows that hold the words, in order. */
  readonly hits: Hit[] = [];
  /** How often they are there, in all of the rows that were looked through. */
  total = 0;
  /** Matches a text that may look like the words: whatever is between their letters. */
  readonly #near: RegExp;
  readonly #opaque: RegExp;
  #found = new Map<Row, Hit>();
  #next = 0;
  #seen: readonly Row[] = [];

  /** `words`: not only spaces. */
  constructor(words: string) {
    this.words = words;
    const parts = words.trim().split(/\s+/);
    this.pattern = new RegExp(parts.map((one) => one.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('\\s+'), 'giu');
    this.#near = new RegExp((words.match(/[\p{L}\p{N}]/gu) ?? []).join('[^\\p{L}\\p{N}]*'), 'iu');
    this.#opaque = parts.length > 1 ? ESCAPES_AND_BREAKS : ESCAPES;
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
      this.#take(row, at);
    }
    this.#next = firstOpen ?? at;
    return at >= rows.length;
  }

  /** The match of that number among all, as far as was looked. */
  find(number: number): ShownMatch | undefined {
    let nth = number;
    for (const hit of this.hits) {
      if (nth < hit.count) return { hit, nth, pattern: this.pattern };
      nth -= hit.count;
    }
    return undefined;
  }

  #take(row: Row, place: number): void {
    const before = this.#found.get(row);
    const { count, isCut, unfolded } = this.#mayHold(row) ? this.#lookAt(row) : NOTHING;
    this.total += count - (before?.count ?? 0);
    if (before !== undefined) Object.assign(before, { count, isCut, unfolded });
    else if (count > 0) {
      const hit = { row, count, isCut, unfolded };
      this.#found.set(row, hit);
      this.#insert(hit, place);
    }
  }

  #lookAt(row: Row): Omit<Hit, 'row'> {
    const matches = withoutRepeats(matchesIn(seenTexts(rowElement(row, { isOpen: true })), this.pattern));
    if (matches.length > 0) {
      const unfolded = matches.findIndex(({ seen }) => seen.isFolded);
      return { count: matches.length, isCut: false, unfolded: unfolded === -1 ? matches.length : unfolded };
    }
    const isCut = longTextsOf(row).some((text) => text.search(this.pattern) !== -1);
    return isCut ? { count: 1, isCut, unfolded: 0 } : NOTHING;
  }

  /** False only where the row as it is shown can't have the words. */
  #mayHold(row: Row): boolean {
    if (row.kind !== 'entry') return true;
    const { entry } = row;
    const isNear = (text: string, otherwise: RegExp): boolean => this.#near.test(text) || otherwise.test(text);
    if (entry.kind === 'reasoning') return isNear(entry.text, MARKDOWN);
    if (entry.kind === 'message')
      return isNear(entry.text, MARKDOWN) || entry.files.some((file) => this.#near.test(fileLabel(file)));
    const { args, edits = [], error = '', name, result = '' } = entry;
    return (
      this.#near.test(name) ||
      isNear(args, this.#opaque) ||
      // Shown as they are: the middle of a text of megabytes is not worth a second look.
      [error, result].some((text) => text.search(this.pattern) !== -1 || TERMINAL.test(text)) ||
      edits.some(({ after, before = '', path }) => [path, before, after].some((text) => this.#near.test(text)))
    );
  }

  /** The order has changed. */
  #restart(rows: readonly Row[]): void {
    this.#seen = rows;
    this.#next = 0;
    this.#found = new Map();
    this.hits.length = 0;
    this.total = 0;
  }

  /** Nearly always at the end. */
  #insert(hit: Hit, place: number): void {
    hit.row.index = place;
    let at = this.hits.length;
    while (at > 0 && (this.hits[at - 1]?.row.index ?? -1) > place) at--;
    this.hits.splice(at, 0, hit);
  }
}

const NOTHING: Omit<Hit, 'row'> = { count: 0, isCut: false, unfolded: 0 };

/** Those of which only a part is shown. */
function longTextsOf(row: Row): readonly string[] {
  if (row.kind !== 'entry' || row.entry.kind !== 'tool') return [];
  const { args, error = '', result = '' } = row.entry;
  return [args, result, error].filter(({ length }) => length > MOST_SHOWN);
}
