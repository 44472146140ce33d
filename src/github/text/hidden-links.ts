// No two parts that follow one another in these patterns can match the same characters, and every part ends where the
// next of its kind would begin: a commenter could make them take minutes otherwise.
const LABEL = String.raw`(?:\\[\s\S]|[^\\[\]]){1,999}`;
const TITLE = String.raw`(?:"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|\((?:\\[\s\S]|[^()\\])*\))`;
/** What a line may begin with: a definition in a list or in a quote is one too. */
const LEAD = String.raw`^([ \t>*+\d.)-]*)`;
const BLANK = String.raw`[ \t]*(?:\n[ \t]*)?`;

const REFERENCE = new RegExp(String.raw`\[(${LABEL})\](?!:)`, 'g');
/** `[label]: address "title"`. */
const DEFINITION = new RegExp(
  String.raw`${LEAD}\[(?!\^)(${LABEL})\]:${BLANK}(<[^<>\n]*>|\S+)(?:${BLANK}${TITLE})?[ \t]*$`,
  'gm',
);
/** `[^label]: text`, with the lines that go on. */
const FOOTNOTE = new RegExp(
  String.raw`${LEAD}\[\^(${LABEL})\]:.*(?:\n(?![ \t]*$)(?![ \t]*\[).+|\n(?:[ \t]*\n)*(?: {2,}|\t).*)*`,
  'gm',
);
const LINK_TITLE = new RegExp(String.raw`\]\(\s*(<[^<>\n]*>|[^\s<>]+)\s+${TITLE}\s*\)`, 'g');

/**
 * The text without link definitions and footnotes that nothing in it refers to, since GitHub shows none of them (people
 * hide notes in `[//]: # (a note)`), and without the titles of all other links.
 */
export function withoutHiddenLinks(text: string): string {
  const untitled = text.replace(LINK_TITLE, ']($1)');
  if (!untitled.includes(']:')) return untitled;
  const used = new Set(Array.from(untitled.matchAll(REFERENCE), ([, label = '']) => labelOf(label)));
  return untitled
    .replace(DEFINITION, (_all, lead: string, label: string, address: string) =>
      used.has(labelOf(label)) && !/^<?#?>?$/.test(address) ? `${lead}[${label}]: ${address}` : lead,
    )
    .replace(FOOTNOTE, (all, lead: string, label: string) => (used.has(labelOf(`^${label}`)) ? all : lead));
}

/** Labels are the same in letters of any case, and whatever their white space. */
const labelOf = (label: string): string => label.trim().replace(/\s+/g, ' ').toLowerCase();
