/**
 * Whether items fit a pattern in which a star takes any number of them. After a mismatch only the last star takes one more:
 * the time is at most the product of both lengths, which no regular expression with several stars can promise.
 */
export function fitsWildcards<P, T>(
  pattern: ArrayLike<P>,
  items: ArrayLike<T>,
  isStar: (part: P) => boolean,
  fits: (part: P, item: T) => boolean,
): boolean {
  let at = 0;
  let item = 0;
  let star = -1;
  let taken = 0;
  while (item < items.length) {
    const part = pattern[at];
    const next = items[item];
    if (part !== undefined && isStar(part)) {
      star = at++;
      taken = item;
    } else if (part !== undefined && next !== undefined && fits(part, next)) {
      at++;
      item++;
    } else if (star >= 0) {
      at = star + 1;
      item = ++taken;
    } else return false;
  }
  for (let part = pattern[at]; part !== undefined && isStar(part); part = pattern[at]) at++;
  return at === pattern.length;
}

export const isStar = (letter: string): boolean => letter === '*';

/** As it is compared where more must match rather than less: file systems and shells may take both for the same. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
