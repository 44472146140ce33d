import { listedSteps } from '../../core/agui/agent-plan.ts';
import { isObject } from '../../core/agui/events.ts';
import { type FileEdit, fileEditsInArguments } from '../../core/agui/file-edit.ts';
import { fileLabel } from '../../core/agui/message-files.ts';
import { isQuestionTool, questionFromArgs } from '../../core/agui/question-tool.ts';
import { formatDuration } from '../../core/duration.ts';
import { titleOf } from '../../core/list/session-summary.ts';
import type { Question } from '../../core/outcome.ts';
import type { RunChanges } from '../../core/run-changes.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { Session } from '../../core/session/session.ts';
import type { Conversation } from '../../core/transcript/conversation.ts';
import type { Row } from '../../core/transcript/conversation-rows.ts';
import { cutMiddle, withGap } from '../../core/transcript/cut-text.ts';
import { aboutOf } from '../../core/transcript/tool-label.ts';
import { toolStateOf } from '../../core/transcript/tool-status.ts';
import type { MessageEntry, ReasoningEntry, ToolEntry, TranscriptRun } from '../../core/transcript/transcript-entry.ts';
import { linesOfDiff } from '../html/compare-lines.ts';
import { durationOf } from '../html/entry-props.ts';
import { durationOfRun } from '../html/session/run-end-line.ts';
import { factsOf } from '../html/session/session-details.ts';
import { shownState, stateOfRun, stateWords } from '../html/session/state-badge.ts';
import { TOOL_SIGNS } from '../html/tool-card.ts';
import { defused } from '../markdown/defuse.ts';
import { isCheapToParse } from '../markdown/parse-limits.ts';
import { type Defuse, sanitizeMarkdown, sanitizeText } from '../markdown/sanitize.ts';
import { folded } from '../markdown/write-markdown.ts';
import { toolLabel } from '../plain-text.ts';
import { shortCost, tokensText } from '../usage-text.ts';

/** What GitHub takes of an issue or a comment, in UTF-16 units. */
const MAX_LENGTH = 65_536;
/** What is said at the end of one that is cut. */
const ROOM_FOR_NOTE = 400;

/** A row, below what says whose it is where that changes. `isLine`: a line of a list, folded with its neighbours. */
interface Block {
  readonly head: string;
  readonly text: string;
  readonly isLine: boolean;
}

/** What a fold takes beside what is in it. */
const FOLD = 60;
/** What is said where something was cut, and the fences around it. */
const GAP = 80;

/** How much of each thing is shown: less where all of it does not fit. */
interface Detail {
  readonly text: number;
  /** Of arguments and of results; 0: one line for each call, but for those that failed. */
  readonly tool: number;
  readonly failure: number;
}

const LEAST: Detail = { text: 3_000, tool: 0, failure: 600 };

const DETAILS: readonly Detail[] = [
  { text: 12_000, tool: 4_000, failure: 4_000 },
  { text: 6_000, tool: 800, failure: 2_000 },
  { text: 6_000, tool: 250, failure: 800 },
  LEAST,
];

const MAX_LINE = 200;
const MAX_RUNS = 50;
const MAX_STEPS = 50;
const MAX_FILES = 30;
/** Markdown is read for so long, in ms; what is left then is shown as it was written. */
const PATIENCE = 5_000;

/**
 * A session's transcript as Markdown that can be pasted into an issue: tool calls folded, no HTML of anybody else, nobody
 * mentioned, nothing referred to or closed, without secrets. What does not fit loses its tools' texts, then its middle.
 */
export async function markdownExport(
  conversation: Conversation,
  session: Session,
  redactor: Redactor,
  limit = MAX_LENGTH,
): Promise<string> {
  const writer = new Writer(conversation, redactor);
  const head = writer.head(session);
  const room = limit - head.length - ROOM_FOR_NOTE;
  for (const detail of DETAILS) {
    const blocks = await writer.whole(detail, room);
    if (blocks !== undefined) return joined([head, ...blocks]);
  }
  return joined([head, ...(await writer.ends(LEAST, room))]);

  // Once more as a whole: what lies in two parts of it may be one.
  function joined(blocks: readonly string[]): string {
    return redactor.exact(`${blocks.join('\n\n')}\n`);
  }
}

