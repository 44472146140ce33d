import { Lexer, type MarkedToken, type Token } from 'marked';
import { type TextPart, WHOLE_TEXT } from '../../core/transcript/conversation-rows.ts';
import { MarkdownParts } from '../markdown/markdown-parts.ts';
import { isCheapToParse } from '../markdown/parse-limits.ts';
import { oneLine, plain } from '../plain-text.ts';
import { type HtmlElement, type HtmlNode, h } from './element.ts';
import { code } from './highlight-code.ts';
import { seenTexts } from './seen-text.ts';

/** What is nested deeper is shown as its source. */
const MAX_DEPTH = 24;
/** So much of a text is looked at for secrets, and so much of that read for one line of it. In UTF-16 units. */
const MAX_MASKED = 10_000;
const MAX_READ = 2_000;

/** Longer code is coloured once it is whole, in UTF-16 units. */
const MAX_COLOURED = 2_000;
/** On each side of a place where a text is cut so much is looked at for a secret, in UTF-16 units. */
const NEAR = 4_000;

/** Whole blocks that were made before, by their source: what stays the same need not be drawn again. */
export type KnownBlocks = Map<string, HtmlNode>;

interface Shown {
  /** More may come at its end. */
  readonly isGrowing?: boolean;
  readonly known?: KnownBlocks | undefined;
  /** Shows it as it was written. */
  readonly asSource?: boolean;
  /** Takes secrets out: a text is not cut where one is. */
  readonly mask?: ((text: string) => string) | undefined;
}

/**
 * Foreign Markdown (GitHub's) as elements. HTML within it is shown as text, links lead to the web and to mail only, and
 * pictures become links: nothing is executed, and nothing is loaded. A long text is shown in parts, which a browser lays out
 * when they come into sight. `parts`: those, where they are known.
 */
export function markdown(
  props: Shown & { readonly text: string; readonly parts?: readonly TextPart[] | undefined },
): HtmlElement {
  const { mask, parts, text, ...shown } = props;
  if (text.length <= WHOLE_TEXT)
    return markdownPart({ ...shown, part: { text, isCutBefore: false, isCutAfter: false } });
  const all = parts ?? partsOf(text, mask);
  const { isGrowing = false } = shown;
  return h(
    'div',
    { class: 'parts' },
    all.map((part, at) => {
      const isDone = !isGrowing || at < all.length - 1;
      const made = isDone ? shown.known?.get(part.text) : undefined;
      const element = made ?? markdownPart({ ...shown, isGrowing: !isDone, part });
      if (isDone) shown.known?.set(part.text, element);
      return element;
    }),
  );
}

/** One part of a long text. */
export function markdownPart({ part, ...shown }: Shown & { readonly part: TextPart }): HtmlElement {
  const { isCutAfter, isCutBefore } = part;
  const source = plain(part.text);
  const className = `markdown${isCutBefore ? ' cut-before' : ''}${isCutAfter ? ' cut-after' : ''}`;
  return h('div', { class: className }, blocksOf(source, shown) ?? asWritten(source));
}

function partsOf(text: string, mask: Shown['mask']): readonly TextPart[] {
  const parts = new MarkdownParts((offset) => {
    const [before, after] = [text.slice(Math.max(0, offset - NEAR), offset), text.slice(offset, offset + NEAR)];
    return mask === undefined || mask(before) + mask(after) === mask(before + after);
  });
  parts.push(text);
  return parts.all;
}

/**
 * The beginning of such a text as one line of at most `limit` UTF-16 units: its words, without the marks. `mask` takes secrets
 * out, also those that marks had split.
 */
export function markdownLine(text: string, limit: number, mask = (given: string): string => given): string {
  const safe = mask(text.slice(0, MAX_MASKED));
  // What is cut off within a word may be the rest of a secret that is in pieces.
  const read = safe.length > MAX_READ ? safe.slice(0, MAX_READ).replace(/\S{0,200}$/, '') : safe;
  const words = seenTexts(blocksOf(plain(read), {}) ?? plain(read)).map((seen) => seen.text);
  return oneLine(mask(words.join(' '))).slice(0, limit);
}

/** Undefined for what takes too long to parse. */
function blocksOf(source: string, { asSource, isGrowing = false, known }: Shown): readonly HtmlNode[] | undefined {
  if (asSource === true || !isCheapToParse(source)) return undefined;
  try {
    const lexer = new Lexer({ gfm: true });
    if (known === undefined) return lexer.lex(source).map((token) => node(token, 0));
    const blocks = lexer.blockTokens(source, []);
    const last = isGrowing ? blocks.at(-1) : undefined;
    return blocks.map((block) => {
      // Where more may come, code is coloured again and again.
      if (block === last && block.type === 'code' && block.raw.length > MAX_COLOURED) return code({ code: block.text });
      const made = known.get(block.raw) ?? blockOf(block.raw, lexer);
      if (block !== last) known.set(block.raw, made);
      return made;
    });
  } catch {
    return undefined; // Nested beyond what the parser's stack holds.
  }
}

