import { sizeText } from '../../core/agui/file-parts.ts';
import { plain } from '../plain-text.ts';
import { highlighted } from './code.ts';
import { type HtmlElement, h } from './element.ts';

/** Of a text that is cut, so much of its beginning and of its end is shown. In UTF-16 units. */
const HEAD = 12_000;
const TAIL = 4_000;

export interface LongTextProps {
  readonly text: string;
  readonly language?: string;
  /** A longer text is cut, in UTF-16 units. Absent: it is shown whole. */
  readonly most?: number;
  /** Where the whole can be had. */
  readonly raw?: string | undefined;
}

/** What a tool was given or said: without control sequences, and cut in the middle where it is long. */
export function longText({ text, language, most = Number.POSITIVE_INFINITY, raw }: LongTextProps): HtmlElement {
  if (text.length <= most) return h('pre', { tabindex: 0 }, h('code', null, highlighted(plain(text), language)));
  const left = text.length - HEAD - TAIL;
  return h(
    'div',
    { class: 'cut' },
    h('pre', { tabindex: 0 }, h('code', null, plain(text.slice(0, HEAD)))),
    h(
      'p',
      null,
      `… ${sizeText(left)} of ${sizeText(text.length)} are not shown`,
      raw === undefined ? null : [' · ', h('a', { href: raw, target: '_blank', rel: 'noopener' }, 'raw event')],
    ),
    h('pre', { tabindex: 0 }, h('code', null, plain(text.slice(-TAIL)))),
  );
}
