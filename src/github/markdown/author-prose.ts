import type { Nodes, Parents, Root } from 'mdast';
import { TooDeep } from '../../render/markdown/defuse.ts';
import { codeEdits } from './code-fence.ts';
import { htmlParts } from './html-parts.ts';
import { invisibleReferences, withoutInvisible } from './invisible-characters.ts';
import { everyNode, footnotesOf, parseMarkdown, placeOf } from './markdown-tree.ts';
import { type Edit, edited, type Range } from './text-edits.ts';

/** What one paragraph, title or cell says, without the marks: `pieces` are the parts of the text that it is made of. */
export interface Prose {
  readonly text: string;
  readonly pieces: readonly (Range & { readonly at: number })[];
}

/** A Markdown text as GitHub shows it. */
export interface AuthorProse {
  /** What makes the text one of which its readers saw everything; in any order, some within others. */
  readonly edits: readonly Edit[];
  /** What the author says: not what is code, quoted, or not shown. */
  readonly prose: readonly Prose[];
  /** Block quotes, the outermost. */
  readonly quotes: readonly Range[];
}

const MAX_DEPTH = 100;

/** Elements whose content is not shown, or sees only where a browser is too old for it. */
const HIDING = new Set(
  (
    'applet audio canvas datalist head iframe math noembed noframes noscript object plaintext rp script select style ' +
    'svg template textarea title video xmp'
  ).split(' '),
);
/** Elements whose content is code, or another person's words. */
const QUOTING = new Set('blockquote code kbd pre q samp tt'.split(' '));

/** Elements that part what stands before them from what follows, as a line break does. */
const PARTING = new Set(
  (
    'blockquote br caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tbody ' +
    'td tfoot th thead tr ul'
  ).split(' '),
);

/** Stands in a paragraph's text for what is no text of the author's: code, a picture, an address. */
const THING = '\uFFFC';

/** @throws TooDeep */
export function readAuthorProse(markdown: string): AuthorProse {
  const tree = parseMarkdown(markdown);
  const reader = new Reader(tree, markdown);
  reader.read(tree);
  return reader;
}

class Reader implements AuthorProse {
  readonly edits: Edit[] = [];
  readonly prose: Prose[] = [];
  readonly quotes: Range[] = [];
  readonly #markdown: string;
  readonly #addresses = new Map<string, string>();
  /** Footnotes that something refers to, with their numbers. */
  readonly #footnotes: ReadonlyMap<string, number>;
  /** Elements of HTML that are open, and how often. */
  readonly #open = new Map<string, number>();
  /** Where the outermost quote that is written as HTML begins. */
  #quoteFrom: number | undefined;
  #quotes = 0;
  #depth = 0;
  /** How many pieces were shown so far. */
  #shown = 0;
  /** The link that is written as HTML and open: where it begins, and `#shown` there. */
  #openLink: { readonly start: number; readonly shown: number } | undefined;
  #paragraph: { text: string; pieces: (Range & { at: number })[] } | undefined;

  constructor(tree: Root, markdown: string) {
    this.#markdown = markdown;
    const definitions = new Map<string, Parents>();
    for (const node of everyNode(tree)) {
      if (node.type === 'definition' && !this.#addresses.has(node.identifier))
        this.#addresses.set(node.identifier, node.url);
      if (node.type === 'footnoteDefinition' && !definitions.has(node.identifier))
        definitions.set(node.identifier, node);
    }
    this.#footnotes = footnotesOf(tree, definitions);
  }

  read(root: Root): void {
    this.#children(root);
    if (this.#quoteFrom !== undefined) this.quotes.push({ start: this.#quoteFrom, end: this.#markdown.length });
  }

  get #isHidden(): boolean {
    return [...this.#open.keys()].some((name) => HIDING.has(name));
  }

  get #isSaid(): boolean {
    return this.#quotes === 0 && this.#open.size === 0;
  }

  #children(node: Parents): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new TooDeep();
    for (const child of node.children) this.#node(child);
    this.#depth -= 1;
  }

