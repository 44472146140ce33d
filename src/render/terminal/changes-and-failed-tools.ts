import type { ChangedFile, RunChanges } from '../../core/run-changes.ts';
import type { Paint } from '../colors.ts';
import { oneLine } from '../plain-text.ts';
import type { Redactor } from '../renderer.ts';
import { cutLabelTo, cutPathTo, cutTo, widthOf } from '../text-width.ts';

/** What a summary is drawn with. `columns`: of the terminal; infinite where nothing is cut. */
export interface SummaryOptions {
  readonly columns: number;
  readonly paint: Paint;
  readonly redactor: Pick<Redactor, 'all'>;
}

/** So many files, and so many failed tools, are named. */
const MAX_FILES = 10;
const MAX_TOOLS = 5;
/** What is cut of a tool keeps as many columns. */
const LEAST_LABEL = 8;

const SIGN: { readonly [status in ChangedFile['status']]: string } = {
  added: 'A',
  modified: 'M',
  deleted: 'D',
  renamed: 'R',
};

/** What is said at the end of a run: what its tool calls that failed, or were refused a permission, were about. */
export interface RunEndFacts {
  readonly changes?: RunChanges | undefined;
  readonly failedTools: readonly string[];
  readonly refusedTools: readonly string[];
}

/** What a run came to, in lines for its end: the files that have changed, where the work is, and the tools that failed or were refused. */
export function runSummary(
  { changes, failedTools, refusedTools }: RunEndFacts,
  options: SummaryOptions,
): readonly string[] {
  const { columns, paint, redactor } = options;
  const toolLine = (what: string, labels: readonly string[]): string => {
    const named = labels.slice(0, MAX_TOOLS).map((label) => oneLine(redactor.all(label)));
    const more = labels.length > MAX_TOOLS ? ` and ${labels.length - MAX_TOOLS} more` : '';
    const room = columns - widthOf(`${what}: ${more}`) - ', '.length * (named.length - 1);
    return cutTo(`${what}: ${labelsIn(named, room).join(', ')}${more}`, columns);
  };
  return [
    ...(changes === undefined ? [] : changeLines(changes, options)),
    ...(refusedTools.length === 0 ? [] : [paint.yellow(toolLine('refused', refusedTools))]),
    ...(failedTools.length === 0 ? [] : [paint.red(toolLine('failed tools', failedTools))]),
  ];
}

/** The labels as they fit into so many columns together: the widest ones give way, all of them to the same width. */
function labelsIn(labels: readonly string[], room: number): readonly string[] {
  const widths = labels.map(widthOf);
  const isTooWide = (most: number): boolean => widths.reduce((sum, width) => sum + Math.min(width, most), 0) > room;
  let most = Math.max(...widths);
  while (most > LEAST_LABEL && isTooWide(most)) most -= 1;
  return labels.map((label) => cutLabelTo(label, most));
}

function changeLines({ branch, dir, files, total, unknown }: RunChanges, options: SummaryOptions): readonly string[] {
  const { columns, paint, redactor } = options;
  const line = (text: string): string => cutTo(oneLine(redactor.all(text)), columns);
  const shown = files.slice(0, MAX_FILES).map((file) => fileLine(file, options));
  const count = total.files - shown.length;
  const plural = total.files === 1 ? 'file' : 'files';
  return [
    ...(unknown === undefined ? [] : [paint.dim(line(`changed files are not known: ${unknown}`))]),
    ...(total.files === 0 ? [] : [`changed: ${total.files} ${plural}, ${counts(total, paint)}`]),
    ...shown,
    ...(total.files > 0 && count > 0 ? [paint.dim(`  … and ${count} more`)] : []),
    // A path that is cut is of no use.
    ...(branch === undefined ? [] : [`work: ${oneLine(redactor.all(dir))} (branch ${oneLine(redactor.all(branch))})`]),
  ];
}

/** One file with its counts, which are never cut. */
export function fileLine(file: ChangedFile, { columns, paint, redactor }: SummaryOptions): string {
  const { added, from, path, removed, status } = file;
  const isText = added !== null && removed !== null;
  const numbers = isText ? counts({ added, removed }, paint) : paint.dim('binary');
  const width = isText ? `+${added} −${removed}`.length : 'binary'.length;
  const name = oneLine(redactor.all(from === undefined ? path : `${from} → ${path}`));
  return `  ${paint.dim(SIGN[status])} ${(from === undefined ? cutPathTo : cutTo)(name, Math.max(8, columns - width - 5))} ${numbers}`;
}

const counts = ({ added, removed }: { added: number; removed: number }, { green, red }: Paint): string =>
  `${green(`+${added}`)} ${red(`−${removed}`)}`;
