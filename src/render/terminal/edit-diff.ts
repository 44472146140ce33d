import type { FileEdit } from '../../core/agui/file-edit.ts';
import type { Paint } from '../colors.ts';
import { oneLine, plain } from '../plain-text.ts';
import type { Redactor } from '../renderer.ts';
import { cutPathTo, cutTo } from '../width.ts';

/** What a diff is drawn with. */
export interface EditDiffOptions {
  /** Lines that all edits together may take, and columns that a line may. */
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

interface Line {
  readonly sign: '+' | '-' | ' ' | '⋯';
  readonly text: string;
}

/**
 * Edits that an agent wants to make as lines for a terminal: of each file its path and counts, then what changes. What does
 * not fit is counted. The texts are foreign: every line is marked, has no control characters and does not wrap.
 */
export async function editDiffLines(
  edits: readonly FileEdit[],
  { rows, columns, paint, redactor }: EditDiffOptions,
): Promise<readonly string[]> {
  const shown: string[] = [];
  for (const [at, { path, before = '', after }] of edits.entries()) {
    // The last line says how much more there is.
    const left = rows - shown.length - 1;
    if (left < 2) {
      const files = edits.length - at;
      shown.push(paint.dim(`  … and ${files} more ${files === 1 ? 'file' : 'files'}`));
      break;
    }
    const name = cutPathTo(oneLine(redactor.all(path)), Math.max(10, columns - 24));
    const lines = await compare(redactor.all(before), redactor.all(after));
    if (lines === undefined) {
      shown.push(`  ${paint.bold(name)} ${paint.dim('(too much to compare)')}`);
      continue;
    }
    const [added, removed] = [count(lines, '+'), count(lines, '-')];
    shown.push(`  ${paint.bold(name)} ${paint.green(`+${added}`)} ${paint.red(`−${removed}`)}`);
    const fitting = lines.length < left ? lines : lines.slice(0, left - 1);
    for (const line of fitting) shown.push(`  ${drawn(line, columns - 2, paint)}`);
    const hidden = lines.slice(fitting.length);
    if (hidden.length > 0)
      shown.push(paint.dim(`  … ${hidden.length} lines more (+${count(hidden, '+')} −${count(hidden, '-')})`));
  }
  return shown;
}

/** Undefined where there is too much of it. */
async function compare(before: string, after: string): Promise<readonly Line[] | undefined> {
  if (before.length + after.length > MAX_COMPARED) return undefined;
  const { structuredPatch } = await import('diff');
  const how = { context: 2, maxEditLength: MAX_EDITS, timeout: PATIENCE };
  const patch = structuredPatch('', '', before, after, undefined, undefined, how);
  return patch?.hunks.flatMap(({ lines }, at): Line[] => [
    ...(at === 0 ? [] : [{ sign: '⋯', text: '' } as const]),
    ...lines.flatMap(readLine),
  ]);
}

/** What jsdiff writes: a sign and the line; `\` says that the text does not end with a line break. */
function readLine(line: string): Line[] {
  const [sign = ''] = line;
  return sign === '+' || sign === '-' || sign === ' ' ? [{ sign, text: line.slice(1) }] : [];
}

function drawn({ sign, text }: Line, columns: number, paint: Paint): string {
  const style = sign === '+' ? paint.green : sign === '-' ? paint.red : paint.dim;
  // A tab has no width of its own; of a very long line the rest is not even looked at.
  const readable = oneLineKeepingSpaces(text.slice(0, 4 * columns));
  return style(cutTo(`${sign} ${readable}`.trimEnd(), columns));
}

/** As `oneLine`, but with the indentation, which is what an edit may be about. */
const oneLineKeepingSpaces = (text: string): string => {
  const [indent = ''] = /^[ \t]*/.exec(plain(text)) ?? [];
  return `${indent.replaceAll('\t', '  ')}${oneLine(text)}`;
};

const count = (lines: readonly Line[], sign: Line['sign']): number => lines.filter((line) => line.sign === sign).length;
