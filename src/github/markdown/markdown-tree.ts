import type { Nodes, Parents, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { Range } from './text-edits.ts';

/** What is emphasised and what is struck out makes no difference to what is shown, and is much of the parser's work. */
const WITHOUT_EMPHASIS = { disable: { null: ['attention', 'strikethrough'] } };

/** GitHub's Markdown as a tree in which every node has its place in the text, and emphasis is text. */
export function parseMarkdown(markdown: string): Root {
  // Addresses that only the transforms find would have no place.
  const extensions = gfmFromMarkdown().map(({ transforms, ...extension }) => extension);
  return fromMarkdown(markdown, { extensions: [gfm(), WITHOUT_EMPHASIS], mdastExtensions: extensions });
}

/** A node's descendants in their order, but for what is in those of one type. */
export function* everyNode(root: Parents, except?: Nodes['type']): Generator<Nodes> {
  const open: Nodes[] = root.children.toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    if ('children' in node && node.type !== except) for (const child of node.children.toReversed()) open.push(child);
  }
}

/** Where a node stands in the text. */
export function placeOf({ position }: Nodes): Range {
  const [start, end] = [position?.start.offset, position?.end.offset];
  if (start === undefined || end === undefined) throw new Error('a node of Markdown without a place');
  return { start, end };
}

/** Numbers in the order of the references that can be seen: those in a footnote come once it is one that is shown. */
export function footnotesOf(tree: Root, definitions: ReadonlyMap<string, Parents>): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const open: Parents[] = [tree];
  for (let from = open.shift(); from !== undefined; from = open.shift())
    for (const node of everyNode(from, 'footnoteDefinition')) {
      if (node.type !== 'footnoteReference' || numbers.has(node.identifier)) continue;
      numbers.set(node.identifier, numbers.size + 1);
      const definition = definitions.get(node.identifier);
      if (definition !== undefined) open.push(definition);
    }
  return numbers;
}
