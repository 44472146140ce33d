/** A part of a Markdown text that can be shown by itself. */
export type Block =
  /** A whole block. `continues`: it goes on with the list before it. */
  | { readonly kind: 'markdown'; readonly text: string; readonly continues: boolean }
  | { readonly kind: 'code-start'; readonly language: string }
  /** A whole line of code, or of a block that is too large to be parsed. */
  | { readonly kind: 'code' | 'raw'; readonly text: string }
  | { readonly kind: 'code-end' };

/** What has come of a block that is not whole yet. */
export type OpenBlock = Extract<Block, { readonly text: string }>;

/** A larger block is shown as it is, in UTF-16 units: it would be parsed again and again while it grows. */
const MAX_BLOCK = 16 * 1024;
/** Of one message so much is parsed, in UTF-16 units; what follows is shown as it is. Parsing takes about 5 ms a KiB. */
const MAX_PARSED = 128 * 1024;
/** A list that is longer is split between its items, in UTF-16 units. */
const MAX_LIST = 2 * 1024;

const FENCE = /^( {0,3})(`{3,}|~{3,})([^\n]*)$/;
const INNER_FENCE = /^[\s>]*(?:[-+*]|\d{1,9}[.)])?\s*(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/;
const UNINDENTED = /^ ?\S/;
const LIST_ITEM = /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/;

/**
 * Splits a Markdown text that comes in pieces (CommonMark) where a block has certainly ended, so that each can be shown
 * once it is whole. Code between fences comes line by line.
 */
export class BlockSplitter {
  /** The last line, which has not ended yet. */
  #line = '';
  /** The lines of the open block. */
  #block = '';
  #isList = false;
  #continues = false;
  /** A blank line came after the block: the next line may go on with it. */
  #afterBlank = false;
  #parsed = 0;
  #mode: 'markdown' | 'code' | 'raw' = 'markdown';
  /** What opened the code: the next line of so many of these characters ends it. */
  #fence = '';
  /** The same of code within a list or a quotation, which is part of that block. */
  #innerFence = '';

  /** What has come of the block that is not whole yet. */
  get open(): OpenBlock | undefined {
    const text = this.#block + this.#line;
    if (text === '') return undefined;
    const isTooLarge = text.length > MAX_BLOCK;
    if (this.#mode === 'markdown' && !isTooLarge) return { kind: 'markdown', text, continues: this.#continues };
    return { kind: this.#mode === 'code' ? 'code' : 'raw', text: text.slice(-MAX_BLOCK) };
  }

  push(text: string): Block[] {
    const blocks: Block[] = [];
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#take(this.#line + line, blocks);
      this.#line = '';
    }
    this.#line += last;
    // No line of the list, however it goes on.
    if (this.#afterBlank && this.#innerFence === '' && UNINDENTED.test(this.#line)) this.#close(blocks);
    return blocks;
  }

  /** The text is over: what is left of it. */
  end(): Block[] {
    const blocks: Block[] = [];
    if (this.#line !== '') this.#take(this.#line, blocks);
    this.#line = '';
    this.#close(blocks);
    if (this.#mode === 'code') blocks.push({ kind: 'code-end' });
    this.#mode = 'markdown';
    return blocks;
  }

  #take(line: string, blocks: Block[]): void {
    if (this.#mode === 'code') {
      if (!this.#endsCode(line)) blocks.push({ kind: 'code', text: line });
      else {
        blocks.push({ kind: 'code-end' });
        this.#mode = 'markdown';
      }
      return;
    }
    if (line.trim() === '') this.#blank(blocks);
    else if (this.#mode === 'raw') blocks.push({ kind: 'raw', text: line });
    else this.#words(line, blocks);
  }

  #blank(blocks: Block[]): void {
    if (this.#mode === 'raw') {
      if (this.#parsed <= MAX_PARSED) this.#mode = 'markdown';
      else blocks.push({ kind: 'raw', text: '' });
    }
    if (this.#block === '') return;
    if (this.#isList || this.#innerFence !== '') {
      this.#block += '\n';
      this.#afterBlank = true;
    } else this.#close(blocks);
  }

  #words(line: string, blocks: Block[]): void {
    if (this.#innerFence === '') {
      const isItem = LIST_ITEM.test(line);
      const goesOn = this.#isList && /^(?: {2}|\t)/.test(line);
      if (this.#afterBlank && !goesOn) this.#close(blocks);
      else if (isItem && this.#isList && this.#block.length > MAX_LIST) this.#close(blocks, true);
      if (!goesOn && this.#beginsCode(line, blocks)) return;
      if (this.#block === '') this.#isList = isItem;
    }
    this.#afterBlank = false;
    this.#block += `${line}\n`;
    this.#followInnerFence(line);
    if (HEADING.test(line) && this.#block.length === line.length + 1) this.#close(blocks);
    else if (this.#block.length > MAX_BLOCK) this.#giveUp(blocks);
  }

  #beginsCode(line: string, blocks: Block[]): boolean {
    const [, indent = '', fence = '', info = ''] = FENCE.exec(line) ?? [];
    if (fence === '' || (fence.startsWith('`') && info.includes('`'))) return false;
    if (this.#isList && this.#block !== '' && indent.length >= 2) return false;
    this.#close(blocks);
    this.#fence = fence;
    this.#mode = 'code';
    blocks.push({ kind: 'code-start', language: info.trim().split(/\s/, 1)[0] ?? '' });
    return true;
  }

  #endsCode(line: string): boolean {
    const [, , fence = '', rest = ''] = FENCE.exec(line) ?? [];
    return fence.startsWith(this.#fence) && rest.trim() === '';
  }

  #followInnerFence(line: string): void {
    const fence = INNER_FENCE.exec(line)?.[1];
    if (fence === undefined) return;
    if (this.#innerFence === '') this.#innerFence = fence;
    else if (fence.startsWith(this.#innerFence)) this.#innerFence = '';
  }

  #giveUp(blocks: Block[]): void {
    for (const text of this.#block.trimEnd().split('\n')) blocks.push({ kind: 'raw', text });
    this.#reset();
    this.#mode = 'raw';
  }

  #close(blocks: Block[], continues = false): void {
    const text = this.#block.trimEnd();
    if (text !== '') blocks.push({ kind: 'markdown', text, continues: this.#continues });
    this.#parsed += text.length;
    this.#reset();
    this.#continues = continues;
    this.#isList = continues;
    if (this.#parsed > MAX_PARSED) this.#mode = 'raw';
  }

  #reset(): void {
    this.#block = '';
    this.#innerFence = '';
    this.#isList = false;
    this.#continues = false;
    this.#afterBlank = false;
  }
}
