import { isObject } from '../../core/agui/events.ts';
import { type FileEdit, fileEditsInArguments } from '../../core/agui/file-edit.ts';
import { fileLabel } from '../../core/agui/message-files.ts';
import { isQuestionTool, questionFromArgs } from '../../core/agui/question-tool.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Question } from '../../core/result.ts';
import type { RunChanges } from '../../core/run-changes.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { Conversation } from '../../core/transcript/conversation.ts';
import type { Row } from '../../core/transcript/conversation-rows.ts';
import { cutMiddle, withGap } from '../../core/transcript/cut-text.ts';
import { aboutOf } from '../../core/transcript/tool-label.ts';
import { toolStateOf } from '../../core/transcript/tool-status.ts';
import type { MessageEntry, ReasoningEntry, ToolEntry, TranscriptRun } from '../../core/transcript/transcript-entry.ts';
import { linesOfDiff } from '../html/compare-lines.ts';
import { durationOf } from '../html/entry-props.ts';
import { durationOfRun } from '../html/session/run-end-line.ts';
import { stateOfRun, stateWords } from '../html/session/state-badge.ts';
import { TOOL_SIGNS } from '../html/tool-card.ts';
import { defused } from '../markdown/defuse.ts';
import { isCheapToParse } from '../markdown/parse-limits.ts';
import { type Defuse, sanitizeMarkdown, sanitizeText } from '../markdown/sanitize.ts';
import { folded } from '../markdown/write-markdown.ts';
import { toolLabel } from '../plain-text.ts';
import { shortCost, tokensText } from '../usage-text.ts';

/** A row, below what says whose it is where that changes. `isLine`: a line of a list, folded with its neighbours. */
export interface Block {
  readonly head: string;
  readonly text: string;
  readonly isLine: boolean;
}

/** How much of each thing is shown: less where all of it does not fit. */
export interface Detail {
  readonly text: number;
  /** Of arguments and of results; 0: one line for each call, but for those that failed. */
  readonly tool: number;
  readonly failure: number;
}

/** What is said where something was cut, and the fences around it. */
const GAP = 80;
const MAX_LINE = 200;
const MAX_FILES = 30;
/** Markdown is read for so long, in ms; what is left then is shown as it was written. */
const PATIENCE = 5_000;

/** The rows of a conversation as Markdown, each by itself: no HTML of anybody else, nobody mentioned, nothing referred to. */
export class MarkdownRows {
  readonly #conversation: Conversation;
  readonly #redactor: Redactor;
  readonly #defuse = patientDefuse();
  readonly #rows: readonly Row[];
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(conversation: Conversation, redactor: Redactor) {
    this.#conversation = conversation;
    this.#redactor = redactor;
    this.#rows = conversation.rows;
    this.#numbers = new Map(conversation.transcript.runs.map(({ id }, at) => [id, at + 1]));
  }

  get count(): number {
    return this.#rows.length;
  }

  /** A row; who speaks and which run it is is said where that changes. */
  async row(at: number, detail: Detail): Promise<Block> {
    const row = this.#rows[at];
    if (row?.kind !== 'entry') return { head: '', text: this.#note(row), isLine: false };
    const { entry } = row;
    const before = this.#entryBefore(at);
    const number = entry.runId === before?.runId ? undefined : this.#numbers.get(entry.runId ?? '');
    const text = entry.kind === 'tool' ? await this.#tool(entry, detail) : await this.#said(entry, detail);
    const head = [
      ...(number === undefined || this.#numbers.size < 2 ? [] : ['---', `## Run ${number}`]),
      ...(speaker(before) === speaker(entry) && number === undefined ? [] : [`### ${this.line(speaker(entry))}`]),
    ].join('\n\n');
    return { head, text, isLine: detail.tool === 0 && isFoldedCall(entry) };
  }

  /** What stands between entries. */
  #note(row: Exclude<Row, { readonly kind: 'entry' }> | undefined): string {
    if (row === undefined) return '';
    if (row.kind === 'notice') return `> ${row.level === 'warning' ? '⚠️ ' : ''}${this.line(row.text, 2_000)}`;
    return row.kind === 'run-end' ? this.#runEnd(row.run) : this.#changes(row.changes);
  }

  #entryBefore(at: number): MessageEntry | ReasoningEntry | ToolEntry | undefined {
    for (let before = at - 1; before >= 0; before--) {
      const row = this.#rows[before];
      if (row?.kind === 'entry') return row.entry;
    }
    return undefined;
  }

