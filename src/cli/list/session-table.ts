import { basename } from 'node:path';
import { formatDuration } from '../../core/duration.ts';
import type { SessionState, SessionSummary } from '../../core/list/session-summary.ts';
import { splitCommandLine } from '../../engine/local/agents/command-line.ts';
import { oneLine } from '../../render/plain-text.ts';
import { formatCost, type Paint } from '../../render/result-line.ts';
import { cutTo, widthOf } from '../../render/width.ts';
import { age } from '../output/table.ts';

interface Column {
  readonly name: string;
  readonly cell: (summary: SessionSummary, now: Date, home: string) => string;
}

const ID: Column = { name: 'ID', cell: ({ id }) => id };
const OUTCOME: Column = { name: 'OUTCOME', cell: ({ outcome }) => `${MARK[outcome].sign} ${MARK[outcome].word}` };
const AGE: Column = { name: 'AGE', cell: ({ created }, now) => age(created, now) };
const TIME: Column = {
  name: 'TIME',
  cell: ({ durationMs }) => (durationMs === undefined ? '' : formatDuration(durationMs)),
};
const COST: Column = { name: 'COST', cell: ({ cost }) => (cost === undefined ? '' : formatCost(cost.usd)) };
const AGENT: Column = { name: 'AGENT', cell: ({ agent = '' }) => agentName(agent) };
const DIRECTORY: Column = { name: 'DIRECTORY', cell: ({ directory = '' }, _now, home) => tilde(directory, home) };
const PROJECT: Column = { name: 'PROJECT', cell: ({ project }) => project };
const TITLE: Column = { name: 'TITLE', cell: ({ title }) => title };

const MARK: {
  readonly [state in SessionState]: { readonly sign: string; readonly word: string; readonly tone: keyof Paint };
} = {
  starting: { sign: '…', word: 'starting', tone: 'dim' },
  running: { sign: '●', word: 'running', tone: 'bold' },
  idle: { sign: '○', word: 'idle', tone: 'dim' },
  stopping: { sign: '…', word: 'stopping', tone: 'dim' },
  finished: { sign: '✔', word: 'finished', tone: 'green' },
  failed: { sign: '✖', word: 'failed', tone: 'red' },
  refused: { sign: '✖', word: 'refused', tone: 'red' },
  'needs-input': { sign: '?', word: 'needs input', tone: 'yellow' },
  cancelled: { sign: '■', word: 'cancelled', tone: 'yellow' },
  'timed-out': { sign: '✖', word: 'timed out', tone: 'red' },
  'over-budget': { sign: '✖', word: 'over budget', tone: 'red' },
  stopped: { sign: '■', word: 'stopped', tone: 'yellow' },
  lost: { sign: '✖', word: 'lost', tone: 'red' },
};

export interface TableOptions {
  readonly now: Date;
  readonly home: string;
  /** Columns of the terminal; undefined where nothing is cut. */
  readonly width: number | undefined;
  readonly paint: Paint;
  /** Sessions of several projects. */
  readonly projects: boolean;
}

/** The least that is left of a title before a column gives way to it. */
const MIN_TITLE = 20;
const GAP = '  ';

/**
 * Sessions as a table that fits: first those columns give way that are the same in every row, then the agent, the directory, the cost and
 * the time; never what tells one row from another. The title has what is left.
 */
export function sessionTable(sessions: readonly SessionSummary[], options: TableOptions): string {
  const { now, home, width, paint, projects } = options;
  const columns = [ID, OUTCOME, AGE, TIME, COST, AGENT, projects ? PROJECT : DIRECTORY, TITLE];
  const cells = new Map(
    columns.map((column) => [column, sessions.map((session) => oneLine(column.cell(session, now, home)))] as const),
  );
  const widths = new Map(
    columns.map((column) => [column, Math.max(...[column.name, ...(cells.get(column) ?? [])].map(widthOf))] as const),
  );
  const shown = fitting(columns, cells, widths, width);
  const line = (cellOf: (column: Column) => string, toned: (column: Column, text: string) => string): string => {
    const plain = shown.map((column, at) => {
      const text = cellOf(column);
      if (at < shown.length - 1) return { column, text, after: ' '.repeat((widths.get(column) ?? 0) - widthOf(text)) };
      const before = shown.slice(0, -1).reduce((sum, one) => sum + (widths.get(one) ?? 0) + GAP.length, 0);
      return { column, text: width === undefined ? text : cutTo(text, width - before), after: '' };
    });
    return `${plain
      .map(({ column, text, after }) => `${toned(column, text)}${after}`)
      .join(GAP)
      .trimEnd()}\n`;
  };
  const heading = line(
    ({ name }) => name,
    (_, text) => paint.bold(text),
  );
  const rows = sessions.map((session, at) =>
    line(
      (column) => cells.get(column)?.[at] ?? '',
      (column, text) => (column === OUTCOME ? paint[MARK[session.outcome].tone](text) : text),
    ),
  );
  return [heading, ...rows].join('');
}

function fitting(
  columns: readonly Column[],
  cells: ReadonlyMap<Column, readonly string[]>,
  widths: ReadonlyMap<Column, number>,
  width: number | undefined,
): readonly Column[] {
  const isEmpty = (column: Column): boolean => (cells.get(column) ?? []).every((cell) => cell === '');
  const isSame = (column: Column): boolean => new Set(cells.get(column)).size <= 1;
  let shown = columns.filter((column) => column === TITLE || column === ID || !isEmpty(column));
  if (width === undefined) return shown;
  const giving = [AGENT, DIRECTORY, PROJECT, COST, TIME];
  for (const column of [...giving.filter(isSame), ...giving.filter((one) => !isSame(one)), AGE]) {
    const title = Math.min(MIN_TITLE, widths.get(TITLE) ?? 0);
    const rest = shown.slice(0, -1).reduce((sum, one) => sum + (widths.get(one) ?? 0) + GAP.length, 0);
    if (rest + title <= width) break;
    shown = shown.filter((one) => one !== column);
  }
  return shown;
}

function tilde(directory: string, home: string): string {
  return home !== '' && (directory === home || directory.startsWith(`${home}/`))
    ? `~${directory.slice(home.length)}`
    : directory;
}

/** An agent as a table shows it: a name; of a command line the program, without its path; of a server host and path. */
export function agentName(agent: string): string {
  const server = /^https?:\/\/(.+?)\/*$/.exec(agent)?.[1];
  if (server !== undefined) return server;
  let words: readonly string[];
  try {
    words = splitCommandLine(agent);
  } catch {
    words = [agent];
  }
  const names = words.map((word) => basename(word));
  const isInterpreter = /^(node|bun|deno|python3?|uvx?|npx|env)$/.test(names[0] ?? '');
  return (isInterpreter ? names.slice(1).find((name) => !name.startsWith('-')) : names[0]) ?? agent;
}
