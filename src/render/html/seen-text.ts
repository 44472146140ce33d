import { type Attributes, type HtmlElement, type HtmlNode, isList } from './element.ts';

/** A text that is read as one: a paragraph, a cell, a line of a diff. `Piece`: what it consists of. */
export interface SeenText<Piece> {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** It is behind a fold. */
  readonly isFolded: boolean;
  /** A fold's title has it from what is behind the fold. */
  readonly isRepeated: boolean;
}

/** Where words were found in a text, in UTF-16 units. */
export interface Match<Piece> {
  readonly seen: SeenText<Piece>;
  readonly at: number;
  readonly length: number;
}

/** What a walk through elements needs to know of one. */
export interface Looks {
  readonly tag: string;
  readonly classes: string;
  readonly isAriaHidden: boolean;
}

/** Elements that part no words. */
const INLINE: ReadonlySet<string> = new Set(['a', 'code', 'del', 'em', 'strong']);
/** What is only there to be heard, and what stands above each entry. */
const UNSEEN = /(?:^| )(?:hidden|who|time)(?: |$)/;
const REPEATED = /(?:^| )(?:about|reason)(?: |$)/;

/** Gathers texts as their reader sees them, in a walk through elements. */
export class SeenTexts<Piece> {
  readonly all: SeenText<Piece>[] = [];
  #text = '';
  #pieces: Piece[] = [];
  #isFolded = false;
  #isRepeated = false;

  add(piece: Piece, text: string): void {
    this.#text += text;
    this.#pieces.push(piece);
  }

  /** Walks through an element: `inside` walks through what is in it. */
  within({ classes, isAriaHidden, tag }: Looks, inside: () => void): void {
    if (isAriaHidden || tag === 'time' || UNSEEN.test(classes)) return;
    if (INLINE.has(tag) || isWord(tag, classes)) {
      inside();
      return;
    }
    const [isFolded, isRepeated] = [this.#isFolded, this.#isRepeated];
    this.end();
    this.#isFolded ||= classes === 'body';
    this.#isRepeated ||= REPEATED.test(classes);
    inside();
    this.end();
    this.#isFolded = isFolded;
    this.#isRepeated = isRepeated;
  }

  end(): void {
    if (this.#text !== '')
      this.all.push({
        text: this.#text,
        pieces: this.#pieces,
        isFolded: this.#isFolded,
        isRepeated: this.#isRepeated,
      });
    this.#text = '';
    this.#pieces = [];
  }
}

/** The texts of elements. */
export function seenTexts(node: HtmlNode): readonly SeenText<string>[] {
  const texts = new SeenTexts<string>();
  const walk = (one: HtmlNode): void => {
    if (one === null) return;
    if (typeof one === 'string') texts.add(one, one);
    else if (isList(one)) one.forEach(walk);
    else texts.within(looksOf(one), () => walk(one.children));
  };
  walk(node);
  texts.end();
  return texts.all;
}

/** Where the texts match, in order. `pattern`: a global one. */
export function matchesIn<Piece>(texts: readonly SeenText<Piece>[], pattern: RegExp): readonly Match<Piece>[] {
  return texts.flatMap((seen) =>
    [...seen.text.matchAll(pattern)].map(({ 0: { length }, index }) => ({ seen, at: index, length })),
  );
}

/** Those that count: what is repeated does only where nothing else matches. */
export function withoutRepeats<Piece>(matches: readonly Match<Piece>[]): readonly Match<Piece>[] {
  const own = matches.filter(({ seen }) => !seen.isRepeated);
  return own.length > 0 ? own : matches;
}

/** True for words that have a colour or a dotted line of their own. */
export const isWord = (tag: string, classes: string): boolean =>
  tag === 'span' && /^(?:token-|reference$|host$)/.test(classes);

const looksOf = ({ attributes, tag }: HtmlElement): Looks => ({
  tag,
  classes: classesOf(attributes),
  isAriaHidden: attributes['aria-hidden'] === 'true',
});

const classesOf = (attributes: Attributes): string => String(attributes.class ?? '');
