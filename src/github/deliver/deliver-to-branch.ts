import { AmberError, isAmberError } from '../../core/errors.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { GitHubApi } from '../api/github-api.ts';
import { changesOf, newCommits, treeOf, type WorkChanges } from './git/changed-files.ts';
import { type Collected, identityOf } from './git/collect-work.ts';
import { signedMessage } from './git/commit-message.ts';
import { type LfsObject, pushLfs } from './git/lfs.ts';
import { type Pushed, push } from './git/push.ts';
import { type Authorship, rewritten } from './git/rewrite-commits.ts';
import { type Git, type Remote, type RemoteRefs, remoteRefs } from './git/safe-git.ts';
import { verifyTrees } from './git/verify-hashes.ts';
import type { DeliveryLimits, Reason } from './guards/guards.ts';
import { inspectWork, MAX_LOG } from './guards/inspect-work.ts';
import { besideBranch } from './issue-branch.ts';
import { commitSigned, type SignDeps, type SignedCommit, unsignable } from './signed-commits.ts';

/** Where work is to go. */
export interface DeliveryTarget {
  readonly branch: string;
  /** The branch that it is to be merged into. */
  readonly base: string;
  /** Of the thread: names the branch beside, where the work can't go to its own. */
  readonly number?: number;
  /** False for a pull request that is closed or merged: nobody looks at its branch any more. */
  readonly isOpen: boolean;
  /** The commit that the work began with, as Amber fetched it itself. */
  readonly start?: string;
  /** True if it is on GitHub, and only the work itself says that it began there: it may be any commit of old. */
  readonly isStartClaimed?: boolean;
}

export interface BranchDeliveryDeps extends Authorship {
  readonly api: SignDeps['api'] & Pick<GitHubApi, 'isProtected'>;
  readonly remote: Remote;
  readonly redactor: Redactor;
  readonly limits: DeliveryLimits;
  /** True if GitHub is to make the commits, and to sign them. */
  readonly signs?: boolean;
}

/** The work as it would be pushed, and what speaks against that. */
export interface Prepared {
  readonly branch: string;
  /** Why it is not the branch that the work belongs to. */
  readonly beside?: 'moved' | 'closed';
  /** True if what was pushed meanwhile was merged in. */
  readonly isMerged: boolean;
  readonly commit: string;
  readonly changes: WorkChanges;
  /** Content that has to be in LFS before the commits are pushed. */
  readonly objects: readonly LfsObject[];
  /** What the change is seen against: a commit that is on GitHub. */
  readonly against: string;
  /** What its branch points at, or is made at. */
  readonly onto: SignedCommit['onto'];
  readonly reasons: readonly Reason[];
}

/** How a delivery to a branch ended. */
export type BranchDelivery =
  /** Nothing is new. `isAhead`: an earlier run has pushed to the branch what its base has not. */
  | { readonly kind: 'nothing'; readonly isAhead: boolean }
  | { readonly kind: 'pushed'; readonly work: Prepared }
  | { readonly kind: 'stopped'; readonly work: Prepared; readonly reasons: readonly Reason[] };

/** How often a push is tried to a branch that moves all the time. */
const ATTEMPTS = 3;

/**
 * Brings work to its branch: by a push that is never forced; what was pushed meanwhile is merged in once, and if that can't be
 * done the work goes to a branch beside. What speaks against it stops it. @throws AmberError; the signal's reason
 */
export async function deliverToBranch(
  collected: Collected,
  target: DeliveryTarget,
  deps: BranchDeliveryDeps,
): Promise<BranchDelivery> {
  let hasMerged = false;
  for (let attempt = 1; ; attempt++) {
    const work = await prepare(collected, target, deps, hasMerged);
    if (!('branch' in work)) return { kind: 'nothing', ...work };
    if (work.reasons.length > 0) return { kind: 'stopped', work, reasons: work.reasons };
    const pushed = await put(collected.run, work, deps);
    if (pushed.is === 'done') return { kind: 'pushed', work: { ...work, commit: pushed.commit ?? work.commit } };
    if (pushed.is === 'refused')
      return { kind: 'stopped', work, reasons: [{ why: `GitHub refused the push: ${pushed.why}` }] };
    hasMerged ||= work.isMerged;
    if (attempt === ATTEMPTS)
      return { kind: 'stopped', work, reasons: [{ why: `branch ${work.branch} moves all the time` }] };
  }
}

async function put(run: Git, work: Prepared, deps: BranchDeliveryDeps): Promise<Pushed & { readonly commit?: string }> {
  await pushLfs(run, deps.remote, work.objects);
  if (!deps.signs) return push(run, deps.remote, work.commit, work.branch);
  const format = ['--no-walk=unsorted', '--stdin', '--format=%s'];
  const stdin = work.changes.commits.map((id) => `${id}\n`).join('');
  const subjects = (await run(['log', '--no-merges', ...format], { stdin, atMost: MAX_LOG })).split('\n');
  const message = signedMessage(subjects, deps.commitMessage, deps.coAuthor);
  const changes = await changesOf(run, work.commit, [work.onto.commit]);
  return commitSigned(run, { ...work, changes, message }, deps);
}

