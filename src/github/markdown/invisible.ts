/**
 * What people can't see and an agent would read: format characters and those that Unicode says to ignore (zero width,
 * bidirectional, tags, variation selectors, soft hyphens), and controls other than tab and newline.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Co}\u{FFF9}-\u{FFFB}]|(?![\t\n])\p{Cc}/gu;

/** The text without characters that nobody sees: all that is to be cleaned of text that is shown as it is, like code. */
export function withoutInvisible(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(INVISIBLE, '');
}

/** At most so many characters, none of them half; says so if it was cut. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text
    .slice(0, limit)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}\n[cut here: ${text.length} characters in all]`;
}
