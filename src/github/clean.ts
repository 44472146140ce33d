/**
 * What people can't see and an agent would read: format characters and those that Unicode says to ignore (zero width,
 * bidirectional, tags, variation selectors, soft hyphens), and controls other than tab and newline.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Co}\u{FFF9}-\u{FFFB}]|(?![\t\n])\p{Cc}/gu;

/** What GitHub takes as a comment, a declaration or an instruction, and does not show: closed or not. */
const HIDDEN = [/<!--(?:-?>|[\s\S]*?(?:--!?>|$))/g, /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)/g, /<[?!](?=[a-z])[^>]*(?:>|$)/gi];

const TAG = /<(\/?[a-z][a-z0-9-]*)((?:\s+|\/)(?:"[^"]*"|'[^']*'|[^<>"'])*)(\/?)>/gi;
const ADDRESS = /\b(href|src)\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+)/gi;

/** `[//]: # (a comment)`: a link definition that nothing refers to. */
const LINK_COMMENT = /^ {0,3}\[[^\]\n]*\]:[ \t]*(?:#|<#?>)[ \t]*(?:\n[ \t]*)?(?:"[^"]*"|'[^']*'|\([^)]*\))?[ \t]*$/gm;
/** The title of a link definition. */
const DEFINED_TITLE = /^( {0,3}\[[^\]\n]+\]:[ \t]*\S+)(?:[ \t]+|[ \t]*\n[ \t]*)(?:"[^"]*"|'[^']*'|\([^)]*\))[ \t]*$/gm;
/** The title of a link, and the text of an image. */
const LINK_TITLE = /\]\(([^\s()<>]*|<[^<>\n]*>)\s+(?:"[^"]*"|'[^']*'|\([^()]*\))\s*\)/g;
const IMAGE_TEXT = /!\[(?:[^[\]]|\[[^[\]]*\])*\](?=[([])/g;

/**
 * Text from GitHub, of which nothing is left that its readers there did not see; at most `limit` characters, with a
 * note if it was cut.
 */
export function clean(text: string, limit = Number.POSITIVE_INFINITY): string {
  // Four times what may be left is enough to look at: what hides text closes itself at the end.
  let cleaned = text.slice(0, 4 * limit).toWellFormed();
  // What is taken out may bring together what hides: until nothing changes any more. Each round makes it shorter.
  for (let before = ''; before !== cleaned; ) {
    before = cleaned;
    cleaned = once(cleaned);
  }
  return cut(cleaned.trim(), limit);
}

function once(text: string): string {
  const visible = text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(INVISIBLE, '');
  return HIDDEN.reduce((shown, hidden) => shown.replace(hidden, ''), visible)
    .replace(TAG, (_tag, name: string, attributes: string) => {
      const kept = [...attributes.matchAll(ADDRESS)].map(([, key, value]) => ` ${key}=${value}`);
      return `<${name}${kept.join('')}>`;
    })
    .replace(LINK_COMMENT, '')
    .replace(DEFINED_TITLE, '$1')
    .replace(LINK_TITLE, ']($1)')
    .replace(IMAGE_TEXT, '![]');
}

/** At most so many characters, none of them half; says so if it was cut. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text
    .slice(0, limit)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}\n[cut here: ${text.length} characters in all]`;
}
