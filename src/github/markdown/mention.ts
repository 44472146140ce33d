/** Letters of the scripts that people write with blanks between words, and digits: what logins and addresses are made of. */
const WORD = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}]/u;
/** What stands between a word and a mention without parting them: marks of emphasis, and invisible characters. */
const THROUGH = /[-*_~\p{M}\p{Default_Ignorable_Code_Point}]/u;

/** Where the phrase is said in a text that is shown: not as part of a login, a team, an address or a path. */
export function* mentionsIn(text: string, phrase: string): Generator<number> {
  const literal = new RegExp(phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  for (const { 0: said, index } of text.matchAll(literal))
    if (isApart(before(text, index), false) && isApart(after(text, index + said.length), true)) yield index;
}

/** True if the phrase may be said somewhere: cheap to know, and never false where a reading of the Markdown finds it. */
export function mayMention(text: string, phrase: string): boolean {
  const said = phrase.toLowerCase();
  if (!text.toLowerCase().includes(said)) return false;
  for (const line of text.split(/\r\n?|\n/)) {
    // A block quote never counts; further in, the mark may be in the rest of a paragraph.
    if (!line.toLowerCase().includes(said) || /^ {0,3}>/.test(line)) continue;
    for (const index of mentionsIn(line, phrase))
      if (line[index - 1] !== '`' || line[index + phrase.length] !== '`') return true;
  }
  return false;
}

/** The neighbour's characters, beginning with the one that is next. */
function isApart([next = '', second = '']: readonly string[], isAfter: boolean): boolean {
  if (next === '/' || next === '@' || WORD.test(next)) return false;
  // `\@amber` was written so that it does not count; `@amber.io` is a host.
  return isAfter ? !(next === '.' && WORD.test(second)) : next !== '\\';
}

function after(text: string, from: number): readonly string[] {
  let at = from;
  for (let char = charAt(text, at); char !== '' && THROUGH.test(char); char = charAt(text, at)) at += char.length;
  const next = charAt(text, at);
  return [next, charAt(text, at + next.length)];
}

function before(text: string, from: number): readonly string[] {
  let at = from;
  for (let char = charBefore(text, at); char !== '' && THROUGH.test(char); char = charBefore(text, at))
    at -= char.length;
  return [charBefore(text, at)];
}

const charAt = (text: string, at: number): string =>
  at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '';

function charBefore(text: string, at: number): string {
  const pair = text.slice(Math.max(0, at - 2), at);
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(pair) ? pair : pair.slice(-1);
}
