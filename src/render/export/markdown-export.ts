import { listedSteps } from '../../core/agui/agent-plan.ts';
import { formatDuration } from '../../core/duration.ts';
import { titleOf } from '../../core/list/session-summary.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { Session } from '../../core/session/session.ts';
import type { Conversation } from '../../core/transcript/conversation.ts';
import { durationOfRun } from '../html/session/run-end-line.ts';
import { factsOf } from '../html/session/session-details.ts';
import { shownState, stateOfRun, stateWords } from '../html/session/state-badge.ts';
import { folded } from '../markdown/write-markdown.ts';
import { shortCost, tokensText } from '../usage-text.ts';
import { type Block, type Detail, MarkdownRows } from './markdown-rows.ts';

/** What GitHub takes of an issue or a comment, in UTF-16 units. */
const MAX_LENGTH = 65_536;
/** What is said at the end of one that is cut. */
const ROOM_FOR_NOTE = 400;

/** What a fold takes beside what is in it. */
const FOLD = 60;
const MAX_RUNS = 50;
const MAX_STEPS = 50;

const LEAST: Detail = { text: 3_000, tool: 0, failure: 600 };

const DETAILS: readonly Detail[] = [
  { text: 12_000, tool: 4_000, failure: 4_000 },
  { text: 6_000, tool: 800, failure: 2_000 },
  { text: 6_000, tool: 250, failure: 800 },
  LEAST,
];

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
  const rows = new MarkdownRows(conversation, redactor);
  const head = headOf(conversation, session, rows);
  const room = limit - head.length - ROOM_FOR_NOTE;
  for (const detail of DETAILS) {
    const blocks = await whole(rows, detail, room);
    if (blocks !== undefined) return joined([head, ...blocks]);
  }
  return joined([head, ...(await ends(rows, LEAST, room))]);

  // Once more as a whole: what lies in two parts of it may be one.
  function joined(blocks: readonly string[]): string {
    return redactor.exact(`${blocks.join('\n\n')}\n`);
  }
}

/** What the session is and took. */
function headOf(conversation: Conversation, session: Session, rows: MarkdownRows): string {
  const { newest = 0, plan, transcript } = conversation;
  const { usage } = transcript;
  const facts = [
    `**${stateWords(shownState(session, conversation))}**`,
    ...factsOf(session, conversation, newest).map(([term, value]) => `${term}: ${rows.line(value)}`),
    ...(usage === null ? [] : [`Tokens: ${tokensText(usage)}`]),
    `Session: ${rows.line(session.metadata.name)}`,
  ];
  const { listed, more } = listedSteps(plan, MAX_STEPS);
  const steps = listed.map(({ state, text }) => {
    const sign = state === 'done' ? '☑' : '☐';
    return `- ${sign} ${state === 'active' ? `**${rows.line(text)}**` : rows.line(text)}`;
  });
  return [
    `## ${rows.line(titleOf(session) || session.metadata.name)}`,
    facts.join(' · '),
    runTable(conversation),
    ...(steps.length === 0 ? [] : ['**Plan**', [...steps, ...(more === undefined ? [] : [`- ${more}`])].join('\n')]),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

/** All of it; undefined if it does not fit. */
async function whole(rows: MarkdownRows, detail: Detail, room: number): Promise<readonly string[] | undefined> {
  const blocks: Block[] = [];
  let left = room;
  for (let at = 0; at < rows.count; at++) {
    const block = await rows.row(at, detail);
    left -= lengthOf(block);
    if (left < 0) return undefined;
    blocks.push(block);
  }
  const end = await rows.end(detail);
  return left - end.length < 0 ? undefined : [...inFolds(blocks), ...(end === '' ? [] : [end])];
}

/** The beginning and the end, one to three, and between them how much is left out. */
async function ends(rows: MarkdownRows, detail: Detail, room: number): Promise<readonly string[]> {
  const first: Block[] = [];
  const last: Block[] = [];
  const end = await rows.end(detail);
  let left = room - end.length;
  let from = 0;
  let to = rows.count;
  for (let turn = 0; from < to; turn++) {
    const isFirst = turn % 4 === 0;
    const block = await rows.row(isFirst ? from : to - 1, detail);
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

function runTable(conversation: Conversation): string {
  const { runs } = conversation.transcript;
  if (runs.length < 2) return '';
  const lines = runs.slice(0, MAX_RUNS).map((run, at) => {
    const took = durationOfRun(run);
    return `| ${at + 1} | ${stateWords(stateOfRun(run))} | ${took === undefined ? '–' : formatDuration(took)} | ${run.usage === null ? '–' : tokensText(run.usage)} | ${run.costUsd === null ? '–' : shortCost(run.costUsd)} |`;
  });
  const more = runs.length > MAX_RUNS ? [`\n_And ${(runs.length - MAX_RUNS).toLocaleString('en')} more._`] : [];
  return ['| Run | Outcome | Time | Tokens | Cost |', '|--|--|--|--|--|', ...lines, ...more].join('\n');
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
