import { fileLabel, type ShownFile } from '../../core/agui/file-parts.ts';
import type { MessageEntry, ReasoningEntry } from '../../core/transcript/entry.ts';
import { oneLine, plain } from '../plain-text.ts';
import { type HtmlElement, h } from './element.ts';
import { durationOf, type EntryProps } from './entry-props.ts';
import { folded } from './folded.ts';
import { markdown } from './markdown.ts';
import { toolCard } from './tool-card.ts';

/** One thing that was said or done. */
export function entryElement(props: EntryProps): HtmlElement {
  const { entry } = props;
  if (entry.kind === 'tool') return toolCard({ ...props, entry });
  return entry.kind === 'reasoning' ? reasoning({ ...props, entry }) : message({ ...props, entry });
}

function message({ entry }: EntryProps<MessageEntry>): HtmlElement {
  const { files, role, text } = entry;
  const who = nameOf(role);
  return h(
    'article',
    { class: `message ${role === 'user' ? 'user' : 'agent'}`, 'aria-label': who },
    h('header', null, h('span', { class: 'who' }, who), timeOf({ at: entry.time })),
    markdown({ text }),
    files.map((file) => attachment({ file })),
  );
}

function reasoning({ entry, isOpen = false, now, onToggle }: EntryProps<ReasoningEntry>): HtmlElement {
  const took = durationOf(entry, now);
  return folded({
    className: 'reasoning',
    isOpen,
    onToggle,
    children: () => markdown({ text: entry.text }),
    title: [
      h('span', { class: 'sign', 'aria-hidden': 'true' }, '✻'),
      h('span', { class: 'name' }, entry.open ? 'Reasoning …' : 'Reasoning'),
      h('span', { class: 'about' }, oneLine(entry.text.slice(0, 300))),
      took === undefined ? null : h('span', { class: 'time' }, took),
    ],
  });
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

const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

function attachment({ file }: { readonly file: ShownFile }): HtmlElement {
  const label = plain(fileLabel(file));
  const { data = '', mimeType, type } = file;
  const isPicture = type === 'image' && PICTURES.has(mimeType) && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
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
