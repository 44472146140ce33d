import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { AmberError } from '../../../core/errors.ts';
import type { GitHubApi } from '../../api/github-api.ts';
import { isRepo, type Thread } from '../../event/github-event.ts';
import type { ThreadWorkPlan } from '../../plan/plan-types.ts';
import { chooseBranch, issueBranches } from '../issue-branch.ts';
import { fetchLfs } from './lfs.ts';
import { type Git, type GitDeps, type Remote, type RemoteRefs, remoteRefs, safeGit } from './safe-git.ts';

/** Where a run's work began, and where it is to go. */
export interface Checkout {
  /** The branch on GitHub that the work belongs to. */
  readonly branch: string;
  /** The commit that the run began with. */
  readonly start: string;
  /** The branch that it is to be merged into, and its commit then. */
  readonly base: { readonly ref: string; readonly commit: string };
}

export interface CheckoutDeps extends GitDeps {
  readonly api: Pick<GitHubApi, 'pullsEverOf'>;
  readonly remote: Remote;
  /** Whose commits the agent makes, if it does not say otherwise. */
  readonly author: { readonly name: string; readonly email: string };
  /** Whether submodules are fetched; `recursive` with those that they have themselves. */
  readonly submodules: 'false' | 'true' | 'recursive';
  /** Whether the files of LFS are fetched. */
  readonly lfs: boolean;
}

/**
 * Makes the thread's own clone: of a pull request its head, of an issue the default branch or the branch that an earlier
 * run has made for it; with the whole history of both and of the base, without tags. What an earlier run left in the
 * folder is gone. @throws AmberError GIT, NOT_FOUND; the signal's reason
 */
export async function checkOut(work: ThreadWorkPlan, thread: Thread, deps: CheckoutDeps): Promise<Checkout> {
  const { author, remote } = deps;
  const { dir } = work;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dirname(dir), { recursive: true, mode: 0o700 });
  const outside = safeGit(dirname(dir), deps);
  await outside(['init', '--quiet', '--template=', '--initial-branch=amber-none', '--', dir]);
  const run = safeGit(dir, deps);
  const { base, branch, ref } = await placeOf(run, work, thread, deps);
  const tracking = (name: string): string => `refs/remotes/origin/${name}`;
  const isThere = ref === `refs/heads/${branch}`;
  const specs = new Set([
    `+${ref}:${START}`,
    `+refs/heads/${base}:${tracking(base)}`,
    ...(isThere ? [`+${ref}:${tracking(branch)}`] : []),
  ]);
  await run(['fetch', '--quiet', '--no-tags', '--', remote.url, ...specs], { remote });
  const settings = {
    'user.name': author.name,
    'user.email': author.email,
    'remote.origin.url': remote.url,
    'remote.origin.fetch': '+refs/heads/*:refs/remotes/origin/*',
  };
  for (const [name, value] of Object.entries(settings)) await run(['config', name, value]);
  await run(['checkout', '--quiet', '--no-track', '-B', branch, START]);
  if (deps.lfs) await fetchLfs(run, remote);
  if (deps.submodules !== 'false') await fetchSubmodules(run, deps);
  const commit = (name: string): Promise<string> => run(['rev-parse', '--verify', `${name}^{commit}`]);
  return { branch, start: await commit(START), base: { ref: base, commit: await commit(tracking(base)) } };
}

/** Their addresses come with the repository; the token goes to those of the same owner, and none of their code is run. */
async function fetchSubmodules(run: Git, { remote, submodules }: CheckoutDeps): Promise<void> {
  const all = submodules === 'recursive' ? ['--recursive'] : [];
  await run(['submodule', '--quiet', 'update', '--init', ...all], { remote });
}

/** Keeps the commit that the run begins with. */
const START = 'refs/amber/start';

/** Where a thread's work belongs on GitHub. */
export interface WorkPlace {
  readonly branch: string;
  /** What it begins with, on the server. */
  readonly ref: string;
  readonly base: string;
}

type PlaceDeps = Pick<CheckoutDeps, 'api' | 'remote'>;

/** Finds out where the work of a thread belongs, and what it begins with. @throws AmberError GIT, NOT_FOUND */
export function placeOf(run: Git, work: ThreadWorkPlan, thread: Thread, deps: PlaceDeps): Promise<WorkPlace> {
  return (work.head === undefined ? placeOfIssue : placeOfPull)(run, work, thread, deps);
}

async function placeOfPull(
  run: Git,
  { head, base }: ThreadWorkPlan,
  { number }: Thread,
  { remote }: PlaceDeps,
): Promise<WorkPlace> {
  const branch = head?.ref ?? '';
  const own = `refs/heads/${branch}`;
  // Of a branch that was deleted GitHub keeps the head.
  const kept = `refs/pull/${number}/head`;
  const refs = await remoteRefs(run, remote, [own, kept, `refs/heads/${base ?? ''}`]);
  const ref = refs.commits.has(own) ? own : kept;
  if (!refs.commits.has(ref)) throw notThere(`the head of pull request #${number}`, remote);
  return { branch, ref, base: baseOf(refs, base, remote) };
}

async function placeOfIssue(
  run: Git,
  { base, title }: ThreadWorkPlan,
  thread: Thread,
  { api, remote }: PlaceDeps,
): Promise<WorkPlace> {
  const wanted = issueBranches(thread.number);
  const refs = await remoteRefs(run, remote, [...wanted, ...(base === undefined ? [] : [`refs/heads/${base}`])]);
  const found = baseOf(refs, base, remote);
  const names = [...refs.commits.keys()]
    .map((ref) => ref.replace(/^refs\/heads\//, ''))
    .filter((name) => name.startsWith(`amber/issue-${thread.number}`));
  const existing = await Promise.all(
    names.map(async (name) => {
      const pulls = await api.pullsEverOf(name);
      return { name, pulls: pulls.filter(({ headRepo }) => isRepo(headRepo, thread)) };
    }),
  );
  const branch = chooseBranch(thread.number, title, existing);
  return { branch, ref: `refs/heads/${names.includes(branch) ? branch : found}`, base: found };
}

/** @throws AmberError NOT_FOUND */
function baseOf({ commits, defaultBranch }: RemoteRefs, base: string | undefined, remote: Remote): string {
  if (base === undefined && defaultBranch === undefined) throw notThere('a default branch', remote);
  const name = base ?? defaultBranch ?? '';
  if (base !== undefined && !commits.has(`refs/heads/${base}`)) throw notThere(`branch ${base}`, remote);
  return name;
}

const notThere = (what: string, { url }: Remote): AmberError =>
  new AmberError('NOT_FOUND', `${url} lacks ${what}: there is nothing to work on`);
