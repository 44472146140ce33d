import { formatDuration } from '../../core/duration.ts';
import type { Question, Result, RunError } from '../../core/result.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import { sanitizeText } from '../../render/markdown/sanitize.ts';
import { linkTo } from '../../render/markdown/write-markdown.ts';
import { formatCost, shortCount } from '../../render/usage-text.ts';
import { inputHint } from '../inputs/input-values.ts';
import { sanitizeMarkdown } from '../markdown/read-in-worker.ts';
import { headlineOf } from './outcome-text.ts';
import type { RunView } from './run-view.ts';

/** What one foreign text may take of a comment, which holds 65,536 characters: a reader has to get to its end. */
const MAX_MESSAGE = 20_000;
/** A form of four questions with four options each is the most that agents know. */
const MAX_QUESTIONS = 4;
const MAX_OPTIONS = 10;
const MAX_QUESTION = 6_000;
const MAX_ERROR = 2_000;
const MAX_PATCH = 20_000;
const MAX_NOTES = 10;
const MAX_LINE = 200;

/** A run as Markdown, for a comment or a check: what it is at, or how it ended and what people can say next. */
export async function runBody(view: RunView, redactor: Redactor): Promise<string> {
  const notes = view.notes
    .slice(0, MAX_NOTES)
    .map((note) => `> ${sanitizeText(note, redactor, { as: 'line', limit: 500 })}`);
  const blocks = await (view.result === undefined ? atWork(view, redactor) : ended(view, view.result, redactor));
  return [...blocks, notes.join('\n>\n'), footer(view, redactor)].filter((block) => block !== '').join('\n\n');
}

async function atWork({ record, activity, after, phrase }: RunView, redactor: Redactor): Promise<string[]> {
  const { doing, elapsedMs, failedCalls, phase, question, toolCalls } = activity;
  if (record.state === 'queued') return [`🕓 **Amber is queued** · runs after ${linkTo('the run before it', after)}`];
  if (question !== undefined)
    return ['❓ **Amber has a question** · it waits for the answer', ...(await asked(question, phrase, redactor))];
  const facts = [
    '⏳ **Amber is at work**',
    sanitizeText(phase === '' ? 'Starting' : phase, redactor, { as: 'line', limit: MAX_LINE }),
    formatDuration(elapsedMs - (elapsedMs % 1_000)).replace('0ms', '0s'),
    toolCalls === 0 ? '' : `${toolCalls} tool ${toolCalls === 1 ? 'call' : 'calls'}`,
    failedCalls === 0 ? '' : `${failedCalls} failed`,
  ];
  return [joined(facts), doing === undefined ? '' : `Now: ${nowOf(doing, redactor)}`];
}

function nowOf(doing: NonNullable<RunView['activity']['doing']>, redactor: Redactor): string {
  if (doing.kind === 'tool') return sanitizeText(doing.label, redactor, { as: 'code', limit: MAX_LINE });
  return doing.kind === 'text' ? 'writing its answer' : 'thinking';
}

async function ended({ delivery, phrase, pull }: RunView, result: Result, redactor: Redactor): Promise<string[]> {
  const { mark, sentence } = headlineOf(result);
  const { usage, cost, question, error, message, refused = 0, structured } = result;
  const head = joined([
    `${mark} **${sentence}**`,
    result.durationMs === 0 ? '' : formatDuration(result.durationMs),
    usage === null ? '' : `${shortCount(usage.inputTokens)} tokens in, ${shortCount(usage.outputTokens)} out`,
    cost === undefined ? '' : formatCost(cost.usd),
    pull === undefined ? '' : `pull request #${pull}`,
  ]);
  return [
    head,
    error === undefined ? '' : errorOf(error, redactor),
    result.stopReason === 'unconfirmed' ? warned('The stop is not confirmed: the session may still be running.') : '',
    refused === 0 ? '' : warned(`It wanted to do more than it may: ${refused} of its requests were refused.`),
    // A plain question is the message's text once more.
    question !== undefined && question.text === message.trim()
      ? ''
      : structured === undefined
        ? await sanitizeMarkdown(message, redactor, MAX_MESSAGE)
        : sanitizeText(JSON.stringify(structured, null, 2), redactor, {
            as: 'block',
            limit: MAX_MESSAGE,
            language: 'json',
          }),
    ...(question === undefined ? [] : await asked(question, phrase, redactor)),
    ...(delivery === undefined ? [] : delivered(delivery, redactor)),
  ];
}

