import { resolve } from 'node:path';
import { AmberError } from '../../core/errors.ts';
import type { GitHubApi } from '../api/github-api.ts';
import type { Thread } from '../event/github-event.ts';
import type { Job } from '../open-job.ts';
import type { Planned, RunPlan, ThreadWorkPlan } from '../plan/plan-types.ts';
import { SavedState } from '../post-step/step-state.ts';
import { deliveryOrderOf, withinLimit } from './deliver-after-run.ts';
import { type DeliveryDeps, deliverToPullRequest, type WantedPull } from './deliver-to-pull-request.ts';
import { type Delivery, NOTHING_CHANGED, withReasons } from './delivery-report.ts';
import { placeOf } from './git/checkout.ts';
import { type Collected, lfsStoreOf, ownRepository } from './git/collect-work.ts';
import { findGit, type Git, type GitDeps, type Remote } from './git/safe-git.ts';
import { bundleIn, type LeftWork, lfsIn, readFolder } from './work-folder.ts';

/**
 * Delivers in a job that runs no agent what another job has left for the same event. Who may, and where the work goes, was decided
 * anew from the event; of the folder only commits and the account are used. Returns the exit code of the step. @throws AmberError
 */
export async function deliverLeft(planned: Planned<RunPlan>, job: Job): Promise<number> {
  const { inputs, reports, runner } = job;
  const { thread, work } = planned.plan;
  const folder = resolve(runner.cwd, inputs.deliverFrom ?? '');
  const left = readFolder(folder);
  if (thread === undefined || work === undefined || !isSame(thread, left.thread))
    throw new AmberError('INVALID', `the work in ${folder} is of #${left.thread.number}, not of this event’s thread`);
  const [{ openPublisher }, { finishStep }, { RunTranscript }] = await Promise.all([
    import('../show/publisher.ts'),
    import('../run/finish-step.ts'),
    import('../run/run-transcript.ts'),
  ]);
  const nothing = { project: inputs.project, requestId: '', session: null, settled: true, shown: null };
  const state = new SavedState(reports, nothing);
  const publisher = await openPublisher(planned, job, {
    warn: (message) => reports.warning(job.redactor.all(message)),
    save: (shown) => state.update({ shown }),
  });
  const { deps, pull } = await deliveryOrderOf(planned.plan, left.result, job);
  const destination = { thread, work, ...(pull && { pull }) };
  const delivery = await withinLimit(job, findGit(runner.env), (into, git) =>
    deliverFolder(folder, left, destination, deps, into, git),
  );
  const ended = { result: withReasons(left.result, delivery), engine: undefined, ref: undefined };
  return finishStep({ ...ended, transcript: new RunTranscript(job.redactor), delivery }, planned, job, publisher);
}

/** Where the work of a folder goes. */
export interface Destination {
  readonly thread: Thread;
  readonly work: ThreadWorkPlan;
  readonly pull?: WantedPull;
}

/** Brings what is in such a folder to GitHub, by way of a repository in `into`. @throws AmberError; the signal's reason */
export async function deliverFolder(
  folder: string,
  { commits, result }: LeftWork,
  { pull, thread, work }: Destination,
  deps: DeliveryDeps & { readonly api: Pick<GitHubApi, 'pullsEverOf'> },
  into: string,
  git: GitDeps,
): Promise<Delivery> {
  if (commits === undefined || result.outcome !== 'finished')
    return { reasons: [], lines: result.outcome === 'finished' && result.error === undefined ? [NOTHING_CHANGED] : [] };
  const run = await ownRepository(into, [], into, git);
  const { base, branch, ref } = await placeOf(run, work, thread, deps);
  const start = await unpack(run, folder, commits, [`refs/heads/${base}`, ref], deps.remote);
  const target = {
    branch,
    base,
    number: thread.number,
    isOpen: work.head?.isOpen ?? true,
    ...(start && { start, isStartClaimed: true }),
  };
  const lfs = { own: lfsStoreOf(into), foreign: lfsIn(folder) };
  const collected: Collected = { run, commit: commits.last, lfs, leftOut: [], tooBig: [] };
  return deliverToPullRequest({ collected, target, account: result.message, ...(pull && { pull }) }, deps);
}

/** Takes the commits out of the folder. Returns the one that they began with, if it is on GitHub. @throws AmberError GIT */
async function unpack(
  run: Git,
  folder: string,
  { last, start }: NonNullable<LeftWork['commits']>,
  refs: readonly string[],
  remote: Remote,
): Promise<string | undefined> {
  const specs = [...new Set(refs)].map((ref, i) => `+${ref}:refs/amber/known-${i}`);
  await run(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', remote.url, ...specs], { remote });
  // One that a branch has no more: GitHub may still have it, and the commits need it.
  const isThere = await run(['cat-file', '-e', `${start}^{commit}`]).then(
    () => true,
    () => false,
  );
  if (!isThere)
    await run(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', remote.url, start], { remote });
  await run(['bundle', 'unbundle', bundleIn(folder)]);
  await run(['cat-file', '-e', `${last}^{commit}`]);
  const known = await run(['rev-list', '--max-count=1', start, '--not', '--glob=refs/amber/known-*']);
  return known === '' ? start : undefined;
}

function isSame(one: Thread, other: Thread): boolean {
  const name = ({ owner, repo }: Thread): string => `${owner}/${repo}`.toLowerCase();
  return name(one) === name(other) && one.number === other.number && one.kind === other.kind;
}
