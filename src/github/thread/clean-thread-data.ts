import { cut, withoutInvisible } from '../markdown/invisible-characters.ts';
import type { MarkdownReader } from '../markdown/read-in-worker.ts';
import { type Data, type Datum, MAX_LENGTH } from '../plan/prompts/fenced-data.ts';
import type { RawDatum } from '../plan/prompts/thread-data.ts';

/** A piece of fewer characters is not worth its tags. */
const MIN_LENGTH = 200;

/** The pieces as their readers on GitHub saw them, as many as a prompt holds. One that can't be read in time says so. */
export async function cleanData(data: readonly RawDatum[], reader: Pick<MarkdownReader, 'do'>): Promise<Data> {
  const pieces: Datum[] = [];
  let room = MAX_LENGTH.all;
  for (const [index, { what, text, is }] of data.entries()) {
    if (room < MIN_LENGTH) return { pieces, left: data.length - index };
    const limit = Math.min(MAX_LENGTH.piece, room);
    const cleaned = is === 'text' ? cleanText(text, limit) : await reader.do({ kind: 'clean', text, limit });
    if (cleaned === '') continue;
    pieces.push({ what, text: cleaned ?? `[left out: ${text.length} characters that take too long to read]` });
    room -= pieces.at(-1)?.text.length ?? 0;
  }
  return { pieces, left: 0 };
}

/** As `clean` does for Markdown. */
const cleanText = (text: string, limit: number): string =>
  cut(withoutInvisible(text.slice(0, 2 * limit).toWellFormed()).trim(), limit);