/** What has become of the work, and a small patch of what was not pushed. */
function delivered({ lines, patch }: NonNullable<RunView['delivery']>, redactor: Redactor): string[] {
  if (patch === undefined) return [...lines];
  const block = sanitizeText(patch, redactor, { as: 'block', limit: MAX_PATCH, language: 'diff' });
  return [...lines, `<details><summary>The work as a patch</summary>\n\n${block}\n\n</details>`];
}

function errorOf({ message, code, hint }: RunError, redactor: Redactor): string {
  const line = (text: string): string => sanitizeText(text, redactor, { as: 'line', limit: MAX_ERROR });
  return [
    `> **Error:** ${line(message)} \\[${line(code)}]`,
    ...(hint === undefined ? [] : ['>', `> Hint: ${line(inputHint(hint))}`]),
  ].join('\n');
}

/** What the agent asks, and how to answer. */
async function asked({ text, message, questions }: Question, phrase: string, redactor: Redactor): Promise<string[]> {
  const isStructured = questions.some(({ options }) => options.length > 0);
  const lines = isStructured
    ? await Promise.all([
        ...(message === undefined ? [] : [sanitizeMarkdown(message, redactor, MAX_QUESTION / MAX_QUESTIONS)]),
        ...questions.slice(0, MAX_QUESTIONS).map((item) => questionItem(item, redactor)),
      ])
    : [await sanitizeMarkdown(text, redactor, MAX_QUESTION)];
  const example = questions[0]?.options[0]?.label ?? 'your answer';
  const answer = sanitizeText(`${phrase} ${example}`, redactor, { as: 'code', limit: MAX_LINE });
  return [
    lines
      .join('\n\n')
      .replace(/^(?=.)/gm, '> ')
      .replace(/^$/gm, '>'),
    `To answer, comment for example ${answer}`,
  ];
}

async function questionItem(item: Question['questions'][number], redactor: Redactor): Promise<string> {
  const { default: preset, multiSelect, options, question } = item;
  const choices = options.slice(0, MAX_OPTIONS).map(({ label, description = '' }) => {
    const about = sanitizeText(description, redactor, { as: 'line', limit: MAX_LINE });
    return `- **${sanitizeText(label, redactor, { as: 'line', limit: MAX_LINE })}**${about === '' ? '' : `: ${about}`}`;
  });
  const text = await sanitizeMarkdown(question, redactor, MAX_QUESTION / MAX_QUESTIONS);
  const otherwise =
    preset === undefined ? '' : `Default: **${sanitizeText(preset, redactor, { as: 'line', limit: MAX_LINE })}**`;
  return [text, multiSelect ? '_Several may be chosen._' : '', choices.join('\n'), otherwise]
    .filter((part) => part !== '')
    .join('\n\n');
}

const warned = (text: string): string => `⚠️ ${text}`;
const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');

/** Where to read more, and what can be said next. In small print. */
function footer({ record, phrase, result, runUrl, sessionUrl }: RunView, redactor: Redactor): string {
  const name = record.session === null ? '' : sanitizeText(record.session, redactor, { as: 'line', limit: MAX_LINE });
  const say = (word: string): string => sanitizeText(`${phrase} ${word}`, redactor, { as: 'code', limit: MAX_LINE });
  const next = nextWord(record, result);
  const parts = [
    linkTo(name, sessionUrl),
    runUrl === '' ? '' : linkTo('log', runUrl),
    record.askedBy === '' ? '' : `asked by ${sanitizeText(record.askedBy, redactor, { as: 'line', limit: MAX_LINE })}`,
    next === 'stop' ? `${say('stop')} ends it` : next === 'retry' ? `${say('retry')} tries again` : '',
  ];
  const text = joined(parts);
  return text === '' ? '' : `<sub>${text}</sub>`;
}

/** What makes sense to say now, beside an answer. */
function nextWord(record: RunView['record'], result: Result | undefined): 'stop' | 'retry' | undefined {
  if (record.state === 'queued') return undefined;
  if (result === undefined || result.outcome === 'detached') return 'stop';
  if (result.outcome === 'finished' || result.outcome === 'needs-input') return undefined;
  // A session of the local engine is gone with its job.
  return record.session === null || record.engine === 'local' ? undefined : 'retry';
}
