import { segments, widthOf } from '../../text-width.ts';

/** How a piece of text looks. */
export type Style = 'bold' | 'italic' | 'code' | 'strike' | 'dim' | 'underline';

/** A piece of text that looks the same; a line feed is a line break that stays. */
export interface Span {
  readonly text: string;
  readonly styles: readonly Style[];
}

const SGR: { readonly [S in Style]: number } = { bold: 1, dim: 2, italic: 3, underline: 4, strike: 9, code: 36 };

/** Spans as one line for a terminal (SGR, ECMA-48). */
export function painted(spans: readonly Span[], color: boolean): string {
  return spans
    .map(({ text, styles }) =>
      color && styles.length > 0 && text !== ''
        ? `\u001b[${styles.map((style) => SGR[style]).join(';')}m${text}\u001b[0m`
        : text,
    )
    .join('');
}

export function widthOfSpans(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** The spans as lines of at most so many columns, broken at spaces, between wide characters, and where a word is too long for a line. */
export function wrap(spans: readonly Span[], columns: number): readonly (readonly Span[])[] {
  const lines: Span[][] = [];
  let line: Span[] = [];
  let width = 0;
  let space: Span | undefined;
  const feed = (): void => {
    lines.push(line);
    [line, width, space] = [[], 0, undefined];
  };
  const put = (span: Span): void => {
    const last = line.at(-1);
    if (last?.styles === span.styles) line[line.length - 1] = { ...last, text: last.text + span.text };
    else line.push(span);
    width += widthOf(span.text);
  };
  for (const token of tokensOf(spans)) {
    if (token === 'break') feed();
    else if (token.kind === 'space') {
      if (width > 0) space = token.span;
    } else {
      const needed = widthOfSpans(token.spans) + (space === undefined ? 0 : 1);
      if (width > 0 && width + needed > columns) feed();
      if (space !== undefined) put(space);
      space = undefined;
      for (const span of token.spans)
        for (const part of width + widthOf(span.text) > columns ? segments(span.text) : [span.text]) {
          if (width > 0 && width + widthOf(part) > columns) feed();
          put({ text: part, styles: span.styles });
        }
    }
  }
  if (line.length > 0 || lines.length === 0) lines.push(line);
  return lines;
}

/** A line of text in parts of at most so many columns, with all of its spaces. */
export function cutInto(text: string, columns: number): readonly string[] {
  if (widthOf(text) <= columns) return [text];
  const parts = [''];
  let width = 0;
  for (const char of segments(text)) {
    width += widthOf(char);
    if (width > columns && parts.at(-1) !== '') {
      parts.push('');
      width = widthOf(char);
    }
    parts[parts.length - 1] += char;
  }
  return parts;
}

type Token =
  | 'break'
  | { readonly kind: 'space'; readonly span: Span }
  | { readonly kind: 'word'; readonly spans: readonly Span[] };

/** A wide character of a script that is written without spaces, with the punctuation that must not begin a line. */
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][ー々、。，．！？：；」』）】〉》]*/u;
/** What a text is broken into: line breaks, blanks, characters of such a script, words. */
export const PIECES = new RegExp(`\\n|[ \\t]+|${IDEOGRAPH.source}|(?:(?!${IDEOGRAPH.source})[^\\n \\t])+`, 'gu');
const STANDS_ALONE = new RegExp(`^${IDEOGRAPH.source}`, 'u');

function tokensOf(spans: readonly Span[]): readonly Token[] {
  const tokens: Token[] = [];
  let word: Span[] = [];
  const end = (): void => {
    if (word.length > 0) tokens.push({ kind: 'word', spans: word });
    word = [];
  };
  for (const { text, styles } of spans)
    for (const [piece] of text.matchAll(PIECES)) {
      if (piece === '\n') {
        end();
        tokens.push('break');
      } else if (/^[ \t]/.test(piece)) {
        end();
        tokens.push({ kind: 'space', span: { text: ' ', styles } });
      } else {
        if (STANDS_ALONE.test(piece)) end();
        word.push({ text: piece, styles });
        if (STANDS_ALONE.test(piece)) end();
      }
    }
  end();
  return tokens;
}
