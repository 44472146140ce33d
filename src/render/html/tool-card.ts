import { isObject } from '../../core/agui/events.ts';
import { fileEditsInArguments } from '../../core/agui/file-edit.ts';
import { aboutOf } from '../../core/transcript/tool-label.ts';
import { toolStateOf } from '../../core/transcript/tool-status.ts';
import type { ToolEntry } from '../../core/transcript/transcript-entry.ts';
import { oneLine } from '../plain-text.ts';
import { type HtmlElement, type HtmlNode, h } from './element.ts';
import { durationOf, type EntryProps } from './entry-props.ts';
import { diff } from './file-edit-diff.ts';
import { folded } from './folded.ts';
import { longText } from './long-text.ts';

/** How much of what went wrong is said beside the name. */
const MAX_REASON = 200;
const MAX_ABOUT = 400;

export const TOOL_SIGNS = { running: '●', done: '✔', failed: '✖', unfinished: '■' } as const;
const WORDS = { running: 'running', done: 'done', failed: 'failed', unfinished: 'not ended' } as const;

/** A tool call: folded, what it does, how long that took, and whether it failed or never ended. */
export function toolCard(props: EntryProps<ToolEntry>): HtmlElement {
  const { entry, isOpen = false, now, onToggle } = props;
  const { args, directory, error, name, refusedBy } = entry;
  const state = toolStateOf(entry);
  // What never ended took no time that anyone knows.
  const end = refusedBy === undefined ? WORDS.unfinished : undefined;
  const took = state === 'unfinished' ? end : durationOf(entry, now);
  const reason = refusedBy === undefined ? firstLine(error ?? '') : `refused by ${oneLine(refusedBy)}`;
  return folded({
    className: `tool ${state}`,
    isOpen,
    onToggle,
    anchor: props.anchor,
    children: () => [argumentsOf(props), resultOf(props)],
    title: [
      h('span', { class: 'sign', 'aria-hidden': 'true' }, TOOL_SIGNS[state]),
      state === 'unfinished' ? null : h('span', { class: 'hidden' }, `${WORDS[state]}: `),
      h('span', { class: 'name' }, oneLine(name.slice(0, 100)) || 'tool'),
      h('span', { class: 'about' }, oneLine(aboutOf(args, directory)).slice(0, MAX_ABOUT)),
      took === undefined ? null : h('span', { class: 'time' }, took),
      reason === '' ? null : h('span', { class: 'reason' }, reason),
    ],
  });
}

/** A change as a diff, a command as a command, anything else as it came. */
function argumentsOf({ entry: { args, cuts, edits = [] }, most, raw }: EntryProps<ToolEntry>): HtmlNode {
  const changes = edits.length > 0 ? edits : fileEditsInArguments(args);
  if (changes.length > 0) return changes.map((change) => diff(change));
  const limit = { cut: cuts?.args, ...(most !== undefined && { most }) };
  let parsed: unknown;
  try {
    parsed = JSON.parse(args);
  } catch {
    return args === '' ? null : longText({ text: args, raw, ...limit });
  }
  if (!isObject(parsed)) return longText({ text: args, language: 'json', raw, ...limit });
  if (Object.keys(parsed).length === 0) return null;
  const { command, ...others } = parsed;
  const isCommand = typeof command === 'string';
  const rest = isCommand ? others : parsed;
  return [
    isCommand ? longText({ text: command, language: 'bash', raw, ...limit }) : null,
    isCommand && Object.keys(rest).every((key) => key === 'description')
      ? null
      : longText({ text: JSON.stringify(rest, null, 2), language: 'json', raw, ...limit }),
  ];
}

function resultOf({ entry: { cuts, error, result }, most, raw }: EntryProps<ToolEntry>): HtmlNode {
  const said = [error, error === result ? undefined : result].map((text) => textOf(text ?? ''));
  return said.map((text, index) => {
    if (text.trim() === '') return null;
    const language = /^(?:diff --git |--- \S|@@ )/.test(text) ? { language: 'diff' } : {};
    const cut = cuts?.[index === 0 ? 'error' : 'result'];
    const shown = longText({ text, raw, cut, ...language, ...(most !== undefined && { most }) });
    return h('div', { class: index === 0 ? 'result failed' : 'result' }, shown);
  });
}

function firstLine(error: string): string {
  const line =
    textOf(error.slice(0, 10_000))
      .replace(/<\/?tool_use_error>/g, '')
      .trim()
      .split('\n', 1)[0] ?? '';
  return oneLine(line).slice(0, MAX_REASON);
}

/** Some servers write a result's text as a JSON string. */
export function textOf(result: string): string {
  if (!/^".*"\s*$/s.test(result.slice(0, 1) + result.slice(-2))) return result;
  try {
    const parsed: unknown = JSON.parse(result);
    return typeof parsed === 'string' ? parsed : result;
  } catch {
    return result;
  }
}
