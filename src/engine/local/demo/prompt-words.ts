/** Words that every question is made of, or that every repository is about. */
const COMMON = new Set(
  (
    'a about after all also an and any are as at be been before but by can could did do does done each explain find ' +
    'for from get give had has have here how i if in into is it its just know let like list look main make many may me ' +
    'mean might more most much must my need no not of on only or other our out over please project repo repository say ' +
    'see should show some summarise summarize tell than that the their them then there these they this those to under ' +
    'up us use used uses using want was we were what when where which who why will with work works would write you your ' +
    'code codebase file files folder directory thing things'
  ).split(' '),
);

/** A longer one is no word, and no pattern can be made of it. */
const LONGEST = 60;

/** What a prompt is about: its words without the common ones, longest and quoted first, at most eight. */
export function promptWords(prompt: string): string[] {
  const asked = withoutData(prompt);
  const quoted = [...asked.matchAll(/[`"“']([^`"”'\n]{2,60})[`"”']/g)].map(([, inner = '']) => inner.trim());
  const words = asked.match(/[\p{L}\p{N}_][\p{L}\p{N}_.-]*[\p{L}\p{N}_]/gu) ?? [];
  const telling = words
    .filter(({ length }) => length >= 3 && length <= LONGEST)
    .filter((word) => !COMMON.has(word.toLowerCase()) && !/^\d+$/.test(word));
  const found = new Map<string, string>();
  for (const word of [...quoted, ...telling.sort((a, b) => b.length - a.length)]) {
    const stem = stemOf(word);
    if (stem.length >= 3 && !found.has(stem)) found.set(stem, word);
  }
  return [...found.values()].slice(0, 8);
}

/** Where data from GitHub follows, what is asked stands in the first paragraph. */
function withoutData(prompt: string): string {
  return /^<data-[0-9a-f]+ /m.test(prompt) ? (prompt.split('\n\n', 1)[0] ?? '') : prompt;
}

/** What is searched for: without an ending that would hide the other forms of a word. */
export function stemOf(word: string): string {
  const low = word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  return low.length > 4
    ? low.replace(/(?<=\w{3})(ies|es|s)$/, (end) => (end === 'ies' ? '' : end === 'es' ? 'e' : ''))
    : low;
}
