import { basename } from 'node:path';
import { formatAge, formatDuration } from '../../core/duration.ts';
import type { SessionState, SessionSummary } from '../../core/list/session-summary.ts';
import { splitCommandLine } from '../../engine/local/agents/command-line.ts';
import type { Paint } from '../../render/colors.ts';
import { oneLine } from '../../render/plain-text.ts';
import { cutPathTo, cutTo, widthOf } from '../../render/text-width.ts';
import { formatCost } from '../../render/usage-text.ts';

interface Column {
  readonly name: string;
  readonly cell: (summary: SessionSummary, now: Date, home: string) => string;
  /** How a cell is made narrower. A column without it is shown whole, or not at all. */
  readonly cut?: (cell: string, columns: number) => string;
}

const ID: Column = { name: 'ID', cell: ({ id }) => id };
const OUTCOME: Column = { name: 'OUTCOME', cell: ({ outcome, idle }) => outcomeWords(outcome, idle === true) };
const AGE: Column = { name: 'AGE', cell: ({ created }, now) => formatAge(created, now) };
const TIME: Column = {
  name: 'TIME',
  cell: ({ durationMs }) => (durationMs === undefined ? '' : formatDuration(durationMs)),
};
const COST: Column = { name: 'COST', cell: ({ cost }) => (cost === undefined ? '' : formatCost(cost.usd)) };
const AGENT: Column = { name: 'AGENT', cell: ({ agent = '' }) => agentName(agent), cut: cutTo };
const DIRECTORY: Column = {
  name: 'DIRECTORY',
  cell: ({ directory = '' }, _now, home) => tilde(directory, home),
  cut: cutPathTo,
};
const PROJECT: Column = { name: 'PROJECT', cell: ({ project }) => project, cut: cutTo };
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

/** A session that still runs is recognised as such: it may cost something. */
export function outcomeWords(outcome: SessionState, isIdle: boolean): string {
  const { sign, word } = MARK[outcome];
  return isIdle && outcome !== 'idle' ? `${sign} ${word} · idle` : `${sign} ${word}`;
}

export interface TableOptions {
  readonly now: Date;
  readonly home: string;
  /** Columns of the terminal; undefined where nothing is cut. */
  readonly width: number | undefined;
  readonly paint: Paint;
  /** Columns at the right end of `width` that stay empty. */
  readonly margin?: number;
  /** Sessions of several projects. */
  readonly projects: boolean;
}

/**
 * What a title is given before other columns are shown whole, what it keeps before the age gives way, and before a column that tells rows
 * apart does. Before any other gives way it keeps half of the width, but no more than is good.
 */
const TITLE_ROOM = { good: 40, least: 20, last: 5 };
/** A column in which a smaller part of the rows differs from the others tells nearly nothing. */
const DIFFERENT = 1 / 4;
/** No cell is cut to fewer columns. */
const LEAST_CUT = 10;
const GAP = '  ';

/**
 * Sessions as a table that fits. First long directories, agents and projects are cut, as far as the rows stay different. Then columns give
 * way: those that are the same in every row or nearly every one, then the agent, the directory, the cost, the time and the age. What tells rows of the same
 * title apart stays longest. The title has what is left.
 */
export function sessionTable(sessions: readonly SessionSummary[], options: TableOptions): string {
  const { now, home, width, margin = 0, paint, projects } = options;
  const columns = [ID, OUTCOME, AGE, TIME, COST, AGENT, projects ? PROJECT : DIRECTORY, TITLE].map(
    (column): Cells => cellsOf(column, sessions, (session) => oneLine(column.cell(session, now, home))),
  );
  const shown = fitting(columns, width, margin);
  const line = (textOf: (one: Shown) => string, toned: (column: Column, text: string) => string): string =>
    `${shown
      .map((one, at) => {
        const text = fitted(one, textOf(one));
        const after = at < shown.length - 1 ? ' '.repeat(Math.max(0, one.width - widthOf(text))) : '';
        return `${toned(one.column, text)}${after}`;
      })
      .join(GAP)
      .trimEnd()}\n`;
  const heading = line(
    ({ column }) => column.name,
    (_, text) => paint.bold(text),
  );
  const rows = sessions.map((session, at) =>
    line(
      ({ cells }) => cells[at] ?? '',
      (column, text) => (column === OUTCOME ? paint[MARK[session.outcome].tone](text) : text),
    ),
  );
  return [heading, ...rows].join('');
}

