import type { TextPart, TextParts } from '../../core/transcript/conversation-rows.ts';

/** A part ends between two blocks after so much. In UTF-16 units. */
const PART = 4_000;
/** And within one after so much: code is the slowest to be drawn, since it is coloured. */
const MOST = { text: 8_000, code: 2_000 };

const BLANK = /^[ \t]*$/;
const HEADING = /^ {0,3}#{1,6}[ \t]/;
const INDENTED = /^(?: {4}|\t)/;
const ITEM = /^( {0,3})(?:[-+*]|(\d{1,9})[.)])(?:[ \t]|$)/;
/** Within lists and quotations, too. */
const FENCE = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}(?!.*`)|~{3,})(.*)$/;
/** The second line of a table. */
const DELIMITER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** Where a line is cut, words begin, and nothing that means more at the beginning of a line. */
const WORD = /[ \t](?=\p{L}[^ \t]*[ \t])/gu;

/** A place between two lines: in the part's own text, and in all of the text. */
interface Place {
  readonly at: number;
  readonly offset: number;
}

/**
 * Splits a long Markdown text that comes in pieces into parts that are shown each by itself: all but the last stay as they are
 * while the text grows. Parts end between blocks where they can. A block that is longer is cut: code, tables and numbered lists
 * go on in the next part as what they are.
 */
export class MarkdownParts implements TextParts {
  readonly all: TextPart[] = [];
  readonly #isPlace: (offset: number) => boolean;
  /** The last part: its whole lines, and the line that has not ended. */
  #text = '';
  #line = '';
  /** So much of it was not said, but stands for the block that goes on. */
  #prefix = 0;
  /** How much came before that line. */
  #offset = 0;
  #isCutBefore = false;
  /** The line was cut: what is left of it says nothing about blocks. */
  #isRest = false;
  #isAfterBlank = false;
  /** The last place between two blocks, and before an item of the open list; the number of that item. */
  #betweenBlocks: Place | undefined;
  #beforeItem: (Place & { readonly number: number | undefined }) | undefined;
  #list: { readonly indent: number; next: number | undefined } | undefined;
  #fence: { readonly mark: string; readonly info: string; isReopened: boolean } | undefined;
  #lastLine = '';
  /** The first lines of the open table. */
  #table = '';

  /** `isPlace`: whether the text may be cut after so many UTF-16 units. Anywhere, by default. */
  constructor(isPlace: (offset: number) => boolean = () => true) {
    this.#isPlace = isPlace;
  }

  push(text: string): void {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#line += line;
      this.#cutLine();
      this.#endLine();
    }
    this.#line += last;
    this.#cutLine();
    this.#show(false);
  }

  #endLine(): void {
    let line = this.#line;
    if (!this.#isRest) line = this.#read(line);
    this.#isRest = false;
    this.#text += `${line}\n`;
    this.#offset += this.#line.length + 1;
    this.#lastLine = line;
    this.#line = '';
    if (this.#text.length < MOST.code) return;
    const isOver = this.#text.length >= (this.#fence === undefined ? MOST.text : MOST.code);
    if (this.#betweenBlocks !== undefined) {
      if (isOver || this.#text.length >= PART) this.#cut(this.#betweenBlocks, false);
    } else if (isOver) this.#cut(this.#beforeItem ?? this.#end, true);
  }

  /** What a line says about the block that it is in, or begins. Returns the line as it is shown. */
  #read(line: string): string {
    if (this.#fence !== undefined) return this.#readCode(line, this.#fence);
    if (BLANK.test(line)) {
      this.#isAfterBlank = true;
      this.#table = '';
      return line;
    }
    const item = ITEM.exec(line);
    const goesOn = this.#list !== undefined && (item !== null || /^(?: {2}|\t)/.test(line));
    const begins = (this.#isAfterBlank && !goesOn) || HEADING.test(line);
    this.#isAfterBlank = false;
    if (begins) this.#begin();
    const [, mark = '', info = ''] = this.#list === undefined && INDENTED.test(line) ? [] : (FENCE.exec(line) ?? []);
    if (mark !== '') {
      if ((this.#list === undefined ? /^ {0,3}[`~]/ : /^ ?[`~]/).test(line)) this.#begin();
      this.#fence = { mark, info, isReopened: false };
    }
    if (item !== null) this.#readItem(item[1] ?? '', item[2]);
    else if (DELIMITER.test(line) && this.#lastLine.includes('|') && line.includes('|'))
      this.#table = `${this.#lastLine}\n${line}\n`;
    return line;
  }

  /** The code's end has to be where its beginning is, also where that was within a list. */
  #readCode(line: string, { isReopened, mark }: { readonly mark: string; readonly isReopened: boolean }): string {
    const [, end = ''] = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/.exec(line) ?? [];
    if (!end.startsWith(mark)) return line;
    this.#fence = undefined;
    // What follows is another block.
    this.#isAfterBlank = true;
    return isReopened ? mark : line;
  }

  #readItem(indent: string, number: string | undefined): void {
    if (this.#list === undefined)
      this.#list = { indent: indent.length, next: number === undefined ? undefined : Number(number) };
    if (indent.length > this.#list.indent + 1) return;
    this.#beforeItem = { ...this.#end, number: number === undefined ? undefined : this.#list.next };
    if (this.#list.next !== undefined) this.#list.next++;
  }

  /** A block begins with this line. */
  #begin(): void {
    this.#list = undefined;
    this.#table = '';
    if (this.#text !== '') this.#betweenBlocks = this.#end;
  }

  get #end(): Place {
    return { at: this.#text.length, offset: this.#offset };
  }

  /** A line that does not end is cut between words, or anywhere if it has none. */
  #cutLine(): void {
    while (this.#line.length > MOST.text) {
      if (
        this.#text.length > this.#prefix &&
        this.#cut(this.#betweenBlocks ?? this.#end, this.#betweenBlocks === undefined)
      )
        continue;
      const at = this.#placeInLine();
      if (at === undefined) return;
      this.#text += this.#line.slice(0, at);
      this.#line = this.#line.slice(at);
      this.#offset += at;
      this.#isRest = true;
      this.#cut(this.#end, true);
    }
  }

  #placeInLine(): number | undefined {
    const isFree = (at: number): boolean => this.#isPlace(this.#offset + at);
    const words = [...this.#line.slice(0, MOST.text).matchAll(WORD)].map(({ index }) => index + 1).reverse();
    const word = words.find((at) => at > PART && isFree(at));
    if (word !== undefined) return word;
    // Where nothing else is left, not within a character.
    for (let at = MOST.text; at < this.#line.length; at++)
      if (!/[\udc00-\udfff]/.test(this.#line.charAt(at)) && isFree(at)) return at;
    return undefined;
  }

  /** Ends the part at that place, if it may end there. Returns whether it did. */
  #cut(place: Place & { readonly number?: number | undefined }, isWithin: boolean): boolean {
    this.#betweenBlocks = undefined;
    this.#beforeItem = undefined;
    if (place.at <= this.#prefix || !this.#isPlace(place.offset)) return false;
    const rest = this.#text.slice(place.at);
    this.#text = this.#text.slice(0, place.at);
    const line = this.#line;
    this.#line = '';
    this.#show(isWithin);
    this.#line = line;
    const prefix = rest === '' ? this.#reopened() : '';
    this.#prefix = prefix.length;
    this.#text = prefix + (place.number === undefined ? rest : rest.replace(/\d+/, `${place.number}`));
    this.#isCutBefore = isWithin;
    this.all.push(this.#part(false));
    return true;
  }

  /** What has to stand before what follows, where that goes on with a block. */
  #reopened(): string {
    if (this.#fence === undefined) return this.#table;
    this.#fence.isReopened = true;
    return `${this.#fence.mark}${this.#fence.info}\n`;
  }

  #show(isCutAfter: boolean): void {
    this.all[Math.max(0, this.all.length - 1)] = this.#part(isCutAfter);
  }

  #part(isCutAfter: boolean): TextPart {
    return { text: this.#text + this.#line, isCutBefore: this.#isCutBefore, isCutAfter };
  }
}
