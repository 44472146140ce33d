import { fitsWildcards, folded, isStar, mayFitBoth } from './wildcard.ts';

/** A place of the file system. */
export interface Place {
  /** Without `.`, `..` and double slashes. */
  readonly absolute: string;
  /** The same from the session's directory, "" for that itself; absent outside of it. */
  readonly inside?: string;
}

/** How a pattern is read. */
export interface PathReading {
  /** More matches rather than less: letter case is no difference, and a name alone is meant in every folder. */
  readonly isWide: boolean;
  /** `src/**` is the folder `src`, too. */
  readonly withFolder: boolean;
  /** The place is a word of a command in which a shell may expand `*`, `?` and `[…]`: it fits if anything that it means does. */
  readonly isGlob?: boolean;
}

/**
 * Whether a place fits a pattern: `**` is any folders, `*` any text without a slash, `?` one character. Files whose names
 * begin with a dot are files like others. A pattern that begins with a slash is compared with the absolute path.
 */
export function fitsPath(
  pattern: string,
  { absolute, inside }: Place,
  { isGlob, isWide, withFolder }: PathReading,
): boolean {
  const whole = pattern.replace(/^\.\//, '');
  const isEverywhere = isWide && (whole.startsWith('**/') || !whole.includes('/'));
  const path = whole.startsWith('/') || isEverywhere ? absolute : inside;
  if (path === undefined) return false;
  const wanted = isEverywhere && !whole.startsWith('**/') ? `**/${whole}` : whole;
  const compare = isWide ? folded : (text: string): string => text;
  const parts = segments(compare(wanted));
  const names = segments(compare(path));
  const fits = (pieces: readonly string[]): boolean =>
    isGlob === true
      ? mayFitBoth(pieces, names.map(simpleGlob), isFolders, mayBeName)
      : fitsWildcards(pieces, names, isFolders, fitsName);
  if (parts.at(-1) !== '**') return fits(parts);
  const folder = parts.slice(0, -1);
  return fits([...folder, '*', '**']) || (withFolder && fits(folder));
}

const isFolders = (piece: string): boolean => piece === '**';

/** One character for a set of them. */
const simpleGlob = (name: string): string => name.replace(/\[[^\]]+\]/g, '?');

/** As shells have it, no `*` and no `?` is the dot that a name begins with. */
function mayBeName(pattern: string, glob: string): boolean {
  if (pattern.startsWith('.') && /^[*?]/.test(glob)) return false;
  return mayFitBoth<string>(
    pattern,
    glob,
    isStar,
    (letter, other) => letter === '?' || other === '?' || letter === other,
  );
}

function fitsName(pattern: string, name: string): boolean {
  return fitsWildcards(pattern, name, isStar, (letter, other) => letter === '?' || letter === other);
}

function segments(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}
