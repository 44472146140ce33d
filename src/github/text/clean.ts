import { withoutHiddenLinks } from './hidden-links.ts';

/**
 * What people can't see and an agent would read: format characters and those that Unicode says to ignore (zero width,
 * bidirectional, tags, variation selectors, soft hyphens), and controls other than tab and newline.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Co}\u{FFF9}-\u{FFFB}]|(?![\t\n])\p{Cc}/gu;

/** What GitHub takes as a comment, a declaration or an instruction, and does not show: closed or not. */
const HIDDEN = [/<!--(?:-?>|[\s\S]*?(?:--!?>|$))/g, /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)/g, /<[?!](?=[a-z])[^>]*(?:>|$)/gi];

// Nothing in it can match a text in two ways: a commenter could make it take minutes.
const TAG = /<(\/?[a-z][a-z0-9-]*)(?=[\s/])((?:"[^"]*"|'[^']*'|[^<>"'])*)>/gi;
const ATTRIBUTE = /"[^"]*"|'[^']*'|([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+))?/g;

const IMAGE_TEXT = /!\[(?:[^[\]]|\[[^[\]]*\])+\]/g;

/** Nobody's text hides things within hidden things so deep, but one that wants to keep a machine busy. */
const ROUNDS = 12;

/**
 * Text from GitHub, of which nothing is left that its readers there did not see; at most `limit` characters, with a
 * note if it was cut.
 */
export function clean(text: string, limit = Number.POSITIVE_INFINITY): string {
  // Four times what may be left is enough to look at: what hides text closes itself at the end.
  return cut(settled(text.slice(0, 4 * limit).toWellFormed()).trim(), limit);
}

/** What is taken out may bring together what hides: until nothing changes any more. */
function settled(text: string): string {
  let cleaned = text;
  for (let round = 0; round < ROUNDS; round++) {
    const before = cleaned;
    cleaned = once(cleaned);
    if (cleaned === before) return cleaned;
  }
  return once(cleaned.replace(/[<[]/g, ''));
}

function once(text: string): string {
  const visible = withoutInvisible(text);
  const shown = HIDDEN.reduce((rest, hidden) => rest.replace(hidden, ''), visible).replace(
    TAG,
    (_tag, name: string, attributes: string) => `<${name}${addressOf(attributes)}>`,
  );
  return withoutHiddenLinks(shown).replace(IMAGE_TEXT, '![]');
}

/** The text without characters that nobody sees: all that is to be cleaned of text that is shown as it is, like code. */
export function withoutInvisible(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(INVISIBLE, '');
}

/** Of a tag's attributes, where it leads to: a text with blanks is none. */
function addressOf(attributes: string): string {
  let kept = '';
  for (const [, name = '', value = ''] of attributes.matchAll(ATTRIBUTE))
    if (/^(?:href|src)$/i.test(name) && value !== '' && !/\s/.test(value)) kept += ` ${name}=${value}`;
  return kept;
}

/** At most so many characters, none of them half; says so if it was cut. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text
    .slice(0, limit)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}\n[cut here: ${text.length} characters in all]`;
}
