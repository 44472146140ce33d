import { AmberError } from '../../core/errors.ts';
import type { EditedBody, GitHubApi } from '../api/github-api.ts';
import { type Frontmatter, writeFrontmatter } from './frontmatter.ts';

const MAX_TRIES = 3;

/**
 * Writes the frontmatter of a pull request's body, and loses nothing that somebody else writes there meanwhile. GitHub takes
 * no condition with an edit, so the body's history is read after it: what came in between is put back, with the
 * frontmatter in it. Asks nothing if nothing is to be changed in `known`, the body as it was seen last.
 * @throws AmberError CONFLICT if somebody was faster each time
 */
export async function keepFrontmatter(
  { number, body: known }: { readonly number: number; readonly body: string },
  values: Frontmatter,
  api: Pick<GitHubApi, 'pullBody' | 'updatePullBody'>,
  signal?: AbortSignal,
): Promise<void> {
  if (writeFrontmatter(known, values) === known) return;
  let seen = await api.pullBody(number, signal);
  let base = seen.body;
  for (let tried = 1; tried <= MAX_TRIES; tried += 1) {
    const wanted = writeFrontmatter(base, values);
    if (wanted === seen.body) return;
    await api.updatePullBody(number, wanted, signal);
    const now = await api.pullBody(number, signal);
    const lost = now.body === wanted ? overwritten(seen, now, wanted) : undefined;
    if (now.body === wanted && lost === undefined) return;
    base = lost ?? now.body;
    seen = now;
  }
  // The last word is theirs.
  if (base !== seen.body) await api.updatePullBody(number, base, signal);
  throw new AmberError('CONFLICT', `the body of pull request #${number} is being edited by others`, {
    hint: 'the next run writes it',
  });
}

/** What somebody else had written a moment before our own text replaced it; undefined if nobody had. */
function overwritten(before: EditedBody, { edits }: EditedBody, ours: string): string | undefined {
  const known = new Set(before.edits.map(({ id }) => id));
  const at = edits.findIndex(({ text }) => text === ours);
  // A first edit adds the text before it to the history, too.
  return edits.slice(at + 1).find(({ id, text }) => at >= 0 && !known.has(id) && text !== before.body)?.text;
}
