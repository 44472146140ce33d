import type { FileEdit } from '../../core/agui/file-edit.ts';
import { sizeText } from '../../core/agui/message-files.ts';
import type { Paint } from '../colors.ts';
import { oneLine } from '../plain-text.ts';
import type { Redactor } from '../renderer.ts';
import { cutPathTo } from '../text-width.ts';
import { type DiffLine, type DrawnLine, diffLineRows } from './diff-line.ts';

/** What a diff is drawn with. */
export interface EditDiffOptions {
  /** Rows that all edits together may take, Infinity for all that they need, and columns that a row may. */
  readonly rows: number;
  readonly columns: number;
  readonly paint: Paint;
  readonly redactor: Pick<Redactor, 'all'>;
}

/** Texts that are longer, in UTF-16 units, are not compared: a person could not read that either. */
const MAX_COMPARED = 1_000_000;
/** Lines that may differ, and milliseconds, until a comparison is given up. */
const MAX_EDITS = 4_000;
const PATIENCE = 500;

/** Of a text that is not compared so many lines are shown, and so much of each, in UTF-16 units. */
const MAX_UNCOMPARED = 5_000;
const MAX_LINE = 2_000;

/** Of one line no more rows are shown where there is no room for all. */
const MOST_ROWS = 5;

export interface EditDiff {
  readonly lines: readonly string[];
  /** False where more rows would show more. */
  readonly isWhole: boolean;
}

/**
 * Edits that an agent wants to make as rows for a terminal: of each file its path and counts, then what changes. What does
 * not fit is counted. The texts are foreign: every row is marked, has no control characters and does not wrap.
 */
export async function editDiff(
  edits: readonly FileEdit[],
  { rows, columns, paint, redactor }: EditDiffOptions,
): Promise<EditDiff> {
  const shown: string[] = [];
  // Two lines that differ are seen together on a small screen, too.
  const most = rows === Number.POSITIVE_INFINITY ? rows : Math.max(1, Math.min(MOST_ROWS, Math.floor((rows - 3) / 3)));
  let isWhole = true;
  for (const [at, { path, before = '', after }] of edits.entries()) {
    // The last line says how much more there is.
    const left = rows - shown.length - 1;
    if (left < 2) {
      const files = edits.length - at;
      shown.push(paint.dim(`  … and ${files} more ${files === 1 ? 'file' : 'files'}`));
      return { lines: shown, isWhole: false };
    }
    const name = cutPathTo(oneLine(redactor.all(path)), Math.max(10, columns - 24));
    const [old, now] = [redactor.all(before), redactor.all(after)];
    const compared = await compare(old, now);
    const lines = compared ?? newLines(now);
    const [added, removed] = [count(lines, '+'), count(lines, '-')];
    const counts = `${paint.green(`+${added}`)} ${paint.red(`−${removed}`)}`;
    shown.push(`  ${paint.bold(name)} ${compared === undefined ? paint.dim('(too much to compare)') : counts}`);
    if (compared === undefined) shown.push(paint.dim(`  ${sizeOf(old)} before, ${sizeOf(now)} after; the new text:`));
    const room = compared === undefined ? Math.min(left - 1, MAX_UNCOMPARED) : left;
    const drawn = lines.slice(0, room).map((line) => diffLineRows(line, { columns: columns - 2, rows: most, paint }));
    const needed = drawn.reduce((sum, line) => sum + line.rows.length, 0);
    const fitting = lines.length < room && needed < room ? drawn : fittingIn(drawn, room - 1);
    for (const line of fitting) for (const row of line.rows) shown.push(`  ${row}`);
    const hidden = lines.slice(fitting.length);
    if (hidden.length > 0)
      shown.push(paint.dim(`  … ${hidden.length} lines more (+${count(hidden, '+')} −${count(hidden, '-')})`));
    isWhole &&= hidden.length === 0 && fitting.every((line) => line.isWhole);
  }
  return { lines: shown, isWhole: isWhole || rows === Number.POSITIVE_INFINITY };
}

const sizeOf = (text: string): string => (text === '' ? 'nothing' : sizeText(Buffer.byteLength(text)));

/** A new text that is not compared with the old one. */
const newLines = (text: string): readonly DiffLine[] =>
  text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => ({ sign: '+', text: beginningOf(line) }));

const beginningOf = (line: string): string =>
  line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)}… (and ${line.length - MAX_LINE} characters more)`;

/** The first lines, as many as fit. */
function fittingIn(lines: readonly DrawnLine[], rows: number): readonly DrawnLine[] {
  let used = 0;
  const tooMuch = lines.findIndex((line) => {
    used += line.rows.length;
    return used > rows;
  });
  return tooMuch === -1 ? lines : lines.slice(0, tooMuch);
}

/** Undefined where there is too much of it. */
async function compare(before: string, after: string): Promise<readonly DiffLine[] | undefined> {
  if (before.length + after.length > MAX_COMPARED) return undefined;
  const { structuredPatch } = await import('diff');
  const how = { context: 2, maxEditLength: MAX_EDITS, timeout: PATIENCE };
  // Line breaks are shown only where they are what differs.
  const [old, now] = [before, after].some((text) => /(?<!\r)\n/.test(text))
    ? [before, after]
    : [before, after].map((text) => text.replaceAll('\r\n', '\n'));
  const patch = structuredPatch('', '', old ?? '', now ?? '', undefined, undefined, how);
  const endsDiffer = before !== '' && after !== '' && before.endsWith('\n') !== after.endsWith('\n');
  return patch?.hunks.flatMap(({ lines }, at): DiffLine[] => [
    ...(at === 0 ? [] : [{ sign: '⋯', text: '' } as const]),
    ...paired(lines.flatMap((line) => readLine(line, endsDiffer))),
  ]);
}

/** What jsdiff writes: a sign and the line; `\` says that the text does not end with a line break. */
function readLine(line: string, endsDiffer: boolean): DiffLine[] {
  const [sign = ''] = line;
  if (sign === '\\') return endsDiffer ? [{ sign, text: 'no line break at the end' }] : [];
  return sign === '+' || sign === '-' || sign === ' ' ? [{ sign, text: line.slice(1) }] : [];
}

/** Lines with those that they replace: of lines that go and those that come in their place the first is the first's, and so on. */
function paired(lines: readonly DiffLine[]): readonly DiffLine[] {
  const others = new Map<DiffLine, DiffLine>();
  let removed: DiffLine[] = [];
  for (const line of lines) {
    if (line.sign === ' ') removed = [];
    if (line.sign === '-') removed.push(line);
    const replaced = line.sign === '+' ? removed.shift() : undefined;
    if (replaced !== undefined) others.set(replaced, line).set(line, replaced);
  }
  return lines.map((line) => {
    const other = others.get(line)?.text;
    return other === undefined ? line : { ...line, other };
  });
}

const count = (lines: readonly DiffLine[], sign: DiffLine['sign']): number =>
  lines.filter((line) => line.sign === sign).length;
