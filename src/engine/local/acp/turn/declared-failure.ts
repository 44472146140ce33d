import { isObject, text } from '../../../../core/agui/events.ts';

/** So deep in `_meta` a failure is looked for: below the vendor's name, and one more. */
const DEPTH = 4;

/**
 * What went wrong by an agent's own account, where it ends its turn as if nothing had: agents say it in their answer's
 * `_meta`, below a name of their own, as `failed: true`, `is_error: true` or an `error`. Undefined if nothing did.
 */
export function declaredFailure(meta: unknown, depth = DEPTH): string | undefined {
  if (!isObject(meta) || depth === 0) return undefined;
  const { error } = meta;
  const account =
    typeof error === 'string' ? error : isObject(error) ? (text(error, 'message') ?? JSON.stringify(error)) : '';
  if (account !== '') return account;
  if (meta.failed === true || meta.is_error === true || meta.isError === true)
    return (
      text(meta, 'message') ??
      text(meta, 'reason') ??
      text(meta, 'result') ??
      'the agent reports a failure and does not say which'
    );
  for (const inner of Object.values(meta)) {
    const found = declaredFailure(inner, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
