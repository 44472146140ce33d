import { cutTo } from '../../text-width.ts';
import type { TextStyle } from './inline.ts';
import { renderMarkdown } from './render-markdown.ts';
import { cutInto, painted } from './spans.ts';
import { type Block, BlockSplitter, type OpenBlock } from './split-blocks.ts';

/** Of the lines before and after code, in columns. */
const RULE_WIDTH = 40;

/** One message of Markdown that comes in pieces: lines that stay, and those of the block that is not whole yet. */
export class MarkdownView {
  readonly #how: TextStyle;
  readonly #columns: () => number;
  readonly #splitter = new BlockSplitter();
  #last: Block['kind'] | undefined;
  #open: { readonly key: string; readonly lines: readonly string[] } = { key: '', lines: [] };

  /** `columns`: how wide a line may be at this moment. */
  constructor(how: TextStyle, columns: () => number) {
    this.#how = how;
    this.#columns = columns;
  }

  /** Returns the lines that are final now. */
  push(text: string): readonly string[] {
    return this.#splitter.push(text).flatMap((block) => this.#lines(block));
  }

  /** Returns the lines that are left; what comes then is another message. */
  end(): readonly string[] {
    const lines = this.#splitter.end().flatMap((block) => this.#lines(block));
    this.#last = undefined;
    return lines;
  }

  /** The block that is not whole yet, as it looks so far. */
  get open(): readonly string[] {
    const block = this.#splitter.open;
    if (block === undefined) return [];
    const columns = this.#columns();
    const key = `${columns} ${block.text}`;
    if (this.#open.key !== key) this.#open = { key, lines: this.#openLines(block, columns) };
    return this.#open.lines;
  }

  #openLines(block: OpenBlock, columns: number): readonly string[] {
    if (block.kind === 'markdown') return this.#shown(block, columns);
    const lines = block.text.split('\n').flatMap((line) => cutInto(line, columns));
    return lines.flatMap((text) => this.#shown({ ...block, text }, columns));
  }

  #lines(block: Block): readonly string[] {
    const lines = this.#shown(block, this.#columns());
    this.#last = block.kind;
    return lines;
  }

  #shown(block: Block, columns: number): readonly string[] {
    const dim = (text: string): string => painted([{ text, styles: ['dim'] }], this.#how.color);
    const isFirst = this.#last === undefined;
    switch (block.kind) {
      case 'markdown': {
        const lines = renderMarkdown(block.text, columns, this.#how);
        return isFirst || block.continues ? lines : ['', ...lines];
      }
      case 'raw':
        return isFirst || this.#last === 'raw' ? [block.text] : ['', block.text];
      case 'code-start': {
        const label = block.language === '' ? '' : `── ${cutTo(block.language, 20)} `;
        const rule = dim(label.padEnd(Math.min(columns, RULE_WIDTH), '─'));
        return isFirst ? [rule] : ['', rule];
      }
      case 'code':
        // A terminal wraps a long line itself, and gives it back whole where it is copied.
        return [painted([{ text: block.text, styles: ['code'] }], this.#how.color)];
      case 'code-end':
        return [dim('─'.repeat(Math.min(columns, RULE_WIDTH)))];
    }
  }
}
