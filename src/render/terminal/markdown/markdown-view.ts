import { cutTo } from '../../text-width.ts';
import type { TextStyle } from './inline.ts';
import { parseMarkdown, unsettledFrom } from './parse-markdown.ts';
import { renderMarkdown, renderParsed } from './render-markdown.ts';
import { SettledPart } from './settled-part.ts';
import { cutInto, painted } from './spans.ts';
import { type Block, BlockSplitter, type OpenBlock } from './split-blocks.ts';

/** Of the lines before and after code, in columns. */
const RULE_WIDTH = 40;

/** The block that is not whole yet: its lines so far, and how many of them are certain to stay as they are. */
interface OpenLines {
  readonly key: string;
  readonly lines: readonly string[];
  readonly settled: number;
}

/** One message of Markdown that comes in pieces: lines that stay, and those of the block that is not whole yet. */
export class MarkdownView {
  readonly #how: TextStyle;
  readonly #columns: () => number;
  readonly #splitter = new BlockSplitter();
  #last: Block['kind'] | undefined;
  readonly #written = new SettledPart();
  #open: OpenLines = { key: '', lines: [], settled: 0 };

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
    this.#written.clear();
    return lines;
  }

  /** Returns the lines that are final now although their block is not whole: all but the last ones of a long paragraph. */
  settle(): readonly string[] {
    const { lines, settled } = this.#openLines();
    return this.#written.write(lines.slice(0, settled));
  }

  /** The block that is not whole yet, as it looks so far, without the lines that are final. */
  get open(): readonly string[] {
    return this.#written.rest(this.#openLines().lines);
  }

  #openLines(): OpenLines {
    const block = this.#splitter.open;
    if (block === undefined) return { key: '', lines: [], settled: 0 };
    const columns = this.#columns();
    const key = `${columns} ${block.text}`;
    if (this.#open.key !== key) this.#open = { key, ...this.#growing(block, columns) };
    return this.#open;
  }

  #growing(block: OpenBlock, columns: number): Omit<OpenLines, 'key'> {
    if (block.kind !== 'markdown') {
      const parts = block.text.split('\n').flatMap((line) => cutInto(line, columns));
      return { lines: parts.flatMap((text) => this.#shown({ ...block, text }, columns)), settled: 0 };
    }
    const root = parseMarkdown(block.text);
    const lines = this.#spaced(renderParsed(root, columns, this.#how), block);
    const end = unsettledFrom(root, block.text, columns);
    const sure = end === block.text.length ? lines : this.#shown({ ...block, text: block.text.slice(0, end) }, columns);
    const most = Math.min(lines.length, sure.length) - 1;
    let settled = 0;
    while (settled < most && lines[settled] === sure[settled]) settled++;
    return { lines, settled };
  }

  #lines(block: Block): readonly string[] {
    const lines = this.#written.finish(this.#shown(block, this.#columns()));
    this.#last = block.kind;
    return lines;
  }

  /** With a blank line between it and the block before it. */
  #spaced(lines: readonly string[], { continues }: { readonly continues: boolean }): readonly string[] {
    return this.#last === undefined || continues ? lines : ['', ...lines];
  }

  #shown(block: Block, columns: number): readonly string[] {
    const dim = (text: string): string => painted([{ text, styles: ['dim'] }], this.#how.color);
    const isFirst = this.#last === undefined;
    switch (block.kind) {
      case 'markdown':
        return this.#spaced(renderMarkdown(block.text, columns, this.#how), block);
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