  #node(node: Nodes): void {
    const place = placeOf(node);
    switch (node.type) {
      case 'paragraph':
      case 'heading':
      case 'tableCell':
        this.#phrasing(node);
        return;
      case 'blockquote':
        if (this.#quotes === 0 && this.#quoteFrom === undefined) this.quotes.push(place);
        this.#quotes += 1;
        this.#children(node);
        this.#quotes -= 1;
        return;
      case 'table':
        this.#table(node);
        return;
      case 'definition':
        this.#replace(place, '');
        return;
      case 'footnoteDefinition':
        this.#footnote(node, place);
        return;
      case 'html':
        // A block of its own, or within a paragraph.
        if (this.#paragraph === undefined) this.#together(() => this.#html(place));
        else this.#html(place);
        return;
      case 'code':
        if (this.#isHidden) this.#replace(place, '');
        else this.edits.push(...codeEdits(node, this.#markdown, place));
        return;
      case 'text':
        this.#text(place);
        return;
      case 'break':
        this.#say('\n');
        return;
      case 'link':
      case 'linkReference':
        this.#link(node, place);
        return;
      case 'image':
      case 'imageReference':
        this.#replace(place, this.#isHidden ? '' : `![](${this.#addressOf(node)})`.replace('()', ''));
        this.#say(THING);
        return;
      case 'footnoteReference':
        this.#replace(place, this.#isHidden ? '' : `[^${this.#footnotes.get(node.identifier) ?? ''}]`);
        this.#say(THING);
        return;
      default:
        if ('children' in node) {
          this.#children(node);
          return;
        }
        if (this.#isHidden) this.#replace(place, '');
        this.#say(THING);
        return;
    }
  }

  /** A paragraph, a title or a cell: what it says together. */
  #phrasing(node: Parents): void {
    this.#together(() => this.#children(node));
  }

  #together(read: () => void): void {
    const outer = this.#paragraph;
    const own = { text: '', pieces: [] };
    this.#paragraph = own;
    read();
    this.#paragraph = outer;
    if (own.pieces.length > 0) this.prose.push(own);
    // It ends with the paragraph, closed or not.
    this.#open.delete('rp');
  }

  #text(place: Range): void {
    if (this.#isHidden) {
      this.#replace(place, '');
      return;
    }
    const text = this.#markdown.slice(place.start, place.end);
    const hidden = [...invisibleReferences(text)].map((reference) => ({ ...reference, text: '' }));
    for (const { start, end } of hidden) this.#replace({ start: place.start + start, end: place.start + end }, '');
    this.#say(text, place);
    if (withoutInvisible(edited(text, hidden)).trim() !== '') this.#shown += 1;
  }

  #say(text: string, place?: Range): void {
    if (text === THING) this.#shown += 1;
    const paragraph = this.#paragraph;
    if (paragraph === undefined) return;
    // What is quoted is not said by the author; but it keeps its neighbours apart.
    const isPiece = place !== undefined && this.#isSaid;
    if (isPiece) paragraph.pieces.push({ ...place, at: paragraph.text.length });
    paragraph.text += isPiece || place === undefined ? text : THING;
  }

  /** Cells beyond those of the head are not shown. */
  #table(table: Extract<Nodes, { type: 'table' }>): void {
    const width = table.children[0]?.children.length ?? 0;
    for (const row of table.children) {
      for (const cell of row.children.slice(0, width)) this.#node(cell);
      for (const cell of row.children.slice(width)) this.#replace(placeOf(cell), '');
    }
  }