class Writer {
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

  /** What the session is and took. */
  head(session: Session): string {
    const { newest = 0, plan, transcript } = this.#conversation;
    const { usage } = transcript;
    const facts = [
      `**${stateWords(shownState(session, this.#conversation))}**`,
      ...factsOf(session, this.#conversation, newest).map(([term, value]) => `${term}: ${this.#line(value)}`),
      ...(usage === null ? [] : [`Tokens: ${tokensText(usage)}`]),
      `Session: ${this.#line(session.metadata.name)}`,
    ];
    const { listed, more } = listedSteps(plan, MAX_STEPS);
    const steps = listed.map(({ state, text }) => {
      const sign = state === 'done' ? '☑' : '☐';
      return `- ${sign} ${state === 'active' ? `**${this.#line(text)}**` : this.#line(text)}`;
    });
    return [
      `## ${this.#line(titleOf(session) || session.metadata.name)}`,
      facts.join(' · '),
      this.#runs(),
      ...(steps.length === 0 ? [] : ['**Plan**', [...steps, ...(more === undefined ? [] : [`- ${more}`])].join('\n')]),
    ]
      .filter((block) => block !== '')
      .join('\n\n');
  }

  /** All of it; undefined if it does not fit. */
  async whole(detail: Detail, room: number): Promise<readonly string[] | undefined> {
    const blocks: Block[] = [];
    let left = room;
    for (let at = 0; at < this.#rows.length; at++) {
      const block = await this.#row(at, detail);
      left -= lengthOf(block);
      if (left < 0) return undefined;
      blocks.push(block);
    }
    const end = await this.#end(detail);
    return left - end.length < 0 ? undefined : [...inFolds(blocks), ...(end === '' ? [] : [end])];
  }

  /** The beginning and the end, one to three, and between them how much is left out. */
  async ends(detail: Detail, room: number): Promise<readonly string[]> {
    const first: Block[] = [];
    const last: Block[] = [];
    const end = await this.#end(detail);
    let left = room - end.length;
    let from = 0;
    let to = this.#rows.length;
    for (let turn = 0; from < to; turn++) {
      const isFirst = turn % 4 === 0;
      const block = await this.#row(isFirst ? from : to - 1, detail);
      left -= lengthOf(block);
      if (left < 0) break;
      if (isFirst) {
        first.push(block);
        from++;
      } else {
        last.unshift(block);
        to--;
      }
    }
    const gap = `_${(to - from).toLocaleString('en')} entries are left out here, and what tools were given and said: an issue holds no more. \`amber export --format html\` shows it._`;
    return [...inFolds(first), gap, ...inFolds(last), end].filter((block) => block !== '');
  }

  #runs(): string {
    const { runs } = this.#conversation.transcript;
    if (runs.length < 2) return '';
    const rows = runs.slice(0, MAX_RUNS).map((run, at) => {
      const took = durationOfRun(run);
      return `| ${at + 1} | ${stateWords(stateOfRun(run))} | ${took === undefined ? '–' : formatDuration(took)} | ${run.usage === null ? '–' : tokensText(run.usage)} | ${run.costUsd === null ? '–' : shortCost(run.costUsd)} |`;
    });
    const more = runs.length > MAX_RUNS ? [`\n_And ${(runs.length - MAX_RUNS).toLocaleString('en')} more._`] : [];
    return ['| Run | Outcome | Time | Tokens | Cost |', '|--|--|--|--|--|', ...rows, ...more].join('\n');
  }

  /** A row; who speaks and which run it is is said where that changes. */
  async #row(at: number, detail: Detail): Promise<Block> {
    const row = this.#rows[at];
    if (row?.kind !== 'entry') return { head: '', text: this.#note(row), isLine: false };
    const { entry } = row;
    const before = this.#entryBefore(at);
    const number = entry.runId === before?.runId ? undefined : this.#numbers.get(entry.runId ?? '');
    const text = entry.kind === 'tool' ? await this.#tool(entry, detail) : await this.#said(entry, detail);
    const head = [
      ...(number === undefined || this.#numbers.size < 2 ? [] : ['---', `## Run ${number}`]),
      ...(speaker(before) === speaker(entry) && number === undefined ? [] : [`### ${this.#line(speaker(entry))}`]),
    ].join('\n\n');
    return { head, text, isLine: detail.tool === 0 && isFoldedCall(entry) };
  }

  /** What stands between entries. */
  #note(row: Exclude<Row, { readonly kind: 'entry' }> | undefined): string {
    if (row === undefined) return '';
    if (row.kind === 'notice') return `> ${row.level === 'warning' ? '⚠️ ' : ''}${this.#line(row.text, 2_000)}`;
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
    const files = entry.files.map((file) => `- ${this.#line(fileLabel(file))}`);
    return [text, files.join('\n')].filter((part) => part !== '').join('\n\n');
  }

  async #tool(entry: ToolEntry, detail: Detail): Promise<string> {
    const { args, cuts, directory, edits = [], error, name, refusedBy, result = '' } = entry;
    const question = isQuestionTool(name) && error === undefined ? questionFromArgs(args) : undefined;
    if (question !== undefined) return this.#question(question, result, detail);
    const label = toolLabel({ name: name === '' ? 'tool' : name, args, directory });
    const state = toolStateOf(entry);
    const sign = TOOL_SIGNS[state];
    const took = state === 'unfinished' ? ' · not ended' : tookText(entry, this.#conversation);
    const end = refusedBy === undefined ? took : `${took} · refused by ${this.#line(refusedBy)}`;
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
          const about = description === '' ? '' : `: ${this.#line(description)}`;
          return `- **${this.#line(label)}**${about}`;
        });
        return [await this.#markdown(question, limit / 4), choices.join('\n')].filter(Boolean).join('\n\n');
      }),
    );
    const asked = [...(message === undefined ? [] : [await this.#markdown(message, limit / 4)]), ...items].join('\n\n');
    const answered = answer === '' ? '_Not answered yet._' : `**Answer:** ${this.#line(answer, limit / 4)}`;
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
    return `${facts}\n\n> ${this.#line(error.message, 2_000)} \\[${this.#line(error.code)}]`;
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
      ...(unknown === undefined ? [] : [this.#line(unknown)]),
    ]
      .filter((part) => part !== '')
      .join('\n\n');
  }

  /** What is open at the end. */
  async #end(detail: Detail): Promise<string> {
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

  #line(text: string, limit = MAX_LINE): string {
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

/** At most. No fold has less than two lines. */
const lengthOf = ({ head, isLine, text }: Block): number => head.length + text.length + 4 + (isLine ? FOLD / 2 : 0);

/** Lines are folded with their neighbours: a hundred calls would part what was said, and go on the lists in it. */
function inFolds(blocks: readonly Block[]): readonly string[] {
  const parts: string[] = [];
  let lines: string[] = [];
  for (const [at, block] of blocks.entries()) {
    if (block.head !== '') parts.push(block.head);
    if (!block.isLine) parts.push(block.text);
    else lines.push(block.text);
    const next = blocks[at + 1];
    if (lines.length === 0 || (next?.isLine === true && next.head === '')) continue;
    const list = lines.map((line) => `- ${line}`).join('\n');
    parts.push(lines.length === 1 ? block.text : folded(`${lines.length} steps`, [list]));
    lines = [];
  }
  return parts.filter((part) => part !== '');
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
