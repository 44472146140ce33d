import type { ListedPull } from '../api/github-api.ts';
import { isRepo } from '../event/github-event.ts';
import { NEEDS_HUMAN } from '../labels.ts';
import { readFrontmatter } from '../thread/frontmatter.ts';
import { isHealthy, type Need, type NeedFacts, needsOf } from './needs-work.ts';

/** What the list alone says of a pull request. */
export type Triage =
  | { readonly kind: 'work'; readonly needs: readonly Need[] }
  /** Nothing is wrong but that GitHub has not found out yet whether it can be merged. */
  | { readonly kind: 'unknown' }
  /** It has become healthy since an attempt: the attempts before count no more. */
  | { readonly kind: 'healed' }
  | { readonly kind: 'healthy' }
  | { readonly kind: 'skip'; readonly because: string };

/** Sorts a pull request by what is known without asking about it. Pure. */
export function triage(pull: ListedPull, facts: NeedFacts & { readonly owner: string; readonly repo: string }): Triage {
  if (!isRepo(pull.headRepo, facts))
    return {
      kind: 'skip',
      because: pull.headRepo === null ? 'its branch’s repository is gone' : 'it comes from a fork',
    };
  const needs = needsOf(pull, facts);
  if (needs.length > 0) return { kind: 'work', needs };
  if (pull.mergeable === 'UNKNOWN') return { kind: 'unknown' };
  const isManaged = !pull.labels.includes(NEEDS_HUMAN.name);
  const tried = (readFrontmatter(pull.body).retryCount ?? 0) > 0;
  return { kind: isManaged && tried && isHealthy(pull, facts) ? 'healed' : 'healthy' };
}
