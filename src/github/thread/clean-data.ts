import { cut, withoutInvisible } from '../markdown/invisible.ts';
import type { MarkdownReader } from '../markdown/reader.ts';
import { type Data, type Datum, LONGEST } from '../plan/prompts/data.ts';
import type { RawDatum } from '../plan/prompts/thread-data.ts';

/** So few characters are not worth a piece. */
const LEAST = 200;

/** The pieces as their readers on GitHub saw them, as many as a prompt holds. One that can't be read in time says so. */
export async function shownData(data: readonly RawDatum[], reader: Pick<MarkdownReader, 'do'>): Promise<Data> {
  const pieces: Datum[] = [];
  let room = LONGEST.all;
  for (const [index, { what, text, is }] of data.entries()) {
    if (room < LEAST) return { pieces, left: data.length - index };
    const limit = Math.min(LONGEST.piece, room);
    const shown = is === 'text' ? shownText(text, limit) : await reader.do({ kind: 'clean', text, limit });
    if (shown === '') continue;
    pieces.push({ what, text: shown ?? `[left out: ${text.length} characters that take too long to read]` });
    room -= pieces.at(-1)?.text.length ?? 0;
  }
  return { pieces, left: 0 };
}

/** As `clean` does for Markdown. */
const shownText = (text: string, limit: number): string =>
  cut(withoutInvisible(text.slice(0, 2 * limit).toWellFormed()).trim(), limit);
