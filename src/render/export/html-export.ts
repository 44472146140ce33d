import { createHash } from 'node:crypto';
import { titleOf } from '../../core/list/session-summary.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { Session } from '../../core/session/session.ts';
import type { Conversation } from '../../core/transcript/conversation.ts';
import type { Row } from '../../core/transcript/conversation-rows.ts';
import type { TranscriptEntry, TranscriptRun } from '../../core/transcript/transcript-entry.ts';
import { escapeHtml, type HtmlNode, h, toHtml } from '../html/element.ts';
import { planBox } from '../html/plan-list.ts';
import { questionCard } from '../html/session/question-card.ts';
import { rowElement } from '../html/session/row-element.ts';
import { runTable } from '../html/session/run-table.ts';
import { factList, factsOf } from '../html/session/session-details.ts';
import { shownState, stateBadge } from '../html/session/state-badge.ts';
import { timelineBar, timelineOf } from '../html/timeline.ts';
import { oneLine } from '../plain-text.ts';
import { EXPORT_STYLE } from './export-style.ts';
import { maskedEntry, maskedRun } from './exported-conversation.ts';
import { maskElements } from './mask-elements.ts';

/** Once the transcript has taken so long, Markdown is shown as it was written, in ms: there are texts that take seconds each. */
const PATIENCE = 30_000;

/** Nothing runs and nothing is loaded, whatever the text holds that was not escaped; no style counts but the file's own. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(EXPORT_STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * A session's transcript as one file that needs nothing else, made of the parts that the pages of serve are made of: without
 * script, light and dark, in pieces, without secrets.
 */
export function* htmlExport(
  conversation: Conversation,
  session: Session,
  redactor: Redactor,
): Generator<string, void, void> {
  // Once more as a whole: what lies in two parts of it may be one.
  const exact = redactor.stream('exact');
  for (const piece of piecesOf(conversation, session, redactor)) yield exact.push(piece);
  yield exact.end();
}

function* piecesOf(conversation: Conversation, session: Session, redactor: Redactor): Generator<string, void, void> {
  const html = (node: HtmlNode): string => toHtml(maskElements(node, redactor.all));
  const title = oneLine(redactor.all(titleOf(session) || session.metadata.name));
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${EXPORT_STYLE}</style>
</head>
<body class="export">
`;
  const places = new Map(conversation.transcript.entries.map((entry, at) => [entry, at]));
  yield html(headerOf(conversation, session, { mask: redactor.all, places, title }));
  yield '\n<main>\n';
  const runs = numbersOf(conversation);
  const begun = performance.now();
  let current: string | null | undefined;
  for (const row of conversation.rows) {
    if (row.kind === 'entry' && runs.size > 1 && row.entry.runId !== current) {
      current = row.entry.runId;
      const number = runs.get(current ?? '');
      if (number !== undefined) yield `${html(runHead(number))}\n`;
    }
    const asSource = performance.now() - begun > PATIENCE;
    const shown = rowElement(maskedRow(row, redactor), {
      asSource,
      mask: redactor.all,
      ...(row.kind === 'entry' && { anchor: entryAnchor(places.get(row.entry) ?? 0) }),
      ...(conversation.newest !== undefined && { now: conversation.newest }),
    });
    yield `<div class="row">${html(shown)}</div>\n`;
  }
  yield html(endOf(conversation));
  yield '\n</main>\n</body>\n</html>\n';
}

function headerOf(
  conversation: Conversation,
  session: Session,
  shown: {
    readonly mask: Redactor['all'];
    readonly places: ReadonlyMap<TranscriptEntry, number>;
    readonly title: string;
  },
): HtmlNode {
  const { mask, places, title } = shown;
  const { newest = 0, plan, transcript, waits } = conversation;
  const { creationTimestamp, name } = session.metadata;
  const { usage } = transcript;
  const facts = [
    ...factsOf(session, conversation, newest),
    ...(usage === null
      ? []
      : [
          [
            'Tokens',
            `${usage.inputTokens.toLocaleString('en')} in, ${usage.outputTokens.toLocaleString('en')} out`,
          ] as const,
        ]),
    ...(creationTimestamp === undefined ? [] : [['Created', dateText(creationTimestamp)] as const]),
    ['Session', name] as const,
  ];
  const segments = timelineOf(transcript.entries, waits, newest, mask);
  return [
    h(
      'header',
      { class: 'top' },
      h('div', { class: 'headline' }, h('h1', null, title), stateBadge(shownState(session, conversation))),
      factList({ facts }),
      transcript.runs.length < 2 ? null : runTable({ conversation, hrefOf: (number) => `#${runAnchor(number)}`, mask }),
      plan.length === 0 ? null : planBox({ steps: plan, isOpen: true }),
    ),
    segments.length < 2
      ? null
      : h('nav', { 'aria-label': 'Timeline' }, timelineBar({ segments, hrefOf: hrefsOf(conversation, places) })),
  ];
}

/** A row without secrets: a text that is cut when it is shown could end in one. */
function maskedRow(row: Row, redactor: Redactor): Row {
  if (row.kind === 'run-end') return { ...row, run: maskedRun(row.run, redactor) };
  return row.kind === 'entry' ? { ...row, entry: maskedEntry(row.entry, redactor) } : row;
}

/** What is open at the end, and what is not in the file. */
function endOf({ leftOut, question, running }: Conversation): HtmlNode {
  return [
    // One that a call asked is in the transcript.
    question === undefined || question.callId !== undefined
      ? null
      : questionCard({ question: question.question, answer: undefined }),
    running === undefined ? null : h('p', { class: 'notice' }, 'The run goes on: this is what it had said until now.'),
    leftOut === 0
      ? null
      : h(
          'p',
          { class: 'notice warning' },
          `${leftOut.toLocaleString('en')} events after this are left out: the session is too large for one page. amber export --format json has all of it.`,
        ),
  ];
}

const entryAnchor = (at: number): string => `entry-${at + 1}`;
const runAnchor = (number: number): string => `run-${number}`;

function runHead(number: number): HtmlNode {
  return h(
    'h2',
    { class: 'run-head', id: runAnchor(number) },
    h('a', { href: `#${runAnchor(number)}` }, `Run ${number}`),
  );
}

/** Their numbers, from 1, by their ids. */
function numbersOf({ transcript }: Conversation): ReadonlyMap<string, number> {
  return new Map(transcript.runs.map(({ id }: TranscriptRun, at) => [id, at + 1]));
}

/** The address of an entry, by its place; of the next one that is shown, where it is not. */
function hrefsOf(conversation: Conversation, places: ReadonlyMap<TranscriptEntry, number>): (at: number) => string {
  return (at) => {
    const row = conversation.rowAt(at);
    return `#${entryAnchor((row?.kind === 'entry' ? places.get(row.entry) : undefined) ?? at)}`;
  };
}

function dateText(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
