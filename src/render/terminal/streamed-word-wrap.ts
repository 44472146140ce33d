import { widthOf } from '../text-width.ts';
import { PIECES } from './markdown/spans.ts';

/** Breaks text at words that comes in pieces, and can't be painted anew. What may be half a word is held back. */
export class StreamedWordWrap {
  readonly #columns: () => number;
  readonly #atStart: () => boolean;
  #blanks = '';
  #word = '';
  /** The beginning of the word is written. */
  #isWithinWord = false;
  /** Columns of the line that are used. */
  #used = 0;

  /** `atStart`: whether the next text begins a line: something else may have been written since. */
  constructor(columns: () => number, atStart: () => boolean) {
    this.#columns = columns;
    this.#atStart = atStart;
  }

  /** Returns what can be written. */
  push(text: string): string {
    let done = '';
    for (const [piece] of text.matchAll(PIECES)) {
      if (piece === '\n') {
        done += `${this.end(done)}\n`;
        this.#used = 0;
        this.#isWithinWord = false;
      } else if (/^[ \t]/.test(piece)) {
        done += this.#flush(done);
        this.#isWithinWord = false;
        this.#blanks += piece;
      } else {
        // Characters that are written without spaces are words of their own.
        if (widthOf(piece) > piece.length) done += this.#flush(done);
        this.#word += piece;
        // A word that is wider than a line has no end worth waiting for.
        const isLong = this.#word.length > this.#columns();
        if (isLong || widthOf(piece) > piece.length) done += this.#flush(done);
        this.#isWithinWord ||= isLong;
      }
    }
    return done;
  }

  /** Returns the rest. */
  end(before = ''): string {
    const rest = this.#flush(before);
    this.#blanks = '';
    return rest;
  }

  #flush(before: string): string {
    const word = this.#word;
    if (word === '') return '';
    if (before === '' && this.#used > 0 && this.#atStart()) [this.#used, this.#blanks] = [0, ''];
    const columns = this.#columns();
    const width = widthOf(word);
    const isBroken = !this.#isWithinWord && this.#used > 0 && this.#used + widthOf(this.#blanks) + width > columns;
    const text = isBroken ? `\n${word}` : this.#blanks + word;
    this.#used = ((isBroken ? 0 : this.#used + widthOf(this.#blanks)) + width) % columns;
    [this.#blanks, this.#word] = ['', ''];
    return text;
  }
}
