import { sizeText } from '../../core/agui/message-files.ts';
import { type Cut, cutMiddle } from '../../core/transcript/cut-text.ts';
import { plain } from '../plain-text.ts';
import { type HtmlElement, h } from './element.ts';
import { highlighted } from './highlight-code.ts';

/** Of a text that is cut, so much is shown. In UTF-16 units. */
const SHOWN = 16_000;

export interface LongTextProps {
  readonly text: string;
  readonly language?: string;
  /** A longer text is cut, in UTF-16 units. Absent: it is shown whole. */
  readonly most?: number;
  /** What it has lost already. */
  readonly cut?: Cut | undefined;
  /** Where the whole can be had. */
  readonly raw?: string | undefined;
}

/** What a tool was given or said: without control sequences, and cut in the middle where it is long. */
export function longText({
  text,
  language,
  most = Number.POSITIVE_INFINITY,
  raw,
  cut: before,
}: LongTextProps): HtmlElement {
  const { text: shown, cut } = text.length > most ? cutMiddle(text, SHOWN, before) : { text, cut: before };
  if (cut === undefined) return h('pre', { tabindex: 0 }, h('code', null, highlighted(plain(shown), language)));
  const { at, left } = cut;
  return h(
    'div',
    { class: 'cut' },
    h('pre', { tabindex: 0 }, h('code', null, plain(shown.slice(0, at)))),
    h(
      'p',
      null,
      `… ${notShown(left, shown.length + left)}`,
      raw === undefined ? null : [' · ', h('a', { href: raw, target: '_blank', rel: 'noopener' }, 'raw event')],
    ),
    h('pre', { tabindex: 0 }, h('code', null, plain(shown.slice(at)))),
  );
}

export const notShown = (left: number, all: number): string => `${sizeText(left)} of ${sizeText(all)} are not shown`;
