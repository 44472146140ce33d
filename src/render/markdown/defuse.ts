import type { BlockContent, DefinitionContent, Nodes, Parents, PhrasingContent, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { visible } from './visible-text.ts';
import { code, harmlessText, unhidden, written } from './write-markdown.ts';

/** Deeper than anything that is meant to be read. */
const MAX_DEPTH = 40;

/** Within someone else's page no title is of a higher rank. */
const HIGHEST_TITLE = 3;

/** A text nested so deeply that it is no document. */
export class TooDeep extends Error {}

/** Markdown that does no more than be read, and all that its reader sees or can follow, in which a secret may be. */
export interface Defused {
  readonly markdown: string;
  readonly read: readonly string[];
}

/**
 * @param masked what stands in place of something that is read
 * @param highest no title is of a higher rank
 * @throws TooDeep, RangeError
 */
export function defused(markdown: string, masked: ReadonlyMap<string, string>, highest = HIGHEST_TITLE): Defused {
  const read = new Set<string>();
  const tree = defuse(
    parse(markdown),
    (text) => {
      read.add(text);
      return masked.get(text) ?? text;
    },
    highest,
  );
  return { markdown: written(tree), read: [...read] };
}

/** GitHub's Markdown as a tree with all marks, to be written again. */
function parse(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/**
 * A Markdown tree in which foreign text does no more than be read: HTML is text, images are links, no account is mentioned,
 * nothing is referred to, boxes can't be ticked. `redact` sees each paragraph as its reader does: without the markup that
 * may split a secret.
 * @throws TooDeep
 */
function defuse(root: Root, redact: (text: string) => string, highest: number): Root {
  const addresses = new Map<string, string>();
  let rank = 6;
  for (const node of all(root)) {
    if (node.type === 'definition' && !addresses.has(node.identifier)) addresses.set(node.identifier, node.url);
    if (node.type === 'heading') rank = Math.min(rank, node.depth);
  }
  return new Defuser(addresses, Math.max(0, highest - rank), redact).root(root);
}

class Defuser {
  readonly #addresses: ReadonlyMap<string, string>;
  /** How many ranks lower the titles come. */
  readonly #sink: number;
  readonly #redact: (text: string) => string;

  constructor(addresses: ReadonlyMap<string, string>, sink: number, redact: (text: string) => string) {
    this.#addresses = addresses;
    this.#sink = sink;
    this.#redact = redact;
  }

  root(root: Root): Root {
    return { type: 'root', children: root.children.flatMap((child) => this.#block(child)) };
  }

  #block(node: RootContent): RootContent[] {
    switch (node.type) {
      case 'paragraph':
        return [{ type: 'paragraph', children: this.#phrasing(node.children) }];
      case 'heading':
        return [{ type: 'heading', depth: depthOf(node.depth + this.#sink), children: this.#phrasing(node.children) }];
      case 'blockquote':
        return [{ type: 'blockquote', children: this.#blocks(node.children) }];
      case 'list':
        return [{ ...node, children: node.children.map((item) => this.#item(item)) }];
      case 'table':
        return [
          {
            type: 'table',
            align: node.align ?? null,
            children: node.children.map((row) => ({
              type: 'tableRow',
              children: row.children.map((cell) => ({
                type: 'tableCell',
                children: this.#phrasing(cell.children, true),
              })),
            })),
          },
        ];
      case 'code':
        return [code(node.value, node.lang)];
      case 'html':
        return node.value.split(/\n\s*\n/).map((part) => ({ type: 'paragraph', children: harmless([text(part)]) }));
      case 'thematicBreak':
        return [{ type: 'thematicBreak' }];
      case 'footnoteDefinition':
        return [
          { type: 'paragraph', children: harmless([text(`[${node.identifier}]`)]) },
          ...this.#blocks(node.children),
        ];
      default:
        return [];
    }
  }

  #blocks(nodes: readonly (BlockContent | DefinitionContent)[]): (BlockContent | DefinitionContent)[] {
    return nodes.flatMap((node) => this.#block(node) as (BlockContent | DefinitionContent)[]);
  }

  #item(item: Extract<Nodes, { type: 'listItem' }>): Extract<Nodes, { type: 'listItem' }> {
    const children = this.#blocks(item.children);
    if (typeof item.checked === 'boolean') {
      const box = text(item.checked ? '☑ ' : '☐ ');
      const [first] = children;
      if (first?.type === 'paragraph') first.children.unshift(box);
      else children.unshift({ type: 'paragraph', children: [box] });
    }
    return { type: 'listItem', spread: item.spread ?? false, children };
  }

  #phrasing(nodes: readonly PhrasingContent[], inCell = false): PhrasingContent[] {
    const read = nodes.map(readable).join('');
    const redacted = this.#redact(read);
    const inline = redacted === read ? nodes.flatMap((node) => this.#inline(node, inCell, false)) : [text(redacted)];
    return harmless(inline);
  }

  #inline(node: PhrasingContent, inCell: boolean, inLink: boolean): PhrasingContent[] {
    const within = (children: readonly PhrasingContent[], link = inLink): PhrasingContent[] =>
      children.flatMap((child) => this.#inline(child, inCell, link));
    switch (node.type) {
      case 'text':
        return [text(node.value)];
      case 'inlineCode':
        return [{ type: 'inlineCode', value: unhidden(node.value) }];
      case 'emphasis':
      case 'strong':
      case 'delete':
        return [{ type: node.type, children: within(node.children) }];
      case 'break':
        return inCell ? [text(' ')] : [{ type: 'break' }];
      case 'html':
        return [text(/^<br\s*\/?>$/i.test(node.value) ? ' ' : node.value)];
      case 'link':
        return this.#link(node.url, within(node.children, true), inLink);
      case 'linkReference':
        return this.#link(this.#addresses.get(node.identifier) ?? '', within(node.children, true), inLink);
      case 'image':
        return this.#link(node.url, [text(node.alt || 'image')], inLink);
      case 'imageReference':
        return this.#link(this.#addresses.get(node.identifier) ?? '', [text(node.alt || 'image')], inLink);
      case 'footnoteReference':
        return [text(`[${node.identifier}]`)];
      default:
        return [];
    }
  }

  /** A link to the web; of any other only its text is left. */
  #link(address: string, children: PhrasingContent[], inLink: boolean): PhrasingContent[] {
    const url = harmlessAddress(this.#redact(visible(address)));
    if (inLink || url === undefined) return children;
    return [{ type: 'link', url, children: children.length > 0 ? children : [text(url)] }];
  }
}

/** Merges what has become one text, so that nothing is put together again, and takes its meanings away. */
function harmless(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const merged: PhrasingContent[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (node.type === 'text' && last?.type === 'text') last.value += node.value;
    else if ('children' in node) merged.push({ ...node, children: harmless(node.children) } as PhrasingContent);
    else merged.push(node.type === 'text' ? { ...node } : node);
  }
  for (const node of merged) if (node.type === 'text') node.value = harmlessText(node.value);
  return merged;
}

/**
 * The address of a link to the web. GitHub turns links to issues into notices on those issues, but not those to its own
 * host for that: https://docs.renovatebot.com/configuration-options/#redirect (`redirect.github.com`).
 */
function harmlessAddress(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return undefined;
  if (
    /^(?:www\.)?github\.com$/i.test(url.hostname) &&
    /^\/[^/]+\/[^/]+\/(?:issues|pull|discussions|commit)\//.test(url.pathname)
  )
    url.hostname = 'redirect.github.com';
  return url.href.replaceAll('<', '%3C');
}

/** What a reader sees of a node. */
function readable(node: PhrasingContent): string {
  if ('children' in node) return node.children.map(readable).join('');
  if (node.type === 'text' || node.type === 'inlineCode') return visible(node.value);
  if (node.type === 'image' || node.type === 'imageReference') return visible(node.alt ?? '');
  return node.type === 'break' ? '\n' : '';
}

/** All nodes. @throws TooDeep */
function all(root: Root): Nodes[] {
  const found: Nodes[] = [];
  const open: (readonly [Nodes, number])[] = [[root, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, depth] = next;
    if (depth > MAX_DEPTH) throw new TooDeep();
    found.push(node);
    for (const child of (node as Partial<Parents>).children ?? []) open.push([child, depth + 1]);
  }
  return found.reverse();
}

function depthOf(rank: number): 1 | 2 | 3 | 4 | 5 | 6 {
  return Math.min(rank, 6) as 1 | 2 | 3 | 4 | 5 | 6;
}

/** A character reference hides as well as the character does. */
const text = (value: string): Extract<Nodes, { type: 'text' }> => ({ type: 'text', value: visible(value) });