  #footnote(node: Extract<Nodes, { type: 'footnoteDefinition' }>, place: Range): void {
    const number = this.#footnotes.get(node.identifier);
    if (number === undefined || this.#isHidden) {
      this.#replace(place, '');
      return;
    }
    const label = /^\[\^(?:\\[\s\S]|[^\\\]])*\]:/.exec(this.#markdown.slice(place.start, place.end))?.[0] ?? '';
    this.#replace({ start: place.start, end: place.start + label.length }, `[^${number}]:`);
    this.#children(node);
  }

  /** `[text](address)`, wherever its address and title were written. */
  #link(node: Extract<Nodes, { type: 'link' | 'linkReference' }>, place: Range): void {
    if (this.#isHidden || !showsAnything(node)) {
      this.#replace(place, '');
      return;
    }
    // An address that is a link by itself has itself for its text.
    if (this.#markdown[place.start] !== '[') {
      this.#say(THING);
      return;
    }
    this.#children(node);
    const end = placeOf(node.children.at(-1) ?? node).end;
    const address = this.#addressOf(node);
    this.#replace({ start: end, end: place.end }, address === '' ? ']' : `](${address})`);
  }

  #html({ start, end }: Range): void {
    for (const part of htmlParts(this.#markdown.slice(start, end))) {
      const place = { start: start + part.start, end: start + part.end };
      if (part.kind === 'tag') this.#tag(part, place);
      else if (part.kind === 'hidden') this.#replace(place, '');
      else this.#text(place);
    }
  }

  #tag({ name, is, bare }: { readonly name: string; readonly is: string; readonly bare: string }, place: Range): void {
    if (name === 'rp' || name === 'rt' || name === 'ruby') this.#open.delete('rp');
    const wasHidden = this.#isHidden;
    if (HIDING.has(name) || QUOTING.has(name)) {
      const count = (this.#open.get(name) ?? 0) + (is === 'end' ? -1 : is === 'start' ? 1 : 0);
      if (count > 0) this.#open.set(name, count);
      else this.#open.delete(name);
      if (name === 'blockquote' && this.#quotes === 0) this.#markQuote(place);
    }
    if (PARTING.has(name)) this.#say('\n');
    if (name === 'img') this.#say(THING);
    // Where a link leads to is not seen if it shows nothing.
    if (name === 'a' && is === 'end' && this.#openLink?.shown === this.#shown)
      this.#replace({ start: this.#openLink.start, end: place.end }, '');
    else this.#replace(place, wasHidden || this.#isHidden ? '' : bare);
    if (name === 'a') this.#openLink = is === 'start' ? { start: place.start, shown: this.#shown } : undefined;
  }

  #markQuote({ start, end }: Range): void {
    if (this.#open.has('blockquote')) this.#quoteFrom ??= start;
    else if (this.#quoteFrom !== undefined) {
      this.quotes.push({ start: this.#quoteFrom, end });
      this.#quoteFrom = undefined;
    }
  }

  #addressOf(node: Extract<Nodes, { type: 'link' | 'linkReference' | 'image' | 'imageReference' }>): string {
    const url = 'url' in node ? node.url : (this.#addresses.get(node.identifier) ?? '');
    const address = withoutInvisible(url);
    // A text with blanks is no address, and is not shown.
    if (/\s/.test(address)) return '';
    const ending = isBalanced(address) ? /[<>]/g : /[()<>]/g;
    return address.replace(ending, (char) => `%${char.charCodeAt(0).toString(16)}`);
  }

  #replace({ start, end }: Range, text: string): void {
    this.edits.push({ start, end, text });
  }
}

function showsAnything(link: Parents): boolean {
  for (const node of everyNode(link)) {
    if (node.type === 'image' || node.type === 'imageReference') return true;
    if ((node.type === 'text' || node.type === 'inlineCode') && withoutInvisible(node.value).trim() !== '') return true;
  }
  return false;
}

/** Brackets in an address end it unless they come in pairs. */
function isBalanced(address: string): boolean {
  let open = 0;
  for (const char of address) {
    open += char === '(' ? 1 : char === ')' ? -1 : 0;
    if (open < 0) return false;
  }
  return open === 0;
}
