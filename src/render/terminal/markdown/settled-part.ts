import { widthOf } from '../../text-width.ts';

/**
 * A character that is shown however wide the lines are, and whether or not what stands around it turns out to be a mark of
 * Markdown.
 */
const INK = /^[^\s\p{Cc}*_~`[\]()<>#|│•\\!=─-]/u;
const LEAD = /^[\s│•]*/u;
/** A colour (SGR, ECMA-48), what may be the number of a list's item and is counted anew in the next part of a long list, or one character. */
const PIECES = /\p{Cc}\[[\d;]*m|\d+\.(?=\s|$)|[\s\S]/gu;
const NUMBER = /^\d+\.$/;

/**
 * What of a text that still grows has been written for good. It is known by its characters: the lines of the rest may be
 * broken elsewhere by then, because the terminal's width has changed.
 */
export class SettledPart {
  /** What has been written and has not come back in lines that are complete. */
  #ink = '';

  /** Returns the lines without what has been written of them. */
  rest(lines: readonly string[]): readonly string[] {
    return this.#ink === '' ? lines : without(lines, this.#ink).rest;
  }

  /**
   * Returns what of the lines is to be written now, without empty ones at the end, which may still become others. Nothing where
   * they don't begin with what has been written.
   */
  write(lines: readonly string[]): readonly string[] {
    const { rest, found } = without(lines, this.#ink);
    if (found < this.#ink.length) return [];
    const written = rest.slice(0, rest.findLastIndex((line) => inkOf(line) !== '') + 1);
    this.#ink += written.map(inkOf).join('');
    return written;
  }

  /** Returns the rest of lines that are complete. */
  finish(lines: readonly string[]): readonly string[] {
    if (this.#ink === '') return lines;
    const { rest, found } = without(lines, this.#ink);
    this.#ink = this.#ink.slice(found);
    return rest;
  }

  clear(): void {
    this.#ink = '';
  }
}

function inkOf(line: string): string {
  return [...line.matchAll(PIECES)].map(([piece]) => (isInk(piece) ? piece : '')).join('');
}

const isInk = (piece: string): boolean => INK.test(piece) && !NUMBER.test(piece);

/** The lines after as much of `ink` as they begin with, and how much that is. */
function without(lines: readonly string[], ink: string): { readonly rest: readonly string[]; readonly found: number } {
  let found = 0;
  for (const [at, line] of lines.entries()) {
    if (found === ink.length) return { rest: lines.slice(at), found };
    const before = found;
    let colors = '';
    for (const { 0: piece, index } of line.matchAll(PIECES)) {
      if (piece.startsWith('\u001b')) colors = piece;
      if (!isInk(piece)) continue;
      if (ink.startsWith(piece, found) && found < ink.length) {
        found += piece.length;
        continue;
      }
      if (found === 0) return { rest: lines, found };
      // The rest of a line stands under where its text began.
      const lead = ' '.repeat(widthOf(LEAD.exec(line)?.[0] ?? ''));
      const rest = found === before ? line : `${lead}${colors}${line.slice(index)}`;
      return { rest: [rest, ...lines.slice(at + 1)], found };
    }
  }
  return { rest: found === 0 ? lines : [], found };
}
