import { plain } from './plain-text.ts';
import type { Out } from './renderer.ts';
import { widthOf } from './text-width.ts';

/** Writes whole lines for a person. On a terminal they are broken at words; a pipe gets them as they are. */
export function writeLines(out: Out, text: string): void | Promise<void> {
  return out.write(fitted(out, text));
}

/** The text as it fits a terminal, where it goes to one. */
export function fitted({ isTTY, columns }: Out, text: string): string {
  return isTTY ? wrapped(text, columns) : text;
}

/** Breaks lines that are wider than `width` columns at blanks; colours take none. What follows stands under the line's last column. */
export function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrappedLine(line, width))
    .join('\n');
}

function wrappedLine(line: string, width: number): string {
  const shown = plain(line);
  if (widthOf(shown) <= width) return line;
  // Columns have two blanks or more between them.
  const [column = ''] = /^.*\S {2,}(?=\S)/.exec(shown) ?? [];
  const [margin = ''] = /^ */.exec(shown) ?? [];
  const indent = widthOf(column) < width / 2 ? widthOf(column) || margin.length : margin.length;
  let done = '';
  let used = 0;
  // A word that is wider than the line stays whole: it may be an address or a command.
  for (const [piece, blanks = '', word = ''] of line.matchAll(/( *)([^ ]*)/g)) {
    if (piece === '') continue;
    const wordWidth = widthOf(plain(word));
    const isBroken = used > indent && used + blanks.length + wordWidth > width;
    done += isBroken ? `\n${' '.repeat(indent)}${word}` : piece;
    used = isBroken ? indent + wordWidth : used + blanks.length + wordWidth;
  }
  return done;
}
