import type { Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** So many marks of emphasis and links in one block, or containers within each other, take too long to be parsed. */
const MAX_MARKS = 1_500;
const NESTED = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){8}/m;

/** Parses a block of Markdown (GitHub's). What can't be parsed cheaply becomes one node with the text as it is. */
export function parseMarkdown(markdown: string): Root {
  const verbatim: Root = { type: 'root', children: [{ type: 'html', value: markdown }] };
  if (NESTED.test(markdown) || (markdown.match(/[*_[\]<]/g) ?? []).length > MAX_MARKS) return verbatim;
  try {
    return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  } catch {
    // The parser's own fault, as with "*\n[x] a": no run may end of that.
    return verbatim;
  }
}

/** A mark that something later in its paragraph may complete; one that can't begin anything is none. */
const OPEN_MARK =
  /(?<!\\)(?:`|\*(?!\s)|(?<![\p{L}\p{N}])_(?!\s)|~(?!\s)|<(?![\s\d])|&[#\w]*$|\\$|\[(?![^[\]]*\](?=[^([:])))/u;
const LETTER = /\p{L}/u;
/** The last line, if it has a bar and the line after it may still become the one that makes a table of both. */
const TABLE_HEADER = /^[^\n|]*\|[^\n]*(?:\n[ \t>|:-]*)?(?![\s\S])/m;

/**
 * Returns from where on a block that still grows may come to look different, as an offset in its text. Beyond that its last
 * line may get more words, or lose one to the next.
 */
export function unsettledFrom({ children }: Root, markdown: string, columns: number): number {
  // What has no letter yet may become the sign of a list's item, or make a heading or a table of the line before it.
  // A word that is wider than a line may turn out to be a secret, once it is whole.
  const [lastLine = ''] = /[^\n]*$/.exec(markdown) ?? [];
  const [lastWord = ''] = /\S*$/.exec(lastLine) ?? [];
  const open = !LETTER.test(lastLine) ? lastLine : lastWord.length < columns ? '' : lastWord;
  const header = markdown.search(TABLE_HEADER);
  const end = Math.min(markdown.length - open.length, header === -1 ? Number.POSITIVE_INFINITY : header);
  const leaf = lastLeaf(children.at(-1));
  if (leaf === undefined || leaf.type === 'code') return end;
  if (leaf.type !== 'paragraph') return Math.min(end, startOf(leaf));
  for (const node of leaf.children) {
    if (node.type !== 'text') continue;
    const from = startOf(node);
    const at = markdown.slice(from, node.position?.end.offset).search(OPEN_MARK);
    if (at !== -1) return Math.min(end, from + at);
  }
  return end;
}

const startOf = ({ position }: Pick<RootContent, 'position'>): number => position?.start.offset ?? 0;

function lastLeaf(node: RootContent | undefined): RootContent | undefined {
  switch (node?.type) {
    case 'list':
    case 'listItem':
    case 'blockquote':
    case 'footnoteDefinition':
      return lastLeaf(node.children.at(-1));
    default:
      return node;
  }
}
