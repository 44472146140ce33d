import type { Result } from '../../core/result.ts';
import type { ChangedFile, RunChanges } from '../../core/run-changes.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import { withGap } from '../../core/transcript/cut-text.ts';
import { toolStateOf } from '../../core/transcript/tool-status.ts';
import type { Transcript, TranscriptEntry } from '../../core/transcript/transcript.ts';
import { sanitizeText } from '../../render/markdown/sanitize.ts';
import { folded, linkTo } from '../../render/markdown/write-markdown.ts';
import { toolLabel } from '../../render/plain-text.ts';
import { takenBy, USAGE_COLUMNS, usageCells } from '../../render/usage-text.ts';
import { sanitizeMarkdown } from '../markdown/read-in-worker.ts';
import { runBody } from './comment-body.ts';
import { headlineOf } from './outcome-text.ts';
import type { RunView } from './run-view.ts';

/** A session as the summary shows it. */
export interface SummarySession {
  readonly result: Result;
  /** The platform's page of it. */
  readonly url?: string;
  /** What it was for: `prompt`, `fix` … */
  readonly promptType: string;
  /** Its thread's number, where it has one. */
  readonly number?: number;
}

export interface SummaryRun {
  readonly view: RunView;
  readonly transcript: Transcript;
  /** True if not all of the run was kept. */
  readonly isCut: boolean;
}

/** GitHub shows no summary of a step above 1 MiB, and says so instead. In bytes; some room is for later steps' joining. */
const MAX_BYTES = 1_000_000;
/** What a reader looks at of one text or one tool's arguments or result. In characters. */
const MAX_TEXT = 20_000;
const MAX_TOOL = 4_000;
const MAX_ROWS = 100;

/** A table of sessions, and how the one run went, with its tool calls folded. Markdown of less than 1 MiB. */
export async function jobSummary(
  sessions: readonly SummarySession[],
  run: SummaryRun | undefined,
  redactor: Redactor,
): Promise<string> {
  const head = [
    '## Amber',
    table(sessions, redactor),
    ...(run === undefined ? [] : [await runBody(run.view, redactor), changedFiles(run.view.result?.changes, redactor)]),
  ];
  const begun = head.filter((block) => block !== '').join('\n\n');
  if (run === undefined) return `${begun}\n`;
  const transcript = await transcriptOf(run, MAX_BYTES - Buffer.byteLength(begun), redactor);
  return `${[begun, ...(transcript === '' ? [] : ['### What it did', transcript])].join('\n\n')}\n`;
}

function table(sessions: readonly SummarySession[], redactor: Redactor): string {
  if (sessions.length === 0) return '';
  const rows = sessions.slice(0, MAX_ROWS).map(({ result, url, promptType, number }) => {
    const { mark } = headlineOf(result);
    const name = cell(result.session ?? '–', redactor);
    const purpose = `${cell(promptType, redactor)}${number === undefined ? '' : ` #${number}`}`;
    const outcome = `${mark} ${cell(result.outcome ?? 'not run', redactor)}`;
    return [`${linkTo(name, url)}, ${purpose}`, ...usageCells(takenBy([result]), outcome)];
  });
  const more = sessions.length > MAX_ROWS ? `\n\n_And ${sessions.length - MAX_ROWS} more._` : '';
  const lines = [['Session', ...USAGE_COLUMNS], Array(USAGE_COLUMNS.length + 1).fill('---'), ...rows];
  return lines.map((row) => `| ${row.join(' | ')} |`).join('\n') + more;
}

const cell = (text: string, redactor: Redactor): string =>
  sanitizeText(text, redactor, { as: 'line', limit: 200 }).replaceAll('|', '\\|');

/** The files that differ from when the run began, folded. */
function changedFiles(changes: RunChanges | undefined, redactor: Redactor): string {
  if (changes === undefined || changes.total.files === 0) return '';
  const { files, total } = changes;
  const count = total.files === 1 ? '1 file' : `${total.files} files`;
  const unnamed = total.files - files.length;
  const lines = [
    ...files.map((file) => changedFile(file, redactor)),
    ...(unnamed > 0 ? [`- … and ${unnamed} that are not named`] : []),
  ];
  return folded(`${count} changed, +${total.added} −${total.removed}`, [lines.join('\n')]);
}

