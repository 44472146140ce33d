import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** A stretch of a text, by offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * The stretches of a GitHub-flavoured Markdown text that its author says: not what is code, quoted, HTML, or the target
 * of a link.
 */
export function proseOf(markdown: string): readonly Stretch[] {
  const tree = parse(markdown);
  const stretches: Stretch[] = [];
  // A list, not recursion: nesting is as deep as a commenter likes.
  const open: Nodes[] = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'blockquote') continue;
    const { start, end } = node.position ?? {};
    if (node.type === 'text' && start?.offset !== undefined && end?.offset !== undefined)
      stretches.push({ start: start.offset, end: end.offset });
    if ('children' in node) open.push(...node.children);
  }
  return stretches;
}

/** Nested so deeply that the parser gives up, a text has no prose: in doubt nothing counts. */
function parse(markdown: string): Nodes {
  try {
    return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  } catch (error) {
    if (error instanceof RangeError) return { type: 'root', children: [] };
    throw error;
  }
}
