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

/**
 * Whether something could fit two patterns at once, in both of which a star takes any number of parts. The time is at most
 * the product of both lengths.
 */
export function mayFitBoth<T>(
  one: ArrayLike<T>,
  other: ArrayLike<T>,
  isStar: (part: T) => boolean,
  fits: (part: T, other: T) => boolean,
): boolean {
  // For each beginning of `one`, whether it may fit the beginning of `other` that was looked at last.
  let row: boolean[] = [];
  for (let to = 0; to <= other.length; to++) {
    const taken = other[to - 1];
    const next: boolean[] = [];
    for (let at = 0; at <= one.length; at++) {
      const part = one[at - 1];
      next.push(
        (at === 0 && to === 0) ||
          // A star takes nothing, or one part of the other side.
          (part !== undefined && next[at - 1] === true && (isStar(part) || (taken !== undefined && isStar(taken)))) ||
          (taken !== undefined && row[at] === true && (isStar(taken) || (part !== undefined && isStar(part)))) ||
          (part !== undefined && taken !== undefined && row[at - 1] === true && fits(part, taken)),
      );
    }
    row = next;
  }
  return row[one.length] === true;
}

export const isStar = (letter: string): boolean => letter === '*';

/** As it is compared where more must match rather than less: file systems and shells may take both for the same. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
