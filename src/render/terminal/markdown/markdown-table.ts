import type { Table } from 'mdast';
import { inline, type TextStyle } from './inline.ts';
import { type Span, widthOfSpans, wrap } from './spans.ts';

type Line = readonly Span[];

const SEPARATOR: Span = { text: ' │ ', styles: ['dim'] };
/** In narrower columns words are torn: there each row becomes a list of its cells. */
const LEAST_WIDTH = 8;

/** A table that fits into so many columns: cells are wrapped, and rows become lists where that is too narrow to be read. */
export function tableLines(table: Table, columns: number, how: TextStyle): readonly Line[] {
  const [head = [], ...rows] = table.children.map((row) => row.children.map((cell) => inline(cell.children, how)));
  const widths = fitted(
    head.map((_, at) => Math.max(1, ...[head, ...rows].map((row) => widthOfSpans(row[at] ?? [])))),
    columns - SEPARATOR.text.length * (head.length - 1),
  );
  const titles = head.map((cell) => cell.map((span): Span => ({ ...span, styles: [...span.styles, 'bold'] })));
  if (widths === undefined) return records(titles, rows, columns);
  const rule: Line = [{ text: widths.map((width) => '─'.repeat(width)).join('─┼─'), styles: ['dim'] }];
  const lines = (row: readonly Line[]): readonly Line[] => rowLines(row, widths, table.align ?? []);
  return [...lines(titles), rule, ...rows.flatMap(lines)];
}

/** The widths, the widest made narrower until all fit; undefined if that leaves too little. */
function fitted(natural: readonly number[], available: number): readonly number[] | undefined {
  let cap = Math.max(...natural, 1);
  const at = (limit: number): readonly number[] => natural.map((width) => Math.min(width, limit));
  const total = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width, 0);
  while (cap >= LEAST_WIDTH && total(at(cap)) > available) cap -= 1;
  return total(at(cap)) > available ? undefined : at(cap);
}

function rowLines(
  row: readonly Line[],
  widths: readonly number[],
  align: NonNullable<Table['align']>,
): readonly Line[] {
  const cells = widths.map((width, at) => wrap(row[at] ?? [], width));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    widths.flatMap((width, at): Line => {
      const spans = cells[at]?.[line] ?? [];
      const gap = Math.max(0, width - widthOfSpans(spans));
      const left = align[at] === 'right' ? gap : align[at] === 'center' ? Math.floor(gap / 2) : 0;
      const isLast = at === widths.length - 1;
      return [
        { text: ' '.repeat(left), styles: [] },
        ...spans,
        ...(isLast ? [] : [{ text: ' '.repeat(gap - left), styles: [] }, SEPARATOR]),
      ];
    }),
  );
}

/** Each row as its cells below each other, each with the title of its column. */
function records(titles: readonly Line[], rows: readonly (readonly Line[])[], columns: number): readonly Line[] {
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [[]]),
    ...titles.flatMap((title, at) => wrap([...title, { text: ': ', styles: [] }, ...(row[at] ?? [])], columns)),
  ]);
}
