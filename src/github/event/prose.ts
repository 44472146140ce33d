import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** A stretch of a text, by offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The same as a block quote or as code, written as HTML. */
const QUOTING = /<(\/?)(?:blockquote|q|code|pre|samp|kbd|tt|script|style|template|textarea)(?![\w-])/gi;

/**
 * The stretches of a GitHub-flavoured Markdown text that its author says: not what is code, quoted, HTML, or the target
 * of a link.
 */
export function proseOf(markdown: string): readonly Stretch[] {
  const tree = parse(markdown);
  const stretches: Stretch[] = [];
  // A list, not recursion: nesting is as deep as a commenter likes.
  const open: Nodes[] = [tree];
  let quotes = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (node.type === 'blockquote' || start === undefined || end === undefined) continue;
    if (node.type === 'html') quotes = quotesAfter(node.value, quotes);
    // An address that is a link by itself has itself for its text.
    if (node.type === 'link' && markdown[start] !== '[') continue;
    if (node.type === 'text' && quotes === 0) stretches.push({ start, end });
    // The last of the list is the next one to be read: HTML that opens comes before what it holds.
    if ('children' in node) for (const child of node.children.toReversed()) open.push(child);
  }
  return stretches;
}

function quotesAfter(html: string, before: number): number {
  let quotes = before;
  for (const [, end] of html.matchAll(QUOTING)) quotes = end === '' ? quotes + 1 : Math.max(0, quotes - 1);
  return quotes;
}

/** Quotes and lists within one another, so many that nobody has written them to be read. */
const DEEP = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))){100}/m;

/** It makes no difference to what is prose, and takes time by the square of its marks: 70 s for the longest comment. */
const WITHOUT_EMPHASIS = { disable: { null: ['attention', 'strikethrough'] } };

/**
 * Nested so deeply, a text has no prose: in doubt nothing counts. The parser's time grows with the square of the depth
 * (20 s for the longest comment), and then it gives up.
 */
function parse(markdown: string): Nodes {
  if (DEEP.test(markdown)) return { type: 'root', children: [] };
  return fromMarkdown(markdown, { extensions: [gfm(), WITHOUT_EMPHASIS], mdastExtensions: [gfmFromMarkdown()] });
}
