/** So many marks of quotes and lists at the beginning of one line: what is nested deeper is no document. */
const NESTED = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*){60}/m;

/** So many marks of emphasis in one paragraph: parsers look at each pair of them. */
const MAX_MARKS = 2_000;
/** Those, and what ends a paragraph. */
const MARK = /[*_~]+|\n[ \t]*\n/g;

/**
 * False for a text that nobody wrote as Markdown, and that would keep a parser busy for minutes: with very deep nesting, or
 * thousands of marks in one paragraph. Linear in the text.
 */
export function isCheapToParse(text: string): boolean {
  if (NESTED.test(text)) return false;
  let marks = 0;
  for (const [part] of text.matchAll(MARK)) {
    marks = part.startsWith('\n') ? 0 : marks + 1;
    if (marks > MAX_MARKS) return false;
  }
  return true;
}
