import { type Prose, readAuthorProse } from './author-prose.ts';
import { withoutInvisible } from './invisible-characters.ts';
import { mentionsIn } from './mention.ts';
import { type Edit, edited, type Range } from './text-edits.ts';

/** What a comment asks for. `quoted`: the block quotes in it, which another person may have written; absent if there are none. */
export type Command = { readonly quoted?: string } & (
  | { readonly kind: 'fix' }
  | { readonly kind: 'custom'; readonly instruction: string }
  | { readonly kind: 'stop' | 'status' | 'retry' | 'help' }
);

/** GitHub takes no longer comment. */
const MAX_COMMENT = 65_536;

/** The command in a comment; null if the phrase does not count anywhere (docs/action.md, Trigger). @throws TooDeep */
export function commandIn(text: string, phrase: string): Command | null {
  const shown = text.slice(0, MAX_COMMENT).toWellFormed();
  const { edits, prose, quotes } = readAuthorProse(shown);
  const mention = firstMention(prose, phrase);
  if (mention === undefined) return null;
  const out = (range: Range): Edit => ({ ...range, text: '' });
  const all = [...edits, ...quotes.map(out), out(enclosed(mention, shown, edits))];
  const instruction = withoutInvisible(edited(shown, all)).trim();
  const isFirst = !HAS_WORDS.test(edited(shown, all, { start: 0, end: mention.start }));
  const quoted = quotes
    .map((quote) => withoutInvisible(edited(shown, edits, quote)).trim())
    .filter((quote) => quote !== '')
    .join('\n\n');
  return {
    ...commandOf(isFirst ? instruction.replace(LEADING, '') : instruction),
    ...(quoted === '' ? {} : { quoted }),
  };
}

function firstMention(prose: readonly Prose[], phrase: string): Range | undefined {
  for (const { text, pieces } of prose)
    for (const index of mentionsIn(text, phrase)) {
      const piece = pieces.findLast(({ at }) => at <= index);
      // The author does not say what is quoted, or parted by markup.
      if (piece === undefined || index + phrase.length > piece.at + piece.end - piece.start) continue;
      const start = piece.start + index - piece.at;
      return { start, end: start + phrase.length };
    }
  return undefined;
}

const PAIRS: { readonly [opening: string]: string } = {
  ...{
    '(': ')',
    '[': ']',
    '{': '}',
    '（': '）',
    '［': '］',
    '【': '】',
    '「': '」',
    '『': '』',
    '《': '》',
    '〈': '〉',
  },
  ...{ '“': '”', '‘': '’', '„': '“', '«': '»', '"': '"', "'": "'", '*': '*', _: '_', '~': '~' },
};

/** The mention with what was put around it alone: `**@amber**`, `(@amber)`. */
function enclosed(mention: Range, text: string, edits: readonly Edit[]): Range {
  let { start, end } = mention;
  for (;;) {
    const pair = PAIRS[text[start - 1] ?? ''];
    // The brackets of a link are none that stand around it.
    if (pair === undefined || pair !== text[end] || edits.some((edit) => edit.start <= end && edit.end >= start))
      return { start, end };
    start -= 1;
    end += 1;
  }
}

/** Punctuation that follows a mention at the beginning: `@amber, please`; `![` begins an image. */
const LEADING = /^(?:[\s.,?;:)…·、。，．：；！？～]|!(?!\[))+/u;
/** What can be an instruction: punctuation alone is none. */
const HAS_WORDS = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;
/** Letters that are no words: of tags, numbers and ticked boxes of lists, labels of footnotes, a link whose text is gone. */
const MARKS =
  /<\/?[a-z][a-z0-9]*>|^[ \t]*\d{1,9}[.)](?=\s|$)|^[ \t]*[-*+][ \t]+\[x\](?=\s|$)|\[\^\d+\]:?|(?<!!)\[\]\([^\s()]*\)|&nbsp;/gim;

function commandOf(instruction: string): Command {
  const bare = instruction.replace(MARKS, '');
  if (!HAS_WORDS.test(bare)) return { kind: 'fix' };
  const [, word] = /^[\s\p{P}\p{S}]*(stop|status|retry|help)[\s\p{P}\p{S}]*$/iu.exec(bare) ?? [];
  if (word === undefined) return { kind: 'custom', instruction };
  return { kind: word.toLowerCase() as 'stop' | 'status' | 'retry' | 'help' };
}
