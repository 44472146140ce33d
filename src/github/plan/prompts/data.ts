import { clean } from '../../text/clean.ts';

/** One piece of data and what it is, as GitHub gave them. */
export interface Datum {
  readonly what: string;
  readonly text: string;
}

/** In characters: of one piece, and of all of them. The platform's prompts end at 128 KiB. */
const LONGEST = { piece: 16_384, all: 65_536 };

/** The data, cleaned, each piece between tags that nothing in it can end. What does not fit any more is counted. */
export function fenced(tag: string, data: readonly Datum[]): string {
  const blocks: string[] = [];
  let room = LONGEST.all;
  for (const { what, text } of data) {
    const piece = without(tag, clean(text, Math.min(LONGEST.piece, room)));
    if (piece === '') continue;
    if (room < 200) break;
    room -= piece.length;
    blocks.push(`<${tag} what=${JSON.stringify(without(tag, clean(what, 200)))}>\n${piece}\n</${tag}>`);
  }
  const left = data.length - blocks.length;
  if (room < 200 && left > 0) blocks.push(`[${left} more left out]`);
  return blocks.join('\n');
}

const without = (tag: string, text: string): string => text.replaceAll(tag, '');
