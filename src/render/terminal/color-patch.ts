import { plain } from '../plain-text.ts';

/** What a line of a patch is, by which git colours it. */
type Part = 'meta' | 'hunk' | 'old' | 'new' | 'other';

/** As git's defaults (SGR, ECMA-48). */
const COLOURS: { readonly [part in Exclude<Part, 'other'>]: string } = { meta: '1', hunk: '36', old: '31', new: '32' };

const coloured = (part: Part, text: string): string =>
  part === 'other' || text === '' ? text : `\u001b[${COLOURS[part]}m${text}\u001b[m`;

/** A patch for a terminal: without control characters, which files may hold, in git's colours. */
export function terminalPatch(patch: string, color: boolean): string {
  let isHeader = true;
  return plain(patch)
    .split('\n')
    .map((line) => {
      if (!color) return line;
      if (line.startsWith('diff --git ')) isHeader = true;
      else if (line.startsWith('@@ ')) isHeader = false;
      if (isHeader) return coloured('meta', line);
      const [, range, rest = ''] = /^(@@ .*? @@)(.*)$/.exec(line) ?? [];
      if (range !== undefined) return coloured('hunk', range) + rest;
      return coloured(line.startsWith('+') ? 'new' : line.startsWith('-') ? 'old' : 'other', line);
    })
    .join('\n');
}

/** A stat of git for a terminal, with its graph in colours. */
export function terminalStat(stat: string, color: boolean): string {
  const colours = (_: string, before: string, added: string, removed: string): string =>
    `${before}${coloured('new', added)}${coloured('old', removed)}`;
  return plain(stat)
    .split('\n')
    .map((line) => (color ? line.replace(/^(.*\| +\d+ )(\+*)(-*)$/, colours) : line))
    .join('\n');
}
