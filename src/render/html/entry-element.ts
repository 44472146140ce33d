import { fileLabel, type ShownFile } from '../../core/agui/message-files.ts';
import { isQuestionTool, questionFromArgs } from '../../core/agui/question-tool.ts';
import type { MessageEntry, ReasoningEntry, ToolEntry } from '../../core/transcript/transcript-entry.ts';
import { oneLine } from '../plain-text.ts';
import { type HtmlElement, type HtmlNode, h } from './element.ts';
import { durationOf, type EntryProps } from './entry-props.ts';
import { folded } from './folded.ts';
import { notShown } from './long-text.ts';
import { markdown, markdownLine, markdownPart } from './markdown-element.ts';
import { questionCard } from './session/question-card.ts';
import { textOf, toolCard } from './tool-card.ts';

/** One thing that was said or done. */
export function entryElement(props: EntryProps): HtmlElement {
  const { entry } = props;
  if (entry.kind === 'tool') return asked({ ...props, entry }) ?? toolCard({ ...props, entry });
  return entry.kind === 'reasoning' ? reasoning({ ...props, entry }) : message({ ...props, entry });
}

/** A call that asks, with what was answered; undefined for any other call, and for one that failed. */
function asked({ anchor, entry, now }: EntryProps<ToolEntry>): HtmlElement | undefined {
  const { args, error, name, result } = entry;
  const question = isQuestionTool(name) && error === undefined ? questionFromArgs(args) : undefined;
  if (question === undefined) return undefined;
  const answer = result === undefined || result === '' ? undefined : textOf(result);
  return questionCard({ question, answer, anchor, took: durationOf(entry, now) });
}

function message(props: EntryProps<MessageEntry>): HtmlElement {
  const { anchor, entry, part } = props;
  const { files, role, time } = entry;
  const who = nameOf(role);
  const [isFirst, isLast] = [part?.isFirst ?? true, part?.isLast ?? true];
  const speaker =
    anchor === undefined
      ? h('span', { class: 'who' }, who)
      : h('a', { class: 'who', href: `#${anchor}`, title: 'Link to this' }, who);
  return h(
    'article',
    {
      class: `message ${role === 'user' ? 'user' : 'agent'}${isFirst ? '' : ' later'}${isLast ? '' : ' more'}`,
      id: anchor,
      'aria-label': isFirst ? who : `${who}, continued`,
    },
    isFirst ? h('header', null, speaker, timeOf({ at: time })) : null,
    said(props),
    isLast ? files.map((file) => attachment({ file })) : null,
  );
}

function reasoning(props: EntryProps<ReasoningEntry>): HtmlElement {
  const { anchor, entry, isOpen = false, mask, now, onToggle } = props;
  const took = durationOf(entry, now);
  return folded({
    className: 'reasoning',
    isOpen,
    onToggle,
    anchor,
    children: () => said(props),
    title: [
      h('span', { class: 'sign', 'aria-hidden': 'true' }, '✻'),
      h('span', { class: 'name' }, entry.open ? 'Reasoning …' : 'Reasoning'),
      h('span', { class: 'about' }, markdownLine(entry.text, 300, mask)),
      took === undefined ? null : h('span', { class: 'time' }, took),
    ],
  });
}

/** Markdown; what is left of it, where it is not whole. */
function said(props: EntryProps<MessageEntry | ReasoningEntry>): HtmlNode {
  const { asSource = false, entry, known, mask, part, parts } = props;
  const { cuts, open, text } = entry;
  const shown = { asSource, isGrowing: open && part?.isLast !== false, known, mask };
  if (part !== undefined) return markdownPart({ ...shown, part });
  if (cuts?.text === undefined) return markdown({ ...shown, text, parts });
  const { at, left } = cuts.text;
  return [
    markdown({ ...shown, text: text.slice(0, at) }),
    h('p', { class: 'notice' }, `… ${notShown(left, text.length + left)}: amber export --format json has all of it`),
    markdown({ ...shown, text: text.slice(at) }),
  ];
}

/** When it was, as the reader's clock has it once a script runs; without one, in UTC. */
function timeOf({ at }: { readonly at: number | null }): HtmlElement | null {
  if (at === null) return null;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return null;
  const iso = date.toISOString();
  const isBrowser = 'document' in globalThis;
  return h(
    'time',
    { datetime: iso },
    isBrowser ? date.toLocaleTimeString() : `${iso.slice(0, 16).replace('T', ' ')} UTC`,
  );
}

/** In base64: a page with larger ones opens slowly. */
const MAX_PICTURE = 4_000_000;
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

function attachment({ file }: { readonly file: ShownFile }): HtmlElement {
  const label = oneLine(fileLabel(file));
  const { data = '', mimeType, type } = file;
  const isPicture =
    type === 'image' && data.length <= MAX_PICTURE && PICTURES.has(mimeType) && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
  return h(
    'figure',
    { class: 'attachment' },
    isPicture ? h('img', { src: `data:${mimeType};base64,${data}`, alt: label }) : null,
    h('figcaption', null, label),
  );
}

function nameOf(role: string): string {
  if (role === 'assistant') return 'Agent';
  return role === 'user' ? 'User' : oneLine(role.slice(0, 40));
}
