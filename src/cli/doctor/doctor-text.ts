import type { Paint } from '../../render/colors.ts';
import { oneLine } from '../../render/plain-text.ts';
import { wrapped } from '../../render/wrap-lines.ts';
import { table } from '../output/plain-table.ts';
import { type Check, CONFIGURATION, type ShownSetting } from './check-result.ts';

export interface Findings {
  readonly checks: readonly Check[];
  /** Absent where the checks are of a repository, which has none. */
  readonly settings?: readonly ShownSetting[];
  readonly files: readonly string[];
  /** Variables that say where Amber keeps its own, which are no settings, each as NAME=value. */
  readonly directories?: readonly string[];
}

export interface DoctorTextOptions {
  readonly paint: Paint;
  /** Columns of the terminal; undefined where nothing is cut. */
  readonly width: number | undefined;
  /** Also what is as it should be, and the settings that nobody has set. */
  readonly verbose: boolean;
}

const MARKS: {
  readonly [K in Check['status']]: { readonly sign: string; readonly tone: keyof Paint; readonly rank: number };
} = {
  fail: { sign: '✗', tone: 'red', rank: 0 },
  warn: { sign: '!', tone: 'yellow', rank: 1 },
  ok: { sign: '✓', tone: 'green', rank: 2 },
  skip: { sign: '–', tone: 'dim', rank: 3 },
};

/** What a person reads: first what is wrong, then what is set; the rest in one line, or with `verbose` all of it. */
export function doctorText(found: Findings, options: DoctorTextOptions): string {
  const { checks, settings } = found;
  const { paint, verbose } = options;
  const ordered = checks.toSorted((one, other) => MARKS[one.status].rank - MARKS[other.status].rank);
  const isWrong = ({ status }: Check): boolean => status === 'fail' || status === 'warn';
  const shown = verbose ? ordered : ordered.filter(isWrong);
  return [
    shown.map((check) => checkLines(check, options)).join(''),
    settings === undefined ? '' : settingsText(settings, found, options),
    verbose ? '' : restLine(checks, paint),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function checkLines(
  { name, status, detail, hint }: Check,
  { paint, width = Number.POSITIVE_INFINITY }: DoctorTextOptions,
): string {
  const { sign, tone } = MARKS[status];
  // Names of files and Actions are others' words.
  const advice = hint === undefined ? '' : `${paint.dim(wrapped(`    hint: ${oneLine(hint)}`, width))}\n`;
  const text = wrapped(`  ${oneLine(`${name}: ${detail}`)}`, width);
  return `${paint[tone](sign)}${text.slice(1)}\n${advice}`;
}

function settingsText(
  settings: readonly ShownSetting[],
  { files, checks, directories = [] }: Findings,
  { paint, width, verbose }: DoctorTextOptions,
): string {
  const isSet = ({ source }: ShownSetting): boolean => source !== 'default';
  const set = settings.filter(isSet);
  const shown = verbose ? [...set, ...settings.filter((one) => !isSet(one))] : set;
  const places = directories.length === 0 ? '' : `Directories: ${oneLine(directories.join(', '))}\n`;
  const read = `Configuration files: ${files.length === 0 ? 'none' : files.join(', ')}\n${places}`;
  const isFaulty = checks.some(({ name, status }) => name === CONFIGURATION && status === 'fail');
  const nothing = isFaulty ? 'What is set is wrong and was left out' : 'No setting is set';
  if (shown.length === 0) return `${read}${nothing}: every setting has its default.\n`;
  const rows = shown.map(({ name, value, source }) => [name, value ?? '–', source]);
  return `${read}\n${table(['SETTING', 'VALUE', 'SOURCE'], rows, width, (cell, _, row) => (row === undefined ? paint.bold(cell) : cell))}`;
}

function restLine(checks: readonly Check[], paint: Paint): string {
  const names = [...new Set(checks.filter(({ status }) => status === 'ok').map(({ name }) => name))];
  const passed = names.length === 0 ? '' : `${paint.green('✓')} fine: ${oneLine(names.join(', '))}; `;
  return `${passed}-v shows everything\n`;
}
