import type { MarkdownView } from './markdown/markdown-view.ts';
import type { Screen } from './screen.ts';
import { StreamedWordWrap } from './streamed-word-wrap.ts';

/** Shows the agent's messages, each in pieces. */
export interface MessageWriter {
  add(text: string): void;
  /** The message is over. */
  end(): void;
  /** Writes what is certain to stay as it is of what is not whole yet. */
  settle(): void;
  /** The lines of what is not whole yet, and may still look different. */
  readonly open: readonly string[];
}

/** Text as it is, as it comes. */
export class RawWriter implements MessageWriter {
  readonly open = [];
  readonly #screen: Screen;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  add(text: string): void {
    this.#screen.text(text);
  }

  end(): void {
    if (!this.#screen.atStart) this.#screen.text('\n');
  }

  settle(): void {}
}

/** Text as it comes, broken at words. */
export class WrappedWriter implements MessageWriter {
  readonly open = [];
  readonly #screen: Screen;
  readonly #words: StreamedWordWrap;

  constructor(screen: Screen, columns: () => number) {
    this.#screen = screen;
    this.#words = new StreamedWordWrap(columns, () => screen.atStart);
  }

  add(text: string): void {
    this.#screen.text(this.#words.push(text));
  }

  end(): void {
    this.#screen.text(this.#words.end());
    if (!this.#screen.atStart) this.#screen.text('\n');
  }

  settle(): void {}
}

/** Text as Markdown: what is whole stays, the rest is part of what is repainted. */
export class MarkdownWriter implements MessageWriter {
  readonly #screen: Screen;
  readonly #view: MarkdownView;

  constructor(screen: Screen, view: MarkdownView) {
    this.#screen = screen;
    this.#view = view;
  }

  get open(): readonly string[] {
    return this.#view.open;
  }

  add(text: string): void {
    this.#write(this.#view.push(text));
    this.#screen.touch();
  }

  end(): void {
    this.#write(this.#view.end());
  }

  settle(): void {
    this.#write(this.#view.settle());
  }

  #write(lines: readonly string[]): void {
    for (const line of lines) this.#screen.text(`${line}\n`);
  }
}
