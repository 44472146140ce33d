import { AmberError } from '../../core/errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Job } from '../open-job.ts';
import type { RunPlan } from '../plan/plan-types.ts';
import { type Checkout, checkOut } from './git/checkout.ts';
import { findGit, type GitDeps, type GitPrograms, type Remote } from './git/safe-git.ts';

/** A thread's clone before its run, and what is needed after it. */
export interface ThreadWork extends Checkout {
  /** Git, as it was found before the agent ran. */
  readonly programs: GitPrograms;
}

/** Longest time for all that is fetched, in ms: a big repository's whole history. */
const FETCH_PATIENCE = 1_200_000;

/**
 * Makes the clone that the run works in; undefined if it works elsewhere, or in a session that is at work there already.
 * @throws AmberError; rejects with the interrupt's reason
 */
export async function beginWork({ after, thread, work }: RunPlan, job: Job): Promise<ThreadWork | undefined> {
  if (work === undefined || thread === undefined || after?.kind === 'session') return undefined;
  const { inputs, interrupts, runner, say } = job;
  const { env } = runner;
  const programs = findGit(env);
  const remote = remoteOf(job);
  const patience = AbortSignal.timeout(FETCH_PATIENCE);
  const deps: GitDeps = { ...programs, env, signal: AbortSignal.any([interrupts.first, patience]) };
  const { commitAuthor: author, lfs, submodules } = inputs;
  try {
    const made = await checkOut(work, thread, { ...deps, remote, author, submodules, lfs, api: await job.api() });
    say(`the code: branch ${made.branch} at ${made.start.slice(0, 8)}, in ${work.dir}`);
    return { ...made, programs };
  } catch (error) {
    if (!patience.aborted || interrupts.first.aborted) throw error;
    throw new AmberError('TIMEOUT', `${remote.url} could not be fetched within ${FETCH_PATIENCE / 60_000} minutes`);
  }
}

/** The job's repository, and the token that opens it. @throws AmberError USAGE without a token */
export function remoteOf({
  context,
  inputs,
}: Pick<Job, 'context'> & { readonly inputs: Pick<Inputs, 'githubToken'> }): Remote {
  const { githubToken: token } = inputs;
  if (token === undefined)
    throw new AmberError('USAGE', 'input github-token is empty: the code can’t be fetched', {
      hint: 'in a workflow leave the input out: the job’s own token is its default; elsewhere set GITHUB_TOKEN',
    });
  const { owner, repo, serverUrl } = context;
  return { url: `${serverUrl.replace(/\/+$/, '')}/${owner}/${repo}.git`, token };
}