  async #said(entry: MessageEntry | ReasoningEntry, detail: Detail): Promise<string> {
    const text = await this.#markdown(withGap(entry.text, entry.cuts?.text), detail.text);
    if (entry.kind === 'reasoning')
      return detail.tool === 0 ? '💭 Reasoning' : folded(`💭 Reasoning${tookText(entry, this.#conversation)}`, [text]);
    const files = entry.files.map((file) => `- ${this.line(fileLabel(file))}`);
    return [text, files.join('\n')].filter((part) => part !== '').join('\n\n');
  }

  async #tool(entry: ToolEntry, detail: Detail): Promise<string> {
    const { args, cuts, directory, edits = [], error, name, refusedBy, result = '' } = entry;
    const question = isQuestionTool(name) && error === undefined ? questionFromArgs(args) : undefined;
    if (question !== undefined) return this.#question(question, result, detail);
    const label = toolLabel({ name: name === '' ? 'tool' : name, args, directory });
    const state = toolStateOf(entry);
    const sign = TOOL_SIGNS[state];
    const took = state === 'unfinished' ? '' : tookText(entry, this.#conversation);
    const notEnded = state === 'unfinished' ? ' · not ended' : '';
    const end = `${took}${refusedBy === undefined ? notEnded : ` · refused by ${this.line(refusedBy)}`}`;
    const limit = error === undefined ? detail.tool : detail.failure;
    if (limit === 0) return `${sign} ${sanitizeText(label, this.#redactor, { as: 'code', limit: MAX_LINE })}${end}`;
    const shown = sanitizeText(label, this.#redactor, { as: 'html', limit: MAX_LINE });
    const said = error === undefined ? withGap(result, cuts?.result) : withGap(error, cuts?.error);
    return folded(`${sign} <code>${shown}</code>${end}`, [
      ...this.#arguments(withGap(args, cuts?.args), edits, limit),
      ...this.#block(said, limit),
    ]);
  }

  #arguments(args: string, edits: readonly FileEdit[], limit: number): readonly string[] {
    const changes = edits.length > 0 ? edits : fileEditsInArguments(args);
    if (changes.length > 0)
      return changes.flatMap((change) => this.#block(diffText(change), Math.floor(limit / changes.length), 'diff'));
    const { command, rest } = withoutCommand(args);
    return [
      ...(command === undefined ? [] : this.#block(command, limit, 'bash')),
      ...(rest === undefined ? [] : this.#block(rest, limit, 'json')),
    ];
  }

  #block(text: string, limit: number, language?: string): readonly string[] {
    if (text.trim() === '') return [];
    // Outputs end with what counts. Without secrets first: a cut may go through one.
    const { text: shown, cut } = cutMiddle(this.#redactor.all(text), Math.max(0, limit - GAP));
    const options = { as: 'block' as const, limit, ...(language !== undefined && { language }) };
    return [sanitizeText(withGap(shown, cut), this.#redactor, options)];
  }

  async #question({ message, questions }: Question, answer: string, { text: limit }: Detail): Promise<string> {
    const items = await Promise.all(
      questions.map(async ({ options, question }) => {
        const choices = options.map(({ description = '', label }) => {
          const about = description === '' ? '' : `: ${this.line(description)}`;
          return `- **${this.line(label)}**${about}`;
        });
        return [await this.#markdown(question, limit / 4), choices.join('\n')].filter(Boolean).join('\n\n');
      }),
    );
    const asked = [...(message === undefined ? [] : [await this.#markdown(message, limit / 4)]), ...items].join('\n\n');
    const answered = answer === '' ? '_Not answered yet._' : `**Answer:** ${this.line(answer, limit / 4)}`;
    return `> **Question**\n>\n${quoted(asked)}\n\n${answered}`;
  }

  #runEnd(run: TranscriptRun): string {
    const { costUsd, error, outcome, usage } = run;
    if (outcome === null) return '';
    const took = durationOfRun(run);
    const facts = [
      `**${stateWords(stateOfRun(run))}**`,
      ...(took === undefined ? [] : [`after ${formatDuration(took)}`]),
      ...(usage === null ? [] : [tokensText(usage)]),
      ...(costUsd === null ? [] : [shortCost(costUsd)]),
    ].join(' · ');
    if (error === undefined) return facts;
    return `${facts}\n\n> ${this.line(error.message, 2_000)} \\[${this.line(error.code)}]`;
  }

  /** The files that a run has changed. */
  #changes({ files, total, unknown }: RunChanges): string {
    const lines = files.slice(0, MAX_FILES).map(({ added, path, removed, status }) => {
      const counts = added === null || removed === null ? 'binary' : `+${added} −${removed}`;
      return `- ${sanitizeText(path, this.#redactor, { as: 'code', limit: MAX_LINE })} ${status}, ${counts}`;
    });
    const more = total.files - lines.length;
    return [
      `**${total.files} ${total.files === 1 ? 'file' : 'files'} changed**, +${total.added} −${total.removed}`,
      [...lines, ...(more > 0 ? [`- and ${more.toLocaleString('en')} more`] : [])].join('\n'),
      ...(unknown === undefined ? [] : [this.line(unknown)]),
    ]
      .filter((part) => part !== '')
      .join('\n\n');
  }

  /** What is open at the end. */
  async end(detail: Detail): Promise<string> {
    const { leftOut, question, running } = this.#conversation;
    return [
      // One that a call asked is in the transcript.
      ...(question === undefined || question.callId !== undefined
        ? []
        : [await this.#question(question.question, '', detail)]),
      ...(running === undefined ? [] : ['_The run goes on: this is what it had said until now._']),
      ...(leftOut === 0 ? [] : [`_${leftOut.toLocaleString('en')} events after this were not read._`]),
    ].join('\n\n');
  }

  /** A line of foreign text. */
  line(text: string, limit = MAX_LINE): string {
    return sanitizeText(text, this.#redactor, { as: 'line', limit }).replaceAll('|', '\\|');
  }

  #markdown(text: string, limit: number): Promise<string> {
    return sanitizeMarkdown(text, this.#redactor, limit, this.#defuse);
  }
}

/** Reads Markdown at once, as long as there is time for it; the title of a session and its speakers are above all of its titles. */
function patientDefuse(): Defuse {
  let spent = 0;
  return (text, masked) => {
    if (spent > PATIENCE || !isCheapToParse(text)) return undefined;
    const begun = performance.now();
    try {
      return defused(text, new Map(masked), 4);
    } catch {
      return undefined; // Nested too deeply to be read.
    } finally {
      spent += performance.now() - begun;
    }
  };
}

function speaker(entry: MessageEntry | ReasoningEntry | ToolEntry | undefined): string {
  if (entry === undefined) return '';
  if (entry.kind !== 'message' || entry.role === 'assistant') return 'Agent';
  return entry.role === 'user' ? 'User' : entry.role;
}

function tookText(entry: ReasoningEntry | ToolEntry, { newest }: Conversation): string {
  const took = durationOf(entry, newest);
  return took === undefined ? '' : ` · ${took}`;
}

function diffText({ after, before = '', path }: FileEdit): string {
  const signs = { added: '+', removed: '-', same: ' ', gap: '@@ ' } as const;
  const lines = linesOfDiff(before, after).map(({ kind, text }) => signs[kind] + text);
  return [`--- ${path}`, `+++ ${path}`, ...lines].join('\n');
}

/** True for what is one line where tools' texts do not fit. */
function isFoldedCall(entry: MessageEntry | ReasoningEntry | ToolEntry): boolean {
  if (entry.kind !== 'tool') return entry.kind === 'reasoning';
  return entry.error === undefined && !(isQuestionTool(entry.name) && questionFromArgs(entry.args) !== undefined);
}

function quoted(text: string): string {
  return text.replace(/^(?=.)/gm, '> ').replace(/^$/gm, '>');
}

/** What runs, and what was said beside it; arguments that are none, or say no more than the call's title, are left out. */
function withoutCommand(args: string): { readonly command?: string; readonly rest?: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(args);
  } catch {
    return args === '' ? {} : { rest: args }; // Cut off, or no JSON: shown as it came.
  }
  if (!isObject(parsed)) return { rest: JSON.stringify(parsed, null, 2) };
  const { command, description: _said, ...others } = parsed;
  const rest = typeof command === 'string' ? others : parsed;
  const names = Object.keys(rest);
  const isSaid =
    names.length === 0 ||
    (names.length === 1 && rest[names[0] ?? ''] === aboutOf(args) && aboutOf(args).length < MAX_LINE);
  return {
    ...(typeof command === 'string' && { command }),
    ...(!isSaid && { rest: JSON.stringify(rest, null, 2) }),
  };
}