/** A column with its cells, and the widths that it can have. */
interface Cells {
  readonly column: Column;
  readonly cells: readonly string[];
  readonly whole: number;
  /** The narrowest in which the cells that differ still do. */
  readonly least: number;
}

interface Shown extends Cells {
  readonly width: number;
}

function cellsOf(column: Column, sessions: readonly SessionSummary[], cellOf: (one: SessionSummary) => string): Cells {
  const cells = sessions.map(cellOf);
  const different = [...new Set(cells)];
  const whole = Math.max(...[column.name, ...different].map(widthOf));
  const { cut } = column;
  let least = cut === undefined ? whole : Math.min(whole, LEAST_CUT);
  // A wider cut keeps what a narrower one does: the narrowest can be found by halves.
  for (let most = whole; cut !== undefined && least < most; ) {
    const half = Math.floor((least + most) / 2);
    if (new Set(different.map((cell) => cut(cell, half))).size === different.length) most = half;
    else least = half + 1;
  }
  return { column, cells, whole, least };
}

function fitting(columns: readonly Cells[], width: number | undefined, margin: number): readonly Shown[] {
  let shown = columns.filter(
    ({ column, cells }) => column === TITLE || column === ID || cells.some((one) => one !== ''),
  );
  if (width === undefined) return shown.map((one) => ({ ...one, width: one.whole }));
  const title = columns.find(({ column }) => column === TITLE);
  const titles = (title?.cells ?? []).map((one) => cutTo(one, TITLE_ROOM.least));
  /** Rows of one title differ in it. */
  const tellsApart = ({ cells }: Cells): boolean =>
    new Set(titles.map((one, at) => `${one}\n${cells[at]}`)).size > new Set(titles).size;
  const named = (...some: readonly Column[]): readonly Cells[] =>
    some.flatMap((one) => columns.filter(({ column }) => column === one));
  const what = named(AGENT, DIRECTORY, PROJECT);
  const took = named(COST, TIME);
  const giving = [
    ...what.filter(isNearlySame),
    ...took.filter(({ cells }) => new Set(cells).size <= 1),
    ...what.filter((one) => !tellsApart(one)),
    ...took,
    ...named(AGE),
    ...what.filter(tellsApart),
  ];
  const rest = (of: (one: Cells) => number): number =>
    shown.slice(0, -1).reduce((sum, one) => sum + of(one) + GAP.length, 0);
  const keeps = (before: Cells): number => {
    if (before.column === AGE) return TITLE_ROOM.least;
    return what.includes(before) && tellsApart(before) && !isNearlySame(before)
      ? TITLE_ROOM.last
      : Math.min(TITLE_ROOM.good, Math.floor(width / 2));
  };
  for (const column of giving) {
    const room = Math.min(keeps(column), title?.whole ?? 0);
    if (rest(({ least }) => least) + room <= width) break;
    shown = shown.filter((one) => one !== column);
  }
  let spare = width - rest(({ least }) => least) - Math.min(TITLE_ROOM.good, title?.whole ?? 0);
  const sized = shown.slice(0, -1).map((one): Shown => {
    const more = Math.max(0, Math.min(one.whole - one.least, spare));
    spare -= more;
    return { ...one, width: one.least + more };
  });
  const before = sized.reduce((sum, one) => sum + one.width + GAP.length, 0);
  return [...sized, ...shown.slice(-1).map((one) => ({ ...one, width: width - margin - before }))];
}

/** True where few cells say something else than most of them; the empty ones say nothing. */
function isNearlySame({ cells }: Cells): boolean {
  const said = cells.filter((cell) => cell !== '');
  const counts = new Map<string, number>();
  for (const cell of said) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const others = said.length - Math.max(0, ...counts.values());
  return others === 0 || others < DIFFERENT * cells.length;
}

/** A text as wide as its column at most. */
function fitted({ column, width }: Shown, text: string): string {
  if (column === TITLE) return cutTo(text, width);
  return text === column.name ? text : (column.cut?.(text, width) ?? text);
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
