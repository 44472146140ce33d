import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown, gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown } from 'mdast-util-to-markdown';
import { gfm } from 'micromark-extension-gfm';
import type { Redactor } from '../../core/redact.ts';
import { oneLine } from '../../render/plain.ts';
import { code, defuse, harmlessText, LESS, TooDeep, unhidden } from './defuse.ts';
import { beginning, visible } from './visible.ts';

export interface Publication {
  /** So many characters (UTF-16 units) come out at most, the note that something was cut included. */
  readonly limit: number;
  /**
   * What it becomes: Markdown as its author meant it; one line of text, of code, or of HTML (for a `<summary>`, where
   * Markdown does not count); a fenced block.
   */
  readonly as: 'markdown' | 'line' | 'code' | 'html' | 'block';
  /** Of a fenced block: its language. */
  readonly language?: string;
}

/** Parsing takes time: longer texts are no reading for a comment. In characters. */
const LONGEST_MARKDOWN = 100_000;

/**
 * The one way in which foreign text (an agent's, a tool's, a question, an error) reaches a comment, a check or a summary:
 * without secrets, also such as markup splits; no HTML, no comment, no image, no mention, no reference to an issue; cut
 * between whole characters, with nothing left open. Never throws.
 */
export function publish(foreign: string, redactor: Redactor, { limit, as, language }: Publication): string {
  const whole = masked(foreign, redactor, ROOM * limit);
  const text = as === 'markdown' || as === 'block' ? whole.replace(/\s+$/, '') : oneLine(whole);
  // Escapes make it longer than it was: less of the text goes in until what comes out fits.
  for (let take = Math.min(text.length, as === 'markdown' ? Math.min(limit, LONGEST_MARKDOWN) : limit); ; ) {
    const part = beginning(text, take);
    const out = redactor.exact(
      form(part, part.length < text.length || foreign.length > ROOM * limit ? foreign.length : undefined),
    );
    if (out.length <= limit) return out;
    if (take === 0) return '';
    take = Math.floor(take * Math.min(0.9, limit / out.length));
  }

  function form(part: string, cutFrom: number | undefined): string {
    const note = cutFrom === undefined ? '' : cutNote(cutFrom);
    if (as === 'line')
      return written({ type: 'paragraph', children: [{ type: 'text', value: harmlessText(part) }] }) + dots(note);
    if (as === 'code') return part === '' ? '' : written({ type: 'inlineCode', value: unhidden(part + dots(note)) });
    if (as === 'html') return html(part + dots(note));
    if (as === 'block') return written(code(part, language)) + note;
    return markdown(part, redactor) + note;
  }
}

/** Text that is never shown need not be looked at; but what shows nothing must not use up the limit. */
const ROOM = 4;

/**
 * Without secrets: looked for before the cut, which could go through one, and again without what hides in between. The
 * beginning of one at the end of what is looked at is kept back, and half a character in front of it.
 */
function masked(foreign: string, redactor: Redactor, most: number): string {
  const mask = (text: string): string =>
    foreign.length > most ? redactor.stream('all').push(text) : redactor.all(text);
  return mask(visible(mask(foreign.slice(0, most)))).replace(/[\uD800-\uDBFF]$/, '');
}

/** A line that opens more quotes and lists than a text has: parsing takes time by the square of them. */
const NESTED = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])){40}/m;

/** More marks of emphasis in one paragraph than a text has: that takes time by the square of them as well. */
const MARKS = 1_000;
const PARAGRAPH = /\n[ \t]*\n|\n {0,3}(?=[-*+] +\S)/;

const isTangled = (text: string): boolean =>
  text.split(PARAGRAPH).some((paragraph) => (paragraph.match(/[*_~]+/g)?.length ?? 0) > MARKS);

function markdown(text: string, redactor: Redactor): string {
  try {
    if (NESTED.test(text) || isTangled(text)) throw new TooDeep();
    const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    return written(defuse(tree, (read) => redactor.all(read)));
  } catch (error) {
    // Nested so deeply that it is no text: shown as it was written.
    if (error instanceof RangeError || error instanceof TooDeep) return written(code(text));
    throw error;
  }
}

function written(node: Nodes): string {
  const root: Root = node.type === 'root' ? node : ({ type: 'root', children: [node] } as Root);
  return toMarkdown(root, {
    bullet: '-',
    rule: '-',
    emphasis: '_',
    resourceLink: true,
    extensions: [gfmToMarkdown({ tablePipeAlign: false })],
  })
    .replaceAll(LESS, '&lt;')
    .trimEnd();
}

function html(line: string): string {
  return harmlessText(line.replaceAll('&', '&amp;')).replaceAll(LESS, '&lt;').replaceAll('>', '&gt;');
}

function cutNote(length: number): string {
  return `\n\n_Cut here: ${length.toLocaleString('en')} characters in all._`;
}

const dots = (note: string): string => (note === '' ? '' : '…');