/** Fetches what is on GitHub now, and makes of the work what can be pushed on top of it. Nothing is pushed. */
export async function prepare(
  { commit, lfs, run, tooBig }: Collected,
  target: DeliveryTarget,
  deps: BranchDeliveryDeps,
  hasMerged = false,
): Promise<Prepared | { readonly isAhead: boolean }> {
  const { author, api, limits, redactor, remote } = deps;
  const on = await fetched(run, target, remote);
  const known = [on.base, on.head, on.start].filter((id) => id !== undefined);
  await verifyTrees(run, known);
  const commits = await newCommits(run, commit, known);
  const against = on.head ?? on.start ?? on.base;
  const isAhead = on.head !== undefined && !(await isIn(run, on.head, on.base));
  const isIdle = commits.length === 0 || (await changesNothing(run, commit, against, commits));
  if (isIdle && tooBig.length === 0) return { isAhead };
  const own = commits.length === 0 ? commit : await rewritten(run, commits, deps);
  const env = identityOf(author, await run(['show', '--no-patch', '--format=@%at +0000', own]));
  const join = async (tree: string, parents: readonly string[], message: string): Promise<string> =>
    run(['commit-tree', tree, ...parents.flatMap((id) => ['-p', id])], { stdin: `${message}\n`, env });
  // An agent that rewrote what was there before: its files count, and nothing of the history is lost.
  const whole =
    on.start === undefined || (await isIn(run, on.start, own))
      ? own
      : await join(await treeOf(run, own), [on.start, own], 'Keep the history that was there before');
  const isBehind = on.head !== undefined && !(await isIn(run, on.head, whole));
  // A merge would bring back what somebody has taken off the branch by force.
  const isMergeable =
    !hasMerged && on.head !== undefined && (on.start === undefined || (await isIn(run, on.start, on.head)));
  const merged = isBehind && isMergeable && on.head !== undefined ? await mergedTree(run, whole, on.head) : undefined;
  // All of it is there already, below what was pushed since.
  if (merged !== undefined && on.head !== undefined && merged === (await treeOf(run, on.head))) return { isAhead };
  const beside: Prepared['beside'] = target.isOpen
    ? isBehind && merged === undefined
      ? 'moved'
      : undefined
    : 'closed';
  const tip =
    beside === undefined && merged !== undefined && on.head !== undefined
      ? await join(merged, [whole, on.head], `Merge what was pushed to ${target.branch} meanwhile`)
      : whole;
  const branch = beside === undefined ? target.branch : besideBranch(target, tip);
  const changes = await changesOf(run, tip, known);
  const name = {
    name: branch,
    isDefault: branch === on.refs.defaultBranch,
    isProtected: await api.isProtected(branch),
  };
  const now = known.filter((id) => id !== on.start || !target.isStartClaimed || id === on.base || id === on.head);
  const sinceNow = now.length === known.length ? undefined : await changesOf(run, tip, now);
  const work = { commit: tip, changes, sinceNow, known, branch: name, lfs, tooBig };
  const { objects, reasons, sizes } = await inspectWork(run, work, { limits, redactor });
  const unsigned = deps.signs ? unsignable(changes, sizes, await mergesIn(run, commits)) : [];
  const isNew = beside !== undefined || on.head === undefined;
  const onto = { commit: isNew ? (on.start ?? on.base) : on.head, isThere: !isNew };
  const isMerged = tip !== whole;
  const prepared = { branch, isMerged, commit: tip, changes, objects, against, onto, ...(beside && { beside }) };
  return { ...prepared, reasons: [...reasons, ...unsigned] };
}

interface OnGitHub {
  readonly refs: RemoteRefs;
  readonly base: string;
  readonly head: string | undefined;
  readonly start: string | undefined;
}

async function fetched(run: Git, { base, branch, start }: DeliveryTarget, remote: Remote): Promise<OnGitHub> {
  const [baseRef, headRef] = [`refs/heads/${base}`, `refs/heads/${branch}`];
  const refs = await remoteRefs(run, remote, [baseRef, headRef]);
  if (!refs.commits.has(baseRef)) throw new AmberError('NOT_FOUND', `there is no branch "${base}" to merge into`);
  const specs = [`+${baseRef}:refs/amber/base`, ...(refs.commits.has(headRef) ? [`+${headRef}:refs/amber/head`] : [])];
  await run(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', remote.url, ...specs], { remote });
  const commit = (ref: string): Promise<string> => run(['rev-parse', '--verify', `${ref}^{commit}`]);
  const head = refs.commits.has(headRef) ? await commit('refs/amber/head') : undefined;
  return { refs, base: await commit('refs/amber/base'), head, start };
}

/** True if the first is an ancestor of the second, or the same. */
async function isIn(run: Git, one: string, other: string): Promise<boolean> {
  return (await run(['rev-list', '--max-count=1', one, '--not', other])) === '';
}

/** True for commits that together change nothing, and join nothing. */
async function changesNothing(run: Git, commit: string, against: string, commits: readonly string[]): Promise<boolean> {
  if ((await treeOf(run, commit)) !== (await treeOf(run, against))) return false;
  return (await mergesIn(run, commits)).length === 0;
}

async function mergesIn(run: Git, commits: readonly string[]): Promise<readonly string[]> {
  if (commits.length === 0) return [];
  const stdin = commits.map((id) => `${id}\n`).join('');
  const merges = await run(['rev-list', '--no-walk', '--min-parents=2', '--stdin'], { stdin });
  return merges.split('\n').filter((id) => id !== '');
}

/** The files of a merge; undefined if it has conflicts. No driver of anybody's is run. */
async function mergedTree(run: Git, one: string, other: string): Promise<string | undefined> {
  try {
    const [tree] = (await run(['merge-tree', '--write-tree', one, other])).split('\n');
    return tree;
  } catch (error) {
    if (isAmberError(error, 'GIT')) return undefined;
    throw error;
  }
}
