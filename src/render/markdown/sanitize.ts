import type { Redactor } from '../../core/secrets/redact.ts';
import { oneLine } from '../plain-text.ts';
import type { Defused } from './defuse.ts';
import { beginning, visible } from './visible-text.ts';
import { code, harmlessText, unhidden, written, writtenHtml } from './write-markdown.ts';

export interface SanitizeOptions {
  /** At most this many characters (UTF-16 units) come out, the note that something was cut included. */
  readonly limit: number;
  /** What it becomes: one line of text, of code, or of HTML (for a `<summary>`, where Markdown does not count); a fenced block. */
  readonly as: 'line' | 'code' | 'html' | 'block';
  /** Of a fenced block: its language. */
  readonly language?: string;
}

/** Longer texts are no reading for a comment. In characters. */
const MAX_MARKDOWN = 100_000;

/**
 * With `sanitizeMarkdown` the one way in which foreign text (an agent's, a tool's, a question, an error) reaches a comment,
 * a check or a summary: without secrets, also such as markup splits; no HTML, no comment, no image, no mention, no
 * reference to an issue; cut between whole characters, with nothing left open. Never throws.
 */
export function sanitizeText(foreign: string, redactor: Redactor, { limit, as, language }: SanitizeOptions): string {
  const whole = masked(foreign, redactor, ROOM * limit);
  const text = as === 'block' ? whole.trimEnd() : oneLine(whole);
  for (let take = Math.min(text.length, limit); ; ) {
    const part = beginning(text, take);
    const out = redactor.exact(form(part, noteOn(part, text, foreign, limit)));
    if (out.length <= limit) return out;
    if (take === 0) return '';
    take = shorter(take, limit, out);
  }

  function form(part: string, note: string): string {
    if (as === 'line')
      return written({ type: 'paragraph', children: [{ type: 'text', value: harmlessText(part) }] }) + dots(note);
    if (as === 'code') return part === '' ? '' : written({ type: 'inlineCode', value: unhidden(part + dots(note)) });
    if (as === 'html') return writtenHtml(part + dots(note));
    return written(code(part, language)) + note;
  }
}

/** Reads Markdown: at once, or in a thread that has a limit. Undefined if it can't be read, or not in time. */
export type Defuse = (
  markdown: string,
  masked: readonly (readonly [text: string, safe: string])[],
) => Defused | undefined | Promise<Defused | undefined>;

/** The same for Markdown, as its author meant it; shown as it was written where it is none, or takes too long to read. */
export async function sanitizeMarkdown(
  foreign: string,
  redactor: Redactor,
  limit: number,
  defuse: Defuse,
): Promise<string> {
  const text = masked(foreign, redactor, ROOM * limit).trimEnd();
  let isRead = true;
  for (let take = Math.min(text.length, limit, MAX_MARKDOWN); ; ) {
    const part = beginning(text, take);
    const read: string | undefined = isRead && part !== '' ? await markdown(part, redactor, defuse) : undefined;
    isRead = read !== undefined;
    const form = read ?? (part === '' ? '' : written(code(part)));
    const out = redactor.exact(form + noteOn(part, text, foreign, limit));
    if (out.length <= limit) return out;
    if (take === 0) return '';
    take = shorter(take, limit, out);
  }
}

async function markdown(text: string, redactor: Redactor, defuse: Defuse): Promise<string | undefined> {
  const first = await defuse(text, []);
  if (first === undefined) return undefined;
  const split = first.read.map((read) => [read, redactor.all(read)] as const).filter(([read, safe]) => read !== safe);
  if (split.length === 0) return first.markdown;
  return (await defuse(text, split))?.markdown;
}

/** Escapes make it longer than it was: less of the text goes in until what comes out fits. */
const shorter = (take: number, limit: number, out: string): number =>
  Math.floor(take * Math.min(0.9, limit / out.length));

function noteOn(part: string, text: string, foreign: string, limit: number): string {
  if (part.length === text.length && foreign.length <= ROOM * limit) return '';
  return `\n\n_Cut here: ${foreign.length.toLocaleString('en')} characters in all._`;
}

/** Text that is never shown need not be looked at; but what shows nothing must not use up the limit. */
const ROOM = 4;

/**
 * Without secrets: looked for before the cut, which could go through one, and again without what hides in between. The
 * beginning of one at the end of what is looked at is kept back, and half a character in front of it.
 */
function masked(foreign: string, redactor: Redactor, max: number): string {
  const mask = (text: string): string =>
    foreign.length > max ? redactor.stream('all').push(text) : redactor.all(text);
  return mask(visible(mask(foreign.slice(0, max)))).replace(/[\uD800-\uDBFF]$/, '');
}

const dots = (note: string): string => (note === '' ? '' : '…');
