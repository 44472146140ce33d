import { randomUUID } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAmberError } from '../../core/errors.ts';
import type { Result } from '../../core/result.ts';
import { redactedResult } from '../../core/secrets/redacted-result.ts';
import { sanitizeText } from '../../render/markdown/sanitize.ts';
import { linkTo } from '../../render/markdown/write-markdown.ts';
import type { GitHubApi } from '../api/github-api.ts';
import type { Job } from '../open-job.ts';
import type { RunPlan } from '../plan/plan-types.ts';
import { isName } from '../thread/thread-record.ts';
import { type DeliveryTarget, prepare } from './deliver-to-branch.ts';
import { type DeliveryDeps, deliverToPullRequest, leftOutLine, type WantedPull } from './deliver-to-pull-request.ts';
import { type Delivery, NOTHING_CHANGED, withReasons } from './delivery-report.ts';
import { type Collected, type CollectOptions, collectFiles, collectWork } from './git/collect-work.ts';
import { commitMessageOf } from './git/commit-message.ts';
import type { Git, GitDeps, GitPrograms } from './git/safe-git.ts';
import type { Reason } from './guards/guards.ts';
import { remoteOf, type ThreadWork } from './thread-clone.ts';
import { lfsIn, PATCH, writeFolder } from './work-folder.ts';
import { workflowsHint } from './workflow-permission-hint.ts';
import { patchTo } from './write-patch.ts';

/** Longest time for all of it, in ms. */
const PATIENCE = 900_000;

/** A run whose work is to be delivered. */
export interface EndedWork {
  readonly plan: RunPlan;
  readonly work: ThreadWork;
  readonly result: Result;
}

/**
 * Brings to GitHub what a run has left in its clone, or leaves it for a job that does. What is in the way is a reason in what it
 * returns, and the work is in a patch then. Rejects with the interrupt's reason.
 */
export function deliver(ended: EndedWork, job: Job): Promise<Delivery> {
  return withinLimit(job, ended.work.programs, (into, git) => carry(ended, job, into, git));
}

/**
 * Delivers within a time limit, by way of a folder that is gone afterwards. An error is a reason in what it returns. Rejects with
 * the interrupt's reason.
 */
