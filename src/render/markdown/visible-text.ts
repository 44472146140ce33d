import { plain } from '../plain-text.ts';

/**
 * Invisible: format characters and those that Unicode says to ignore (zero width, bidirectional, tags, soft
 * hyphens), and private ones. Emoji keep the two that they are made with.
 */
const INVISIBLE =
  /(?<!\p{Extended_Pictographic})\uFE0F(?!\u20E3)|(?<!\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]?)\u200D|\u200D(?!\p{Extended_Pictographic})|(?![\uFE0F\u200D])[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}]/gu;

/** More accents on one letter than any language writes: they climb over the lines around it. */
const STACKED = /(\p{M}{4})\p{M}+/gu;

/** A foreign text of which nothing is left but what its reader sees. Lines end with a line feed. */
export function visible(text: string): string {
  const lines = text.toWellFormed().replace(/\r\n?|[\u2028\u2029]/g, '\n');
  return plain(lines).replace(INVISIBLE, '').replace(STACKED, '$1');
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** No character that people make is longer; one that is gets cut. In UTF-16 units. */
const MAX_GRAPHEME = 64;

/** The beginning of a text, at most `limit` UTF-16 units, that ends with a whole character as people see it. */
export function beginning(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const from = Math.max(0, limit - MAX_GRAPHEME);
  let cut = from;
  for (const { index } of graphemes.segment(text.slice(from, limit + MAX_GRAPHEME)))
    if (from + index <= limit) cut = from + index;
  if (cut === from) cut = limit;
  return text
    .slice(0, cut)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
}