const STATUS_WORDS = { added: ', new', modified: '', deleted: ', deleted', renamed: ', renamed' } as const;

function changedFile({ added, from, path, removed, status }: ChangedFile, redactor: Redactor): string {
  const name = from === undefined ? path : `${from} → ${path}`;
  const lines = added === null || removed === null ? 'binary' : `+${added} −${removed}`;
  return `- <code>${sanitizeText(name, redactor, { as: 'html', limit: 300 })}</code> ${lines}${STATUS_WORDS[status]}`;
}

/**
 * What was said and done. Too long for a summary, it loses its middle: how a run began and how it ended is what people
 * look for. Only what is shown is worked on.
 */
async function transcriptOf(
  { transcript, isCut, view }: SummaryRun,
  room: number,
  redactor: Redactor,
): Promise<string> {
  const entries = withoutLastWords(transcript.entries.filter(isShown), view.result?.message ?? '');
  const first: string[] = [];
  const last: string[] = [];
  let from = 0;
  let to = entries.length;
  // Turns: one from the beginning for three from the end.
  for (let turn = 0; from < to; turn += 1) {
    const entry = entries[turn % 4 === 0 ? from : to - 1];
    if (entry === undefined) break;
    const block = await blockOf(entry, redactor);
    const size = Buffer.byteLength(block) + 2;
    if (size > room) break;
    room -= size;
    if (turn % 4 === 0) {
      first.push(block);
      from += 1;
    } else {
      last.unshift(block);
      to -= 1;
    }
  }
  const left = to - from;
  const gap =
    left === 0 ? [] : [`_${left} more ${left === 1 ? 'entry is' : 'entries are'} not shown: a summary holds 1 MiB._`];
  const cut = isCut ? ['_The run said more than is kept: its transcript is cut._'] : [];
  return [...first, ...gap, ...last, ...cut].join('\n\n');
}

/** What the run's result shows already. */
function withoutLastWords(entries: readonly TranscriptEntry[], message: string): readonly TranscriptEntry[] {
  const last = entries.at(-1);
  return last?.kind === 'message' && last.text.trim() === message.trim() ? entries.slice(0, -1) : entries;
}

function isShown(entry: TranscriptEntry): boolean {
  if (entry.kind === 'tool') return true;
  return entry.kind === 'message' && !entry.hidden && entry.text.trim() !== '';
}

async function blockOf(entry: TranscriptEntry, redactor: Redactor): Promise<string> {
  if (entry.kind === 'tool') return tool(entry, redactor);
  const text = await sanitizeMarkdown(entry.text, redactor, MAX_TEXT);
  if (entry.kind === 'message' && entry.role === 'assistant') return text;
  const who = entry.kind === 'reasoning' ? 'Reasoning' : entry.role === 'user' ? 'Prompt' : entry.role;
  return folded(sanitizeText(who, redactor, { as: 'html', limit: 100 }), [text]);
}

const MARKS = { running: '', done: '', failed: '❌ ', unfinished: '■ not ended: ' } as const;

function tool(entry: Extract<TranscriptEntry, { kind: 'tool' }>, redactor: Redactor): string {
  const { args, cuts, directory, error, name, result = '' } = entry;
  const label = toolLabel({ name: name === '' ? 'tool' : name, args, directory });
  const block = (text: string, language?: string): string[] =>
    text.trim() === ''
      ? []
      : [
          sanitizeText(text, redactor, {
            as: 'block',
            limit: MAX_TOOL,
            ...(language === undefined ? {} : { language }),
          }),
        ];
  return folded(
    `${MARKS[toolStateOf(entry)]}<code>${sanitizeText(label, redactor, { as: 'html', limit: 200 })}</code>`,
    [
      ...(args === '{}' ? [] : block(withGap(indented(args), cuts?.args), 'json')),
      ...block(error === undefined ? withGap(result, cuts?.result) : withGap(error, cuts?.error)),
    ],
  );
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json; // Cut off, or no JSON: shown as it came.
  }
}
