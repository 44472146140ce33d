/** Of one command line so many words are made at most. */
const MOST_WORDS = 2_000;
/** In a word with more braces nothing is looked for. */
const MOST_BRACES = 1_000;

/**
 * A command line with the words that a shell makes of its braces (bash, "Brace Expansion"): `{rm,-rf,x}` is `rm -rf x`.
 * Of a sequence, as `{a..f}`, a `*` is made. Quotes do not count: what is in them may be a command line, too.
 * @returns undefined where it makes too many words
 */
export function withBracesExpanded(line: string): string | undefined {
  if (!line.includes('{')) return line;
  let left = MOST_WORDS;
  const parts: string[] = [];
  for (const part of line.split(/([\s;&|<>`()]+)/)) {
    const words = part.split('{').length > MOST_BRACES ? undefined : expanded(part, left);
    if (words === undefined) return undefined;
    left -= words.length - 1;
    parts.push(words.join(' '));
  }
  return parts.join('');
}

/** The words that one word is; undefined if they are more than `most`. */
function expanded(word: string, most: number): readonly string[] | undefined {
  const group = firstGroup(word);
  if (group === undefined) return [word];
  const ends = expanded(word.slice(group.end), most);
  const choices: string[] = [];
  for (const choice of group.choices) {
    const words = expanded(choice, most);
    if (ends === undefined || words === undefined || (choices.length + words.length) * ends.length > most)
      return undefined;
    choices.push(...words);
  }
  const begin = word.slice(0, group.start);
  return choices.flatMap((choice) => (ends ?? []).map((end) => begin + choice + end));
}

/** The first braces of a word that hold a list or a sequence. `${x}` holds none. */
function firstGroup(
  word: string,
): { readonly start: number; readonly end: number; readonly choices: readonly string[] } | undefined {
  for (let start = word.indexOf('{'); start >= 0; start = word.indexOf('{', start + 1)) {
    if (word[start - 1] === '$') continue;
    const commas: number[] = [];
    let depth = 0;
    for (let at = start; at < word.length; at++) {
      const letter = word[at];
      if (letter === '{') depth++;
      else if (letter === ',' && depth === 1) commas.push(at);
      else if (letter === '}' && --depth === 0) {
        const choices = choicesIn(word, [start, ...commas, at]);
        if (choices !== undefined) return { start, end: at + 1, choices };
        break;
      }
    }
  }
  return undefined;
}

function choicesIn(word: string, marks: readonly number[]): readonly string[] | undefined {
  const choices = marks.slice(1).map((mark, at) => word.slice((marks[at] ?? 0) + 1, mark));
  if (choices.length > 1) return choices;
  return choices[0]?.includes('..') ? ['*'] : undefined;
}
