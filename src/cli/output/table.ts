import { cutTo, widthOf } from '../../render/width.ts';

/** Two blanks between columns are what every other tool has: `awk` and people can read it. */
const GAP = '  ';

/** Rows in columns, a heading above them. In a terminal of `width` columns no line is longer: its end is cut. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[], width?: number): string {
  const clean = rows.map((row) => row.map(oneLine));
  const widths = heading.map((_, at) => Math.max(...[heading, ...clean].map((row) => widthOf(row[at] ?? ''))));
  return [heading, ...clean].map((row) => `${line(row, widths, width)}\n`).join('');
}

function line(row: readonly string[], widths: readonly number[], width: number | undefined): string {
  const cells = row.map((cell, at) => (at === row.length - 1 ? cell : pad(cell, widths[at] ?? 0)));
  const text = cells.join(GAP).trimEnd();
  return width === undefined ? text : cutTo(text, width);
}

/** What others wrote (a display name) must not break the line or move the cursor. */
function oneLine(cell: string): string {
  return cell.replace(/\p{Cc}+/gu, ' ');
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

const STEPS = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'm', ms: 60_000 },
  { unit: 's', ms: 1_000 },
];

/** How long ago, in one unit as tables have it: `3m`. Clocks differ: what lies ahead is `0s`. "" if it is no time. */
export function age(time: string | undefined, now: Date): string {
  const past = now.getTime() - Date.parse(time ?? '');
  if (Number.isNaN(past)) return '';
  const { unit, ms } = STEPS.find((step) => past >= step.ms) ?? { unit: 's', ms: 1_000 };
  return `${Math.max(0, Math.floor(past / ms))}${unit}`;
}
