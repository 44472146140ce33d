import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** What is emphasised and what is struck out makes no difference to what is shown, and is much of the parser's work. */
const WITHOUT_EMPHASIS = { disable: { null: ['attention', 'strikethrough'] } };

/** GitHub's Markdown as a tree with all marks, to be written again. */
export function parseWhole(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** GitHub's Markdown as a tree in which every node has its place in the text, and emphasis is text. */
export function parsePlaces(markdown: string): Root {
  // Addresses that only the transforms find would have no place.
  const places = gfmFromMarkdown().map(({ transforms, ...extension }) => extension);
  return fromMarkdown(markdown, { extensions: [gfm(), WITHOUT_EMPHASIS], mdastExtensions: places });
}
