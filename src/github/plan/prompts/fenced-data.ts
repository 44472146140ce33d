import { cut, withoutInvisible } from '../../markdown/invisible-characters.ts';

/** One piece of data and what it is: nothing is in it that GitHub's readers did not see. */
export interface Datum {
  readonly what: string;
  readonly text: string;
}

/** What an agent may read: the pieces, and how many more there was no room for. */
export interface Data {
  readonly pieces: readonly Datum[];
  readonly left: number;
}

/** In characters: of one piece, and of all of them. The platform's prompts end at 128 KiB. */
export const MAX_LENGTH = { piece: 16_384, all: 65_536 };

/** The data, each piece between tags that nothing in it can end. What does not fit is counted. */
export function fenced(tag: string, { pieces, left }: Data): string {
  const blocks = pieces.map(({ what, text }) => {
    const name = cut(withoutInvisible(without(tag, what)), 200);
    return `<${tag} what=${JSON.stringify(name)}>\n${without(tag, text)}\n</${tag}>`;
  });
  return [...blocks, ...(left === 0 ? [] : [`[${left} more left out]`])].join('\n');
}

const without = (tag: string, text: string): string => text.replaceAll(tag, '');
