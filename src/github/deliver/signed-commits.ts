import { isAmberError } from '../../core/errors.ts';
import type { GitHubApi } from '../api/github-api.ts';
import { type FileState, treeOf, type WorkChanges } from './git/changed-files.ts';
import type { Pushed } from './git/push.ts';
import { type Git, type Remote, remoteRefs } from './git/safe-git.ts';
import type { Reason } from './guards/guards.ts';

/** For all files of one commit together, in bytes: they stand in one request. */
const MAX_CONTENT = 40 * 1024 * 1024;

/** What GitHub's API makes no commit of. Pure. `merges`: of the agent's commits. */
export function unsignable(
  { files }: WorkChanges,
  sizes: ReadonlyMap<string, number>,
  merges: readonly string[],
): readonly Reason[] {
  const odd = files.filter(({ after, before }) => after !== undefined && [after, before].some(isOdd));
  const bytes = files.reduce((sum, { after }) => sum + (after === undefined ? 0 : (sizes.get(after.id) ?? 0)), 0);
  const input = 'sign-commits';
  return [
    ...(merges.length === 0 ? [] : [{ why: 'GitHub signs no merge, and the work holds one', input }]),
    ...(odd.length === 0
      ? []
      : [{ why: `GitHub signs no executable file and no link: ${odd.map(({ path }) => path).join(', ')}`, input }]),
    ...(bytes <= MAX_CONTENT ? [] : [{ why: 'GitHub signs no commit of more than 40 MiB', input }]),
  ];
}

const isOdd = (state: FileState | undefined): boolean => state !== undefined && state.mode !== '100644';

/** One commit that GitHub makes and signs. */
export interface SignedCommit {
  readonly branch: string;
  /** What the branch points at, or is made at. */
  readonly onto: { readonly commit: string; readonly isThere: boolean };
  /** What the branch is to hold. */
  readonly commit: string;
  readonly changes: WorkChanges;
  readonly message: { readonly headline: string; readonly body: string };
}

export interface SignDeps {
  readonly api: Pick<GitHubApi, 'createBranch' | 'commitOnBranch'>;
  readonly remote: Remote;
}

/**
 * Makes the branch if there is none, and one commit on it, through the API: GitHub shows such a one as verified. Its author is
 * the token's account. Returns what became of it, with its id. @throws AmberError; the signal's reason
 */
export async function commitSigned(
  run: Git,
  { branch, changes, commit, message, onto }: SignedCommit,
  { api, remote }: SignDeps,
): Promise<Pushed & { readonly commit?: string }> {
  const additions = [];
  for (const { path, after } of changes.files)
    if (after !== undefined) additions.push({ path, contents: await contentOf(run, after.id) });
  const deletions = changes.files.filter(({ after }) => after === undefined).map(({ path }) => ({ path }));
  try {
    if (!onto.isThere) await api.createBranch(branch, onto.commit);
    const made = await api.commitOnBranch({ branch, onto: onto.commit, message, additions, deletions });
    return { is: 'done', commit: made };
  } catch (error) {
    if (!isAmberError(error)) throw error;
    const ref = `refs/heads/${branch}`;
    const there = (await remoteRefs(run, remote, [ref])).commits.get(ref);
    if (there !== undefined && there !== onto.commit) {
      await run(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', remote.url, there], { remote });
      // The answer was lost, and the commit is there.
      const isOurs = (await treeOf(run, there)) === (await treeOf(run, commit));
      return isOurs ? { is: 'done', commit: there } : { is: 'moved' };
    }
    return { is: 'refused', why: error.message };
  }
}

/** A file in base64. */
async function contentOf(run: Git, id: string): Promise<string> {
  const options = { stdin: `${id}\n`, encoding: 'latin1', atMost: MAX_CONTENT + 1024 } as const;
  // The end of git's own line is gone already, that of the file is not.
  const answer = await run(['cat-file', '--batch'], options);
  return Buffer.from(answer.slice(answer.indexOf('\n') + 1), 'latin1').toString('base64');
}
