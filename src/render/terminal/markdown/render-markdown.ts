import type { BlockContent, DefinitionContent, List, ListItem, Root, RootContent } from 'mdast';
import { plain } from '../../plain-text.ts';
import { widthOf } from '../../text-width.ts';
import { inline, type TextStyle } from './inline.ts';
import { tableLines } from './markdown-table.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { cutInto, painted, type Span, wrap } from './spans.ts';

type Line = readonly Span[];

/** A block of Markdown (GitHub's) as lines for a terminal of so many columns. What can't be parsed cheaply is shown as it is. */
export function renderMarkdown(markdown: string, columns: number, how: TextStyle): readonly string[] {
  return renderParsed(parseMarkdown(markdown), columns, how);
}

export function renderParsed({ children }: Root, columns: number, how: TextStyle): readonly string[] {
  return blocks(children, Math.max(columns, 10), how).map((line) => painted(line, how.color));
}

type BlockNode = RootContent | BlockContent | DefinitionContent;

/** Blocks below each other, with a blank line between them unless `tight`. */
function blocks(nodes: readonly BlockNode[], columns: number, how: TextStyle, tight = false): readonly Line[] {
  return nodes.flatMap((node, at) => [...(at === 0 || tight ? [] : [[]]), ...block(node, columns, how)]);
}

function block(node: BlockNode, columns: number, how: TextStyle): readonly Line[] {
  const clean = (text: string): string => how.redact(plain(text));
  switch (node.type) {
    case 'heading': {
      const sign: readonly Span[] = how.color ? [] : [{ text: `${'#'.repeat(node.depth)} `, styles: [] }];
      return wrap(
        [...sign, ...inline(node.children, how, node.depth <= 2 ? ['bold', 'underline'] : ['bold'])],
        columns,
      );
    }
    case 'paragraph':
      return wrap(inline(node.children, how), columns);
    case 'blockquote':
      return prefixed(blocks(node.children, columns - 2, how), { text: '│ ', styles: ['dim'] });
    case 'list':
      return list(node, columns, how);
    case 'code':
      return prefixed(
        clean(node.value)
          .split('\n')
          .flatMap((text) => cutInto(text, columns - 2).map((part): Line => [{ text: part, styles: ['code'] }])),
        { text: '  ', styles: [] },
      );
    case 'table':
      return tableLines(node, columns, how);
    case 'thematicBreak':
      return [[{ text: '─'.repeat(Math.min(columns, 40)), styles: ['dim'] }]];
    case 'html':
      return clean(node.value)
        .split('\n')
        .flatMap((text) => wrap([{ text, styles: [] }], columns));
    case 'definition':
      return wrap(
        [{ text: `[${clean(node.label ?? node.identifier)}]: ${clean(node.url)}`, styles: ['dim'] }],
        columns,
      );
    case 'footnoteDefinition': {
      const lead = `[^${clean(node.identifier)}]: `;
      const room = columns - widthOf(lead);
      if (room < 10) return wrap([{ text: lead, styles: [] }, ...blocks(node.children, columns, how).flat()], columns);
      return prefixed(
        blocks(node.children, room, how),
        { text: ' '.repeat(widthOf(lead)), styles: [] },
        { text: lead, styles: [] },
      );
    }
    case 'yaml':
      return wrap([{ text: clean(node.value), styles: [] }], columns);
    case 'listItem':
      return listItem(node, '• ', columns, how);
    case 'tableRow':
    case 'tableCell':
      return [];
    default:
      return wrap(inline([node], how), columns);
  }
}

function list(node: List, columns: number, how: TextStyle): readonly Line[] {
  const first = node.start ?? 1;
  return node.children.flatMap((item, at) => {
    const sign = node.ordered ? `${first + at}. ` : '• ';
    return [...(at > 0 && node.spread ? [[]] : []), ...listItem(item, sign, columns, how)];
  });
}

function listItem(item: ListItem, sign: string, columns: number, how: TextStyle): readonly Line[] {
  const box = typeof item.checked === 'boolean' ? (item.checked ? '[x] ' : '[ ] ') : '';
  const lead = sign + box;
  const lines = blocks(item.children, columns - lead.length, how, !item.spread);
  return prefixed(
    lines.length === 0 ? [[]] : lines,
    { text: ' '.repeat(lead.length), styles: [] },
    { text: lead, styles: [] },
  );
}

function prefixed(lines: readonly Line[], rest: Span, first: Span = rest): readonly Line[] {
  return lines.map((line, at) => [at === 0 ? first : rest, ...line]);
}
