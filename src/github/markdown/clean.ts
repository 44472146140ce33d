import { edited } from './edit.ts';
import { renderingOf } from './rendering.ts';
import { cut, withoutInvisible } from './visible.ts';

/**
 * Text from GitHub, of which nothing is left that its readers there did not see; at most `limit` characters, with a
 * note if it was cut. Code stays as it is. @throws TooDeep
 */
export function clean(text: string, limit = Number.POSITIVE_INFINITY): string {
  // Twice what may be left is enough to look at: what hides text closes itself at the end.
  const looked = text.slice(0, 2 * limit).toWellFormed();
  const { edits } = renderingOf(looked);
  return cut(withoutInvisible(edited(looked, edits)).trim(), limit);
}