function blockOf(source: string, { tokens: { links } }: Lexer): HtmlNode {
  const lexer = new Lexer({ gfm: true });
  Object.assign(lexer.tokens.links, links);
  return lexer.lex(source).map((token) => node(token, 0));
}

function asWritten(source: string): HtmlNode {
  return [
    h('p', { class: 'notice' }, 'As it was written: to format it would take too long.'),
    h('pre', { class: 'source', tabindex: 0 }, source),
  ];
}

function inside(tokens: readonly Token[] | undefined, depth: number): HtmlNode {
  return tokens?.map((token) => node(token, depth + 1)) ?? null;
}

function node(given: Token, depth: number): HtmlNode {
  if (depth > MAX_DEPTH) return given.raw;
  // Without extensions no other kinds of tokens come.
  const token = given as MarkedToken;
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'paragraph':
      return h('p', null, inside(token.tokens, depth));
    // Below the page's own heading, and no level left out, whatever a message begins with.
    case 'heading':
      return h('h2', { class: `level-${token.depth}` }, inside(token.tokens, depth));
    case 'code':
      return code({ code: token.text, ...(token.lang && { language: token.lang }) });
    case 'blockquote':
      return h('blockquote', null, inside(token.tokens, depth));
    case 'hr':
      return h('hr', null);
    case 'list': {
      const items = token.items.map((item) => h('li', null, inside(item.tokens, depth)));
      if (!token.ordered) return h('ul', null, items);
      const start = Number(token.start) || 1;
      // Three digits and more need room.
      return h('ol', { start, class: start + items.length > 100 && 'far' }, items);
    }
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'table': {
      const cell = (name: 'th' | 'td') => (one: { readonly tokens: Token[] }) =>
        h(name, null, inside(one.tokens, depth));
      const rows = token.rows.map((row) => h('tr', null, row.map(cell('td'))));
      const table = h(
        'table',
        null,
        h('thead', null, h('tr', null, token.header.map(cell('th')))),
        h('tbody', null, rows),
      );
      return h('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': 'table' }, table);
    }
    case 'strong':
      return h('strong', null, inside(token.tokens, depth));
    case 'em':
      return h('em', null, inside(token.tokens, depth));
    case 'del':
      return h('del', null, inside(token.tokens, depth));
    case 'codespan':
      return h('code', null, token.text);
    case 'br':
      return h('br', null);
    case 'link':
      return link(token.href, inside(token.tokens, depth));
    case 'image':
      return link(token.href, `🖼 ${token.text || token.href}`);
    case 'text':
      return token.tokens === undefined ? decoded(token.text) : inside(token.tokens, depth);
    case 'escape':
      return token.text;
    default:
      return given.raw;
  }
}

/** A link to elsewhere; one that is relative, or would do something, is only its text. */
function link(href: string, text: HtmlNode): HtmlElement {
  if (!/^(?:https?:\/\/|mailto:)[^\s]/i.test(href)) return h('span', { class: 'reference', title: href }, text);
  const host = isMistakable(text, href) ? hostOf(href) : '';
  const shown = host === '' ? text : [text, h('span', { class: 'host' }, ` (${host})`)];
  return h('a', { href, rel: 'noopener noreferrer nofollow', target: '_blank', title: href }, shown);
}

/** True for a text that looks like an address at another host than that of the link, or at one that hides before an @. */
function isMistakable(text: HtmlNode, href: string): boolean {
  const words = seenTexts(text).flatMap((seen) => seen.text.split(/\s+/));
  return words.some((word) => {
    const [, scheme, host = ''] = /^\W*?([a-z][a-z+.-]*:\/\/|mailto:)?([^\s/?#]*)/i.exec(word) ?? [];
    const name = host.replace(/[^\p{L}\p{N}]+$/u, '');
    return (scheme !== undefined || /[.․。]\p{L}{2}/u.test(name)) && name.toLowerCase() !== hostOf(href);
  });
}

function hostOf(href: string): string {
  try {
    const { host, pathname, protocol } = new URL(href);
    return protocol === 'mailto:' ? pathname : host;
  } catch {
    return href;
  }
}

const NAMED: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  copy: '©',
  rarr: '→',
};

/** Character references are a part of Markdown, which the parser leaves to HTML; rare names stay as they are. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}
