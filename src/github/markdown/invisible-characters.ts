/**
 * What people can't see and an agent would read: format characters and those that Unicode says to ignore (zero width,
 * bidirectional, tags, variation selectors, soft hyphens), and controls other than tab and newline.
 */
const UNSEEN_BY_READERS = /[\p{Default_Ignorable_Code_Point}\p{Co}\u{FFF9}-\u{FFFB}]|(?![\t\n])\p{Cc}/gu;

/** The text without invisible characters: all that is to be cleaned of text that is shown as it is, like code. */
export function withoutInvisible(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(UNSEEN_BY_READERS, '');
}

/** At most `limit` characters, none of them half; with a note if it was cut. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text
    .slice(0, limit)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}\n[cut here: ${text.length} characters in all]`;
}

/** Names of invisible characters: https://html.spec.whatwg.org/multipage/named-characters.html */
const INVISIBLE_NAMES = new Set(
  (
    'shy zwj zwnj lrm rlm ZeroWidthSpace NegativeVeryThinSpace NegativeThinSpace NegativeMediumSpace ' +
    'NegativeThickSpace NoBreak ApplyFunction af InvisibleTimes it InvisibleComma ic'
  ).split(' '),
);
const REFERENCE = /&(?:#(?:(\d{1,7})|x([\da-f]{1,6}))|([a-z]+));/gi;

/** Where a text names invisible characters: `&#8203;`, `&shy;`. By offsets. */
export function* invisibleReferences(text: string): Generator<{ readonly start: number; readonly end: number }> {
  for (const { 0: reference, 1: decimal, 2: hex, 3: name = '', index } of text.matchAll(REFERENCE)) {
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : undefined;
    const hides =
      code === undefined
        ? INVISIBLE_NAMES.has(name)
        : code > 0 && code <= 0x10ffff && withoutInvisible(String.fromCodePoint(code)) === '';
    if (hides) yield { start: index, end: index + reference.length };
  }
}
