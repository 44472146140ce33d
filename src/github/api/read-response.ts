import { AmberError, isAmberError, messageOf } from '../../core/errors.ts';

/**
 * The cursor of the next page, null after the last one. A server that returns the same cursor again would be asked without end.
 * `seen` has the cursors of the pages so far. @throws AmberError BAD_RESPONSE
 */
export function nextCursor(
  { endCursor, hasNextPage }: { readonly endCursor: string | null; readonly hasNextPage: boolean },
  seen: Set<string>,
): string | null {
  if (!hasNextPage) return null;
  if (endCursor === null || seen.has(endCursor))
    throw new AmberError('BAD_RESPONSE', 'GitHub: a list whose next page is one that came before', {
      hint: 'run it again later',
    });
  seen.add(endCursor);
  return endCursor;
}

/** Reads an answer, which may lack what GitHub describes. @throws AmberError BAD_RESPONSE */
export function readAnswer<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isAmberError(cause)) throw cause;
    throw new AmberError('BAD_RESPONSE', `GitHub: an answer that lacks what it should have (${messageOf(cause)})`, {
      cause,
    });
  }
}
