import type { Writable } from 'node:stream';
import { pickOption } from '../../core/agui/question-tool.ts';
import type { RequestDetail } from '../../core/permissions/request-details.ts';
import type { PermissionPrompt } from '../../engine/local/acp/agent-interface.ts';
import { paint } from '../../render/colors.ts';
import { oneLine } from '../../render/plain-text.ts';
import type { Redactor } from '../../render/renderer.ts';
import { wrapped } from '../../render/wrap-lines.ts';

/** Of a permission's title so many characters are shown: a whole command, and not so much that the options are alone on the screen. */
const LONGEST_TITLE = 2_000;
/** Of a command of several lines so many are shown. */
const MOST_LINES = 20;
/** Rows of a screen that has no size, and lines that everything but the edits takes. */
const USUAL_ROWS = 24;
const OTHER_ROWS = 5;

/** The letters that stand for an option, by ACP's kind of it. */
const LETTERS = [
  { letter: 'y', word: 'yes', kind: 'allow_once', means: 'allow once' },
  { letter: 'n', word: 'no', kind: 'reject_once', means: 'reject' },
  { letter: 'a', word: 'always', kind: 'allow_always', means: 'allow always' },
] as const;

/** How a permission is asked for. */
export interface PermissionScreen {
  readonly output: Writable & { readonly rows?: number; readonly columns?: number };
  readonly color?: boolean;
  readonly redactor?: Pick<Redactor, 'all'>;
}

type Option = PermissionPrompt['options'][number];

/** What a person is asked, and whether all of the diff is in it. */
export interface PermissionText {
  readonly text: string;
  readonly isWhole: boolean;
}

/**
 * What a person is asked: the title, the edits as a diff, the options with their numbers, the letters. The diff has the room
 * that is left on the screen, or all that it needs.
 */
export async function permissionText(
  request: PermissionPrompt,
  screen: PermissionScreen,
  room: 'screen' | 'all' = 'screen',
): Promise<PermissionText> {
  const { title, options, details = [], edits = [] } = request;
  const redactor = screen.redactor ?? { all: (text: string) => text };
  const { columns = 80, rows = USUAL_ROWS } = screen.output;
  const named = details.flatMap((detail) => detailLines(detail, redactor));
  const left = Math.max(4, rows - options.length - named.length - OTHER_ROWS);
  const fitting = room === 'all' ? Number.POSITIVE_INFINITY : left;
  const drawing = { rows: fitting, columns, paint: paint(screen.color === true), redactor };
  const diff =
    edits.length === 0
      ? { lines: [], isWhole: true }
      : await (await import('../../render/terminal/edit-diff.ts')).editDiff(edits, drawing);
  // On one line: a line break could bring options of its own.
  const shown = options.map(({ name }, at) => `  ${at + 1}) ${oneLine(name)}`);
  const letters = lettersOf(options).map(({ letter, means }) => `, ${letter}: ${means}`);
  if (!diff.isWhole) letters.push(', d: show the whole diff');
  const asks = `The agent asks for permission${purposeOf(request)}: ${cut(oneLine(redactor.all(title)))}`;
  const lines = [
    ...[asks, ...named].map((line) => wrapped(line, columns)),
    ...diff.lines,
    ...shown.map((line) => wrapped(line, columns)),
  ];
  // The cursor stands behind it.
  const choice = wrapped(`Your choice (1–${options.length}${letters.join('')}):`, columns - 2);
  return { text: `\n${lines.join('\n')}\n${choice} `, isWhole: diff.isWhole };
}

/** Whether an answer asks for all of a diff. It goes before the options, whose names are the agent's. */
export const asksForDiff = (answer: string): boolean => /^\s*d(?:iff)?\s*$/i.test(answer);

/** What is said to an answer that names no option. */
export function againText(options: readonly Option[], { isWhole }: Pick<PermissionText, 'isWhole'>): string {
  const letters = lettersOf(options).map(({ letter }) => `, ${letter}`);
  if (!isWhole) letters.push(', d');
  return `1 to ${options.length}${letters.join('')}, please: `;
}

/** The option that an answer names by its number, its name, or a letter. */
export function chosenOption(answer: string, options: readonly Option[]): Option | undefined {
  const given = answer.trim().toLowerCase();
  const lettered = lettersOf(options).find(({ letter, word }) => letter === given || word === given);
  return pickOption(answer, options) ?? lettered?.option;
}

/** A letter must be certain: it stands for the only option of its kind. */
function lettersOf(options: readonly Option[]) {
  return LETTERS.flatMap((letter) => {
    const [option, ...more] = options.filter(({ kind }) => kind === letter.kind);
    return option === undefined || more.length > 0 ? [] : [{ ...letter, option }];
  });
}

/** What the call is, in a verb of each of its kinds; "" where that is not known. */
function purposeOf({ kinds = [] }: PermissionPrompt): string {
  const verbs = kinds.filter((kind) => kind !== 'other').map((kind) => kind.replace('_', ' '));
  return verbs.length === 0 ? '' : ` to ${verbs.join(' and ')}`;
}

/** What a call names beyond its title, whole: what is cut out of it could be what matters. */
function detailLines({ what, text }: RequestDetail, redactor: Pick<Redactor, 'all'>): readonly string[] {
  const lines = redactor.all(text).replace(/\r\n?/g, '\n').trimEnd().split('\n');
  const more = lines.length - MOST_LINES;
  const shown = lines.slice(0, MOST_LINES).map((line) => cut(line.replace(/[^\P{C}\t]/gu, escaped)));
  const rest = more > 0 ? [`  … and ${more} lines more`] : [];
  return [...shown.map((line, at) => `  ${(at === 0 ? `${what}:` : '').padEnd(9)}${line}`), ...rest];
}

/** A character that a terminal does not show, so that one sees that it is there. */
const escaped = (hidden: string): string => `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`;

function cut(line: string): string {
  const more = line.length - LONGEST_TITLE;
  return more > 0 ? `${line.slice(0, LONGEST_TITLE)}… (and ${more} characters more)` : line;
}
