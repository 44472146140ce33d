import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AmberError, isAmberError } from '../../core/errors.ts';
import type { Result } from '../../core/outcome.ts';
import { publish } from '../markdown/publish.ts';
import { linkTo } from '../markdown/written.ts';
import type { Job } from '../open-job.ts';
import type { RunPlan } from '../plan/types.ts';
import { type ArriveDeps, arrive } from './arrive.ts';
import { type Collected, collect } from './git/collect.ts';
import type { GitDeps } from './git/safe-git.ts';
import type { Reason } from './guards.ts';
import { leavePatch } from './patch.ts';
import { accountOf, type OpenedPull, openPull, pullBody } from './pull-request.ts';
import { type Delivery, pushedLine } from './report.ts';
import { remoteOf, type ThreadWork } from './thread-work.ts';

/** Longest time for all of it, in ms. */
const PATIENCE = 900_000;

/** A run whose work is to be delivered. */
export interface FinishedRun {
  readonly plan: RunPlan;
  readonly work: ThreadWork;
  readonly result: Result;
}

/**
 * Brings to GitHub what a finished run has left in its clone. What is in the way of that is a reason in what it returns, and the
 * work is in a patch then. Rejects with the interrupt's reason.
 */
export async function deliver(run: FinishedRun, job: Job): Promise<Delivery> {
  const { context, interrupts, runner } = job;
  const patience = AbortSignal.timeout(PATIENCE);
  const signal = AbortSignal.any([interrupts.first, patience]);
  const into = join(context.clones, `.deliver-${randomUUID()}`);
  try {
    return await carry(run, job, into, { command: run.work.command, env: runner.env, signal });
  } catch (error) {
    interrupts.first.throwIfAborted();
    return { reasons: [{ why: patience.aborted ? 'it took too long' : whyOf(error) }], lines: [] };
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

async function carry(run: FinishedRun, job: Job, into: string, git: GitDeps): Promise<Delivery> {
  const { plan, result, work } = run;
  const { inputs, redactor } = job;
  const { commitAuthor: author, maxFileSize } = inputs;
  const fallback = accountOf(result.message, plan.work?.title ?? '', redactor).title || 'Work of an agent';
  const collected = await collect({ dir: plan.work?.dir ?? '', into, message: fallback, author, maxFileSize }, git);
  const leave = (from: string, to: string) => leavePatch(collected.run, from, to, result.session, job);
  if (result.outcome !== 'finished') {
    const left = await leave(work.start, collected.commit);
    const line =
      left.patchPath === undefined
        ? []
        : [`The run did not finish, so its work was not pushed: it is in the patch that output \`patch-path\` names.`];
    return { reasons: [], ...left, lines: line };
  }
  let arrived: Awaited<ReturnType<typeof arrive>>;
  try {
    const target = {
      branch: work.branch,
      base: work.base.ref,
      number: plan.thread?.number ?? 0,
      isOpen: plan.work?.head?.isOpen ?? true,
      start: work.start,
    };
    arrived = await arrive(collected, target, await depsOf(run, job, fallback));
  } catch (error) {
    if (!isAmberError(error)) throw error;
    return { reasons: [{ why: whyOf(error) }], ...(await leave(work.start, collected.commit)), lines: [] };
  }
  const notes = leftOutLine(collected, job);
  if (arrived.kind === 'stopped')
    return { reasons: arrived.reasons, ...(await leave(arrived.work.against, arrived.work.commit)), lines: notes };
  const pushed = arrived.kind === 'pushed' ? arrived.work : undefined;
  const wantsPull =
    plan.work?.head === undefined && (pushed !== undefined || (arrived.kind === 'nothing' && arrived.isAhead));
  const pull = wantsPull ? await opened(run, job) : undefined;
  const reasons = pull !== undefined && 'why' in pull ? [pull] : [];
  const there = pull !== undefined && 'number' in pull ? pull : undefined;
  const said =
    pushed !== undefined
      ? pushedLine(pushed, there, job.context, redactor)
      : there?.isNew === true
        ? `📦 Opened pull request #${there.number} of what was pushed before`
        : 'Nothing has changed: there is nothing to push.';
  return {
    ...(pushed === undefined ? {} : { branch: pushed.branch, commit: pushed.commit }),
    ...(there === undefined ? {} : { branch: work.branch, pull: there }),
    reasons,
    lines: [said, ...(reasons.length === 0 ? [] : [compareLine(run, job)]), ...notes],
  };
}

async function depsOf({ plan }: FinishedRun, job: Job, fallback: string): Promise<ArriveDeps> {
  const { inputs, redactor } = job;
  const { allowPaths, commitAuthor: author, maxFiles, maxFileSize, promptsDir } = inputs;
  const coAuthor = coAuthorOf(plan, job);
  return {
    api: await job.api(),
    remote: remoteOf(job),
    redactor,
    limits: { allowPaths, maxFiles, maxFileSize, promptsDir },
    author,
    fallback,
    ...(coAuthor === undefined ? {} : { coAuthor }),
  };
}

/** Who asked, as GitHub knows them in commits. */
function coAuthorOf({ askedBy }: RunPlan, { context, event }: Job): string | undefined {
  if (askedBy === '') return undefined;
  const { host } = new URL(context.serverUrl);
  const id = event.kind === 'comment' || event.kind === 'label' ? event.sender?.id : undefined;
  return `${askedBy} <${id === undefined ? '' : `${id}+`}${askedBy}@users.noreply.${host}>`;
}

/** The pull request of an issue's work; why it could not be opened. */
async function opened({ plan, result, work }: FinishedRun, job: Job): Promise<OpenedPull | Reason> {
  const { context, inputs, redactor, runner } = job;
  const { thread } = plan;
  const text = (foreign: string): string => publish(foreign, redactor, { as: 'line', limit: 200 });
  const footer = [
    `asked by ${text(plan.askedBy)}`,
    ...(context.runUrl === '' ? [] : [linkTo('log', context.runUrl)]),
  ].join(' · ');
  const account = accountOf(result.message, plan.work?.title ?? '', redactor);
  const parts = { account: account.text, footer, ...(thread === undefined ? {} : { fixes: thread.number }) };
  const hints = {
    ...(result.session === null ? {} : { session: result.session }),
    ...(thread === undefined ? {} : { source: thread.number }),
    lastAction: runner.clock.date().toISOString(),
    retryCount: plan.attempts,
  };
  const wanted = {
    branch: work.branch,
    base: work.base.ref,
    repository: context,
    title: account.title,
    body: await pullBody(parts, redactor),
  };
  try {
    return await openPull(wanted, hints, { api: await job.api(), label: inputs.managedLabel, draft: inputs.draft });
  } catch (error) {
    if (!isAmberError(error)) throw error;
    const isRight = isAmberError(error, 'FORBIDDEN')
      ? '; the job needs pull-requests: write, and the repository’s settings must let Actions create pull requests'
      : '';
    return {
      why: `the work is on branch ${work.branch}, and no pull request could be opened: ${error.message}${isRight}`,
    };
  }
}

function compareLine({ work }: FinishedRun, { context }: Job): string {
  const { owner, repo, serverUrl } = context;
  const range = `${encodeURIComponent(work.base.ref)}...${encodeURIComponent(work.branch)}`;
  return linkTo('Open the pull request by hand', `${serverUrl}/${owner}/${repo}/compare/${range}?expand=1`);
}

function leftOutLine({ leftOut }: Collected, { redactor }: Job): readonly string[] {
  if (leftOut.length === 0) return [];
  return [`Left out: ${publish(leftOut.slice(0, 5).join('; '), redactor, { as: 'line', limit: 1_000 })}`];
}

function whyOf(error: unknown): string {
  if (!(error instanceof AmberError)) throw error;
  return error.message;
}