export async function withinLimit(
  { context, interrupts, runner }: Job,
  programs: GitPrograms,
  work: (into: string, git: GitDeps) => Promise<Delivery>,
): Promise<Delivery> {
  const patience = AbortSignal.timeout(PATIENCE);
  const into = join(context.clones, `.deliver-${randomUUID()}`);
  try {
    return await work(into, { ...programs, env: runner.env, signal: AbortSignal.any([interrupts.first, patience]) });
  } catch (error) {
    interrupts.first.throwIfAborted();
    if (!patience.aborted && !isAmberError(error)) throw error;
    return { reasons: [{ why: isAmberError(error) ? error.message : 'it took too long' }], lines: [] };
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

async function carry(ended: EndedWork, job: Job, into: string, git: GitDeps): Promise<Delivery> {
  const { plan, result, work } = ended;
  const { deps, pull } = await deliveryOrderOf(plan, result, job);
  const { author, commitMessage, limits } = deps;
  const { maxFileSize } = limits;
  const known = [work.start, work.base.commit];
  const from = { dir: plan.work?.dir ?? '', into, message: commitMessage, author, maxFileSize, known };
  let collected: Collected;
  try {
    collected = await collectWork(from, git);
  } catch (error) {
    if (!isAmberError(error, 'GIT')) throw error;
    return saved(`git can’t take the work: ${error.message}`, from, ended, { deps, git, job });
  }
  const target: DeliveryTarget = {
    branch: work.branch,
    base: work.base.ref,
    number: plan.thread?.number ?? 0,
    isOpen: await isOpenStill(plan, deps.api),
    start: work.start,
  };
  if (job.inputs.deliver === 'patch') return leave({ collected, target, ended }, deps, job);
  if (result.outcome === 'finished')
    return deliverToPullRequest({ collected, target, account: result.message, ...(pull && { pull }) }, deps);
  const left = await deps.leavePatch(collected, work.start, collected.commit);
  const line = 'The run did not finish, so its work was not pushed: it is in the patch that output `patch-path` names.';
  return { reasons: [], ...left, lines: left.patchPath === undefined ? [] : [line] };
}

interface SaveDeps {
  readonly deps: DeliveryDeps;
  readonly git: GitDeps;
  readonly job: Job;
}

/** Leaves the files of work that can't be taken as commits: a patch, and in a folder for another job that there is nothing to deliver. */
async function saved(why: string, from: CollectOptions, ended: EndedWork, to: SaveDeps): Promise<Delivery> {
  const { deps, git, job } = to;
  const { start } = ended.work;
  const folder = job.inputs.deliver === 'patch' ? folderFor(ended.result, job) : undefined;
  const inFolder = folder === undefined ? {} : { folder };
  if (folder !== undefined) {
    const result = withReasons(ended.result, { reasons: [{ why }], lines: [] });
    await keep(folder, { ...ended, result }, job);
  }
  const leavePatch = folder === undefined ? deps.leavePatch : patchTo(join(folder, PATCH), job.redactor, job.say);
  try {
    const found = await collectFiles(from, { remote: deps.remote, start }, git);
    const left = await leavePatch(found, start, found.commit);
    const tooBig = found.tooBig.map(({ bytes, path }) => `${path} has ${bytes.toLocaleString('en')} bytes`);
    const lines = leftOutLine({ leftOut: [...found.leftOut, ...tooBig] }, deps);
    const isSaved = left.patchPath !== undefined || left.patch !== undefined;
    const instead = isSaved ? 'its files as they were at the end are in a patch' : 'no file could be left in a patch';
    return { reasons: [{ why: `${why}; ${instead}` }], ...left, ...inFolder, lines };
  } catch (error) {
    if (!isAmberError(error, 'GIT')) throw error;
    return {
      reasons: [{ why: `${why}; nor could its files be saved: ${error.message}` }],
      ...inFolder,
      lines: [],
    };
  }
}

/** False for a pull request that was closed or merged before the run or while it worked: its branch is not pushed to, or made again. */
async function isOpenStill({ thread, work }: RunPlan, api: Pick<GitHubApi, 'pullsOfBranch'>): Promise<boolean> {
  if (work?.head === undefined || !work.head.isOpen) return work?.head === undefined;
  return (await api.pullsOfBranch(work.head.ref)).some(({ number }) => number === thread?.number);
}

/** Leaves the work in a folder, for a job that may write. What would be in its way there is found out here already. */
async function leave(
  {
    collected,
    ended,
    target,
  }: { readonly collected: Collected; readonly ended: EndedWork; readonly target: DeliveryTarget },
  deps: DeliveryDeps,
  job: Job,
): Promise<Delivery> {
  const { result, work } = ended;
  const folder = folderFor(result, job);
  const prepared = result.outcome === 'finished' ? await preparedOrWhy(collected, target, deps) : undefined;
  const ready = prepared !== undefined && 'branch' in prepared ? prepared : undefined;
  const reasons = prepared !== undefined && 'why' in prepared ? [prepared] : (ready?.reasons ?? []);
  const isGood = ready !== undefined && reasons.length === 0;
  const commits = isGood ? { commits: { start: work.start, last: collected.commit } } : {};
  const known = [work.start, work.base.commit];
  await keep(
    folder,
    { ...ended, result: withReasons(result, { reasons, lines: [] }), ...commits },
    job,
    collected.run,
    known,
  );
  if (isGood && ready.objects.length > 0) cpSync(collected.lfs.own, lfsIn(folder), { recursive: true });
  const patch = patchTo(join(folder, PATCH), job.redactor, job.say);
  const left = await patch(collected, ready?.against ?? work.start, ready?.commit ?? collected.commit);
  const line = isGood ? 'The work waits for the job that brings it here.' : NOTHING_CHANGED;
  return { reasons, ...left, folder, lines: reasons.length > 0 || result.outcome !== 'finished' ? [] : [line] };
}

/** Why it could not be made ready is no reason to lose it. */
async function preparedOrWhy(...of: Parameters<typeof prepare>): Promise<Awaited<ReturnType<typeof prepare>> | Reason> {
  try {
    return await prepare(...of);
  } catch (error) {
    if (!isAmberError(error)) throw error;
    return { why: error.message };
  }
}

/** Leaves how a run ended that has no work, or none that could be taken. @throws AmberError STATE */
export async function leaveEnd(plan: RunPlan, result: Result, job: Job): Promise<string> {
  const folder = folderFor(result, job);
  await keep(folder, { plan, result }, job);
  return folder;
}

type Kept = Pick<EndedWork, 'plan' | 'result'> & {
  readonly commits?: { readonly start: string; readonly last: string };
};

async function keep(
  folder: string,
  { commits, plan, result }: Kept,
  job: Job,
  run?: Git,
  known: readonly string[] = [],
) {
  const { thread, askedBy } = plan;
  if (thread === undefined) return;
  const left = { thread, askedBy, result: redactedResult(result, job.redactor), ...(commits && { commits }) };
  await writeFolder(folder, left, run, known);
}

const folderFor = ({ session }: Result, { context, runner }: Job): string =>
  join(runner.env.RUNNER_TEMP || context.clones, `amber-delivery-${isName(session) ? session : 'none'}`);

/** All that a thread's work needs on its way, and the pull request that an issue's is to have. @throws AmberError */
export async function deliveryOrderOf(
  plan: RunPlan,
  result: Result,
  job: Job,
): Promise<{ readonly deps: DeliveryDeps & { readonly api: GitHubApi }; readonly pull?: WantedPull }> {
  const { context, inputs, redactor, runner, say } = job;
  const { allowPaths, commitAuthor: author, draft, managedLabel: label, maxFiles, maxFileSize, promptsDir } = inputs;
  const title = plan.work?.title ?? '';
  const coAuthor = coAuthorOf(plan, job);
  const patch = `amber-${isName(result.session) ? result.session : 'work'}.patch`;
  const deps = {
    api: await job.api(),
    remote: remoteOf(job),
    place: context,
    redactor,
    limits: { allowPaths, maxFiles, maxFileSize, promptsDir },
    author,
    signs: inputs.signCommits,
    afterPush: () => workflowsHint(plan, job),
    commitMessage: commitMessageOf(result.message, title, redactor),
    leavePatch: patchTo(join(runner.env.RUNNER_TEMP || context.clones, patch), redactor, say),
    ...(coAuthor === undefined ? {} : { coAuthor }),
  };
  const { thread } = plan;
  if (thread === undefined || plan.work?.head !== undefined) return { deps };
  const asker = sanitizeText(plan.askedBy, redactor, { as: 'line', limit: 200 });
  const footer = [`asked by ${asker}`, ...(context.runUrl === '' ? [] : [linkTo('log', context.runUrl)])].join(' · ');
  const hints = {
    ...(result.session === null ? {} : { session: result.session }),
    source: thread.number,
    lastAction: runner.clock.date().toISOString(),
    retryCount: plan.attempts,
  };
  return { deps, pull: { title, fixes: thread.number, footer, marks: { hints, label }, draft } };
}

/** Who asked, as GitHub knows them in commits. */
function coAuthorOf({ askedBy }: RunPlan, { context, event }: Job): string | undefined {
  if (askedBy === '') return undefined;
  const { host } = new URL(context.serverUrl);
  const id = event.kind === 'comment' || event.kind === 'label' ? event.sender?.id : undefined;
  return `${askedBy} <${id === undefined ? '' : `${id}+`}${askedBy}@users.noreply.${host}>`;
}
