/** Breaks lines that are longer than `width` at blanks. What follows stands under the line's last column. */
export function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrappedLine(line, width))
    .join('\n');
}

function wrappedLine(line: string, width: number): string {
  // Columns have two blanks or more between them.
  const [column = ''] = /^.*\S {2,}(?=\S)/.exec(line) ?? [];
  const [margin = ''] = /^ */.exec(line) ?? [];
  const indent = ' '.repeat(column.length < width / 2 ? column.length || margin.length : margin.length);
  let rest = line;
  let done = '';
  while (rest.length > width) {
    // A word that is longer than the line stays whole: it may be an address or a command.
    const blank = rest.lastIndexOf(' ', width);
    const at = blank > indent.length ? blank : rest.indexOf(' ', width);
    if (at < 0) break;
    done += `${rest.slice(0, at)}\n`;
    rest = `${indent}${rest.slice(at + 1)}`;
  }
  return done + rest;
}
