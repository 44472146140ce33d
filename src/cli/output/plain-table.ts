import { oneLine, plain } from '../../render/plain-text.ts';
import { cutTo, widthOf } from '../../render/text-width.ts';
import { wrapped } from '../../render/wrap-lines.ts';

/** Two blanks between columns are what every other tool has: `awk` and people can read it. */
const GAP = '  ';

/** A column that is cut keeps at least this much. */
const LEAST = 8;

/** Puts a colour around a cell that is laid out already. `row`: undefined for the heading. */
export type Tone = (cell: string, column: number, row: number | undefined) => string;

/** Rows in columns, a heading above them. In a terminal of `width` columns no line is longer: the widest columns are cut. */
export function table(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  width?: number,
  tone: Tone = (cell) => cell,
): string {
  const clean = [heading, ...rows.map((row) => row.map(oneLine))];
  const widest = heading.map((_, at) => Math.max(...clean.map((row) => widthOf(row[at] ?? ''))));
  const widths = width === undefined ? widest : fitted(widest, width - GAP.length * (heading.length - 1));
  return clean
    .map(
      (row, at) => `${line(row, widths, width, (cell, column) => tone(cell, column, at === 0 ? undefined : at - 1))}\n`,
    )
    .join('');
}

/** The same where the last column holds sentences and commands: nothing is cut, and where it has no room it is below its row. */
export function tableWithNotes(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
  tone?: Tone,
): string {
  const beside = table(heading, rows, undefined, tone);
  if (fits(beside, width)) return beside;
  const [head = '', ...lines] = table(
    heading.slice(0, -1),
    rows.map((row) => row.slice(0, -1)),
    width,
    tone,
  ).split('\n');
  const noted = rows.flatMap((row, at) => {
    const note = oneLine(row[heading.length - 1] ?? '');
    // A command behind a semicolon stays in one piece, where it can.
    const clauses = widthOf(note) + 2 > width ? note.split(/(?<=;) /) : [note];
    return [lines[at] ?? '', ...(note === '' ? [] : clauses.map((clause) => wrapped(`  ${clause.trimEnd()}`, width)))];
  });
  return [head, ...noted, ''].join('\n');
}

/** The same where every cell counts: without room for all of them each row is a block, its first cell above the others with their headings. */
export function tableOrBlocks(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const whole = table(heading, rows);
  if (fits(whole, width)) return whole;
  const block = ([first = '', ...cells]: readonly string[]): string => {
    const lines: string[] = [];
    for (const [at, cell] of cells.entries()) {
      const named = `${heading[at + 1]} ${oneLine(cell)}`;
      const joined = `${lines.at(-1)}${GAP}${named}`;
      if (lines.length > 0 && widthOf(joined) <= width) lines.splice(-1, 1, joined);
      else lines.push(`${GAP}${named}`);
    }
    return `${[oneLine(first), ...lines].map((one) => wrapped(one, width)).join('\n')}\n`;
  };
  return rows.map(block).join('');
}

function fits(text: string, width: number): boolean {
  return text.split('\n').every((one) => widthOf(plain(one)) <= width);
}

/** The widths for so many columns: the widest ones give way, all of them to the same width. */
function fitted(widths: readonly number[], room: number): readonly number[] {
  const capped = (most: number): readonly number[] => widths.map((width) => Math.min(width, most));
  const isTooWide = (most: number): boolean => capped(most).reduce((sum, width) => sum + width, 0) > room;
  let most = Math.max(...widths);
  while (most > LEAST && isTooWide(most)) most -= 1;
  return capped(most);
}

function line(
  row: readonly string[],
  widths: readonly number[],
  width = Number.POSITIVE_INFINITY,
  tone: (cell: string, column: number) => string,
): string {
  const cells = row.map((cell, at) => cutTo(cell, widths[at] ?? 0));
  const laidOut = (style: typeof tone): string =>
    cells
      .map((cell, at) => style(cell, at) + ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell))))
      .join(GAP)
      .trimEnd();
  const plain = laidOut((cell) => cell);
  // Where not even the least of each has room, the line's end goes, and its colours.
  return widthOf(plain) > width ? cutTo(plain, width) : laidOut(tone);
}
