import { fileLabel } from '../../../../core/agui/message-files.ts';
import { isOpen, type Row, type TextPart, textOf } from '../../../../core/transcript/conversation-rows.ts';
import type { HtmlNode } from '../../../../render/html/element.ts';
import { markdownPart } from '../../../../render/html/markdown-element.ts';
import { type Match, matchesIn, seenTexts, withoutRepeats } from '../../../../render/html/seen-text.ts';
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
const CONTROL = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;
const TERMINAL = new RegExp(`${CONTROL.source}|^"`, 'u');

/** So much of a text is looked through before the clock is looked at, and so much of the next with it. In UTF-16 units. */
const STRETCH = 500_000;
const OVERLAP = 1_000;

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
  /** How often they are in parts of long reasoning, and how far the texts of the row that is next were looked through. */
  readonly #inParts = new WeakMap<TextPart, number>();
  #looked: { readonly row: Row; readonly until: number } | undefined;

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
      if (isOpen(row)) firstOpen ??= at;
      if (!this.#take(row, at, end)) break;
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

  /** Returns whether all of the row was looked through: one may hold so much that there is no time for it. */
  #take(row: Row, place: number, end: number): boolean {
    const found = this.#lookThrough(row, end);
    if (found === undefined) return false;
    const before = this.#found.get(row);
    this.total += found.count - (before?.count ?? 0);
    if (before !== undefined) Object.assign(before, found);
    else if (found.count > 0) {
      const hit = { row, ...found };
      this.#found.set(row, hit);
      this.#insert(hit, place);
    }
    return true;
  }

  #lookThrough(row: Row, end: number): Found | undefined {
    if (row.kind === 'entry' && row.parts !== undefined) return this.#lookAtParts(row, row.parts, end);
    const mayHold = this.#mayHold(row, end);
    if (mayHold !== true) return mayHold === undefined ? undefined : NOTHING;
    const matches = this.#matchesIn(rowElement(row, { isOpen: true }));
    if (matches.length > 0) {
      const unfolded = matches.findIndex(({ seen }) => seen.isFolded);
      return { count: matches.length, isCut: false, unfolded: unfolded === -1 ? matches.length : unfolded };
    }
    const isCut = longTextsOf(row).some((text) => text.search(this.pattern) !== -1);
    return isCut ? { count: 1, isCut, unfolded: 0 } : NOTHING;
  }

  /** A long reasoning: its title, and then its parts. */
  #lookAtParts(row: Row, parts: readonly TextPart[], end: number): Found | undefined {
    let inside = 0;
    let isSlow = false;
    for (const part of parts) {
      let count = this.#inParts.get(part);
      if (count === undefined) {
        if (isSlow && performance.now() > end) return undefined;
        isSlow = true;
        count = this.#isNear(part.text, MARKDOWN) ? this.#matchesIn(markdownPart({ part })).length : 0;
        this.#inParts.set(part, count);
      }
      inside += count;
    }
    const title = this.#matchesIn(rowElement(row, { isOpen: false, onToggle: () => undefined }));
    const unfolded = title.filter(({ seen }) => !seen.isRepeated || inside === 0).length;
    return { count: unfolded + inside, isCut: false, unfolded };
  }

  #matchesIn(node: HtmlNode): readonly Match<string>[] {
    return withoutRepeats(matchesIn(seenTexts(node), this.pattern));
  }

  #isNear(text: string, otherwise: RegExp): boolean {
    return this.#near.test(text) || otherwise.test(text);
  }

  /** False only where the row as it is shown can't have the words; undefined where the time is over before that is known. */
  #mayHold(row: Row, end: number): boolean | undefined {
    if (row.kind !== 'entry') return true;
    const { entry } = row;
    if (entry.kind === 'reasoning') return this.#isNear(textOf(row), MARKDOWN);
    if (entry.kind === 'message')
      return this.#isNear(textOf(row), MARKDOWN) || entry.files.some((file) => this.#near.test(fileLabel(file)));
    const { args, edits = [], error = '', name, result = '' } = entry;
    return (
      this.#near.test(name) ||
      this.#isNear(args, this.#opaque) ||
      edits.some(({ after, before = '', path }) => [path, before, after].some((text) => this.#near.test(text))) ||
      this.#isIn(row, [error, result], end)
    );
  }

  /** Shown as they are: the middle of a text of megabytes is not worth a second look. */
  #isIn(row: Row, texts: readonly string[], end: number): boolean | undefined {
    const until = this.#looked?.row === row ? this.#looked.until : 0;
    this.#looked = undefined;
    let before = 0;
    for (const text of texts) {
      for (let at = Math.max(0, until - before); at < text.length; at += STRETCH) {
        if (before + at > until && performance.now() > end) {
          this.#looked = { row, until: before + at };
          return undefined;
        }
        const stretch = text.slice(at, at + STRETCH + OVERLAP);
        if (stretch.search(this.pattern) !== -1 || (at === 0 ? TERMINAL : CONTROL).test(stretch)) return true;
      }
      before += text.length;
    }
    return false;
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

type Found = Omit<Hit, 'row'>;

const NOTHING: Found = { count: 0, isCut: false, unfolded: 0 };

/** Those of which only a part is shown. */
function longTextsOf(row: Row): readonly string[] {
  if (row.kind !== 'entry' || row.entry.kind !== 'tool') return [];
  const { args, error = '', result = '' } = row.entry;
  return [args, result, error].filter(({ length }) => length > MOST_SHOWN);
}
