import { clean } from '../text/clean.ts';

/** What a comment asks for. */
export type Command =
  | { readonly kind: 'fix' }
  | { readonly kind: 'custom'; readonly instruction: string }
  | { readonly kind: 'stop' | 'status' | 'retry' | 'help' };

/** GitHub takes no longer comment. */
const LONGEST = 65_536;

/** True if the phrase occurs at all, which is cheap to know. */
export function mayMention(text: string, phrase: string): boolean {
  return text.toLowerCase().includes(phrase.toLowerCase());
}

/**
 * The command in a comment; undefined if the phrase does not count anywhere (github.md, Trigger). Markdown is read by a
 * parser, since what is code, quoted or hidden can't be told otherwise.
 */
export async function readCommand(text: string, phrase: string): Promise<Command | undefined> {
  if (!mayMention(text, phrase)) return undefined;
  const shown = text.slice(0, LONGEST);
  const { proseOf } = await import('./prose.ts');
  const mention = mentionIn(shown, proseOf(shown), phrase);
  if (mention === undefined) return undefined;
  const without = shown.slice(0, mention.start) + shown.slice(mention.end);
  return commandOf(clean(without).replace(/^[.,!?;:)\s]+/, ''));
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The first mention that counts, among the stretches of a text that are prose. */
function mentionIn(text: string, prose: readonly Span[], phrase: string): Span | undefined {
  const literal = phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // After the start of a line, white space or an opening bracket; before white space, the end or a mark.
  const mention = new RegExp(`(?<=^|[\\s([{])${literal}(?=$|[\\s.,!?;:)])`, 'gimu');
  for (const { index } of text.matchAll(mention))
    if (prose.some(({ start, end }) => start <= index && index + phrase.length <= end))
      return { start: index, end: index + phrase.length };
  return undefined;
}

function commandOf(instruction: string): Command {
  if (instruction === '') return { kind: 'fix' };
  const [word] = /^(?:stop|status|retry|help)(?=[.!?]*$)/i.exec(instruction) ?? [];
  if (word === undefined) return { kind: 'custom', instruction };
  return { kind: word.toLowerCase() as 'stop' | 'status' | 'retry' | 'help' };
}
