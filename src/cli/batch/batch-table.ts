import type { Redactor } from '../../core/secrets/redact.ts';
import { type BatchRow, outcomeOf } from '../../github/batch/batch-rows.ts';
import { oneLine } from '../../render/plain-text.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { table } from '../output/plain-table.ts';
import type { Io } from '../process/io.ts';
import { canRepaint } from '../terminal/capabilities.ts';
import { LiveTable } from '../terminal/live-table.ts';

export const COLUMNS = ['PULL REQUEST', 'WHY', 'SESSION', 'PHASE', 'OUTCOME'];

export const cellsOf = (row: BatchRow): readonly string[] => [
  row.number === 0 ? '' : `#${row.number}`,
  row.why,
  row.session ?? '',
  row.phase ?? '',
  row.state === 'looking' ? 'looking' : outcomeOf(row),
];

/** What a person sees of a pass while it goes on: on a terminal a table that lives, elsewhere a line for each change. */
export interface BatchTable {
  begin(rows: readonly BatchRow[], healthy: number): void;
  change(row: BatchRow): void;
  /** A message beside the rows. */
  note(text: string): void;
  stop(): void;
}

/** `inLines`: nothing is repainted, on a terminal either. */
export function openBatchTable(io: Io, redactor: Redactor, quiet: boolean, inLines = false): BatchTable {
  const { stderr } = io;
  const rows = new Map<number, BatchRow>();
  // Names of checks, and what servers say, are others' words.
  const clean = (text: string): string => redactor.all(oneLine(text));
  const write = (text: string): void => void writeLines(stderr, `${clean(text)}\n`);
  if (quiet) return { begin: () => {}, change: () => {}, note: write, stop: () => {} };
  if (inLines || !canRepaint(io))
    return {
      begin: (all, healthy) => write(`${all.filter(isOpen).length} to look at, ${healthy} need nothing`),
      change: (row) => {
        const before = rows.get(row.number);
        rows.set(row.number, row);
        const line = lineOf(row);
        if (line !== '' && (before === undefined || lineOf(before) !== line)) write(line);
      },
      note: write,
      stop: () => {},
    };
  let healthy: number | undefined;
  const live = new LiveTable(stderr, io.clock, (height, width) => {
    if (healthy === undefined) return ['reading the list of pull requests …'];
    const shown = mostWanted([...rows.values()], height - 2);
    const lines = redactor
      .all(table(COLUMNS, shown.map(cellsOf), width))
      .trimEnd()
      .split('\n');
    return [...lines, countLine([...rows.values()], healthy)];
  });
  live.touch();
  return {
    begin: (all, count) => {
      healthy = count;
      for (const row of all) rows.set(row.number, row);
      live.touch();
    },
    change: (row) => {
      rows.set(row.number, row);
      live.touch();
    },
    note: (text) => live.above(clean(text)),
    stop: () => live.stop(),
  };
}

const isOpen = ({ state }: BatchRow): boolean => state === 'waiting' || state === 'looking' || state === 'running';

/** A line that says what is new; "" where it is not worth one. */
function lineOf(row: BatchRow): string {
  const { number, session, state, why } = row;
  if (state === 'waiting' || state === 'looking') return '';
  if (state === 'running') return session === undefined ? '' : `#${number}: session ${session} (${why})`;
  return `#${number}: ${outcomeOf(row)}`;
}

/** As many rows as there is room for: what is at work, then what ended, then what waits; in the order of the list. */
function mostWanted(rows: readonly BatchRow[], room: number): readonly BatchRow[] {
  if (rows.length <= room) return rows;
  const rank = ({ state }: BatchRow): number =>
    state === 'running' || state === 'looking' ? 0 : state === 'waiting' ? 3 : state === 'skipped' ? 2 : 1;
  const wanted = new Set(rows.toSorted((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, room)));
  return rows.filter((row) => wanted.has(row));
}

function countLine(rows: readonly BatchRow[], healthy: number): string {
  const running = rows.filter(({ state }) => state === 'running' || state === 'looking').length;
  const waiting = rows.filter(({ state }) => state === 'waiting').length;
  return `${running} at work, ${waiting} waiting, ${rows.length - running - waiting} done, ${healthy} need nothing`;
}
