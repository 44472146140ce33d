import type { Paint } from '../colors.ts';
import { segments, widthOf } from '../text-width.ts';

/** One line of a diff. */
export interface DiffLine {
  /** `\` says something about the line before it; `⋯` stands for lines that do not change. */
  readonly sign: '+' | '-' | ' ' | '⋯' | '\\';
  readonly text: string;
  /** Of a line that replaces another or is replaced by it: that other one. */
  readonly other?: string;
}

/** What a line is drawn with. */
export interface LineRoom {
  readonly columns: number;
  /** Rows after which a line is shortened to what is around its first difference; Infinity: it is shown whole. */
  readonly rows: number;
  readonly paint: Paint;
}

/**
 * A line of a diff as rows of a terminal. A line that replaces another always looks different from it: what differs is within
 * the rows, and what has no look of its own (blanks, control characters) gets one there. Each row begins with a mark, so that
 * no foreign text looks like a line of a prompt.
 */
export function diffLineRows({ sign, text, other }: DiffLine, { columns, rows, paint }: LineRoom): DrawnLine {
  const width = Math.max(1, columns - 2);
  const [first, last, isBlank] = other === undefined ? [0, 0, false] : difference(text, other);
  const room = width * rows;
  const isWhole = text.length <= room;
  const start = isWhole ? 0 : at(text, Math.min(Math.max(0, first - Math.floor(room / 3)), text.length - room));
  const end = isWhole ? text.length : at(text, start + room);
  const same = (part: string): string => part;
  const pieces = [
    [leftOut(start), same],
    [readable(text.slice(start, first)), same],
    [readable(text.slice(first, Math.min(last, end)), isBlank), paint.bold],
    [readable(text.slice(Math.max(start, last), end)), same],
    [leftOut(text.length - end), same],
  ] as const;
  const style = sign === '+' ? paint.green : sign === '-' ? paint.red : paint.dim;
  const lines = rowsOf(pieces, width).map((row, number) => style(`${number === 0 ? sign : '│'} ${row}`.trimEnd()));
  return { rows: lines, isWhole };
}

/** The rows, and whether nothing of the line is left out. */
export interface DrawnLine {
  readonly rows: readonly string[];
  readonly isWhole: boolean;
}

/** Where the part that differs begins and ends in `text`, and whether it can't be told from the other's but by its blanks. */
function difference(text: string, other: string): readonly [number, number, boolean] {
  const most = Math.min(text.length, other.length);
  let same = 0;
  while (same < most && text[same] === other[same]) same++;
  const first = at(text, at(other, same));
  let end = 0;
  while (end < most - first && text.at(-1 - end) === other.at(-1 - end)) end++;
  // A pair of surrogates is one character.
  if (end > 0 && isLow(text, text.length - end)) end--;
  const [mine, others] = [text, other].map((line) => line.slice(first, line.length - end));
  return [first, text.length - end, BLANK.test(mine?.[0] ?? ' ') && BLANK.test(others?.[0] ?? ' ')];
}

const BLANK = /[\p{Zs}\t]/u;
/** Characters that a terminal does not show, or takes for something else. */
const HIDDEN = /[^\P{C}\t]|[\p{Zl}\p{Zp}]/gu;

const escaped = (hidden: string): string => `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`;
const seen = (blank: string): string => (blank === ' ' ? '·' : blank === '\t' ? '→ ' : escaped(blank));

/** Foreign text with all that is in it; `showsBlanks`: also the blanks at its start. A tab has no width of its own. */
function readable(text: string, showsBlanks = false): string {
  const [blanks = ''] = showsBlanks ? (/^[\p{Zs}\t]+/u.exec(text) ?? []) : [];
  const rest = text.slice(blanks.length).replace(HIDDEN, escaped).replaceAll('\t', '  ');
  return [...blanks].map(seen).join('') + rest;
}

const leftOut = (count: number): string => (count === 0 ? '' : `[… ${count} characters]`);

/** The nearest place at or before `index` that is not within a character. */
const at = (text: string, index: number): number => (isLow(text, index) ? index - 1 : index);
const isLow = (text: string, index: number): boolean => /^[\udc00-\udfff]/.test(text[index] ?? '');

/** Breaks painted text at the width, between two characters. */
function rowsOf(pieces: readonly (readonly [string, (part: string) => string])[], width: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const [piece, painted] of pieces) {
    let part = '';
    for (const character of segments(piece)) {
      const columns = widthOf(character);
      if (used > 0 && used + columns > width) {
        rows.push(row + painted(part));
        [row, part, used] = ['', '', 0];
      }
      part += character;
      used += columns;
    }
    row += painted(part);
  }
  return [...rows, row];
}
