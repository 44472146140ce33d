import { join } from 'node:path';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { stateDirOf } from '../../engine/local/state/paths.ts';

/**
 * The workflow run that Amber is a step of, from the runner's `GITHUB_…` variables, which are an argument.
 *
 * `Context` of `@actions/github` has six of these values, and a test compares them with these. It can't be what reads them:
 * - It reads `process.env` and nothing else, `repo` even each time that it is asked for it. That is empty in the process that
 *   runs agents (`replace-process.ts`), and what `amber github`, `amber deliver` and `amber doctor --github` know stands
 *   elsewhere. Filling it for a moment would put the job's tokens where every child process inherits them from.
 * - It reads the event's file by itself: without the limit of size, with a bare SyntaxError where it is damaged, and with a
 *   line on stdout, which belongs to the product, where it is missing.
 * - Without a variable it has NaN for the run and its attempt, undefined for the event, and github.com's GraphQL for every
 *   GitHub Enterprise Server.
 * - The package exports it only together with its HTTP clients: 529 kB and 0.1 s for each comment without the trigger.
 */
export interface EventContext {
  readonly eventName: string;
  /** Where the job has checked out; undefined outside of a workflow. */
  readonly workspace?: string;
  /** The folder that holds a clone for each thread: of this job only; outside of a workflow in the state directory. */
  readonly clones: string;
  readonly owner: string;
  readonly repo: string;
  /** 0 outside of a workflow. */
  readonly workflowRunId: number;
  /** Above 1 for a re-run. */
  readonly runAttempt: number;
  /** Who asked for this attempt: someone else than the event's sender for a re-run. "" outside of a workflow. */
  readonly triggeringActor: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** Where a person reads this workflow run's log; "" outside of a workflow. */
  readonly runUrl: string;
  /** The file of this workflow, as `amber.yml`; undefined outside of one. */
  readonly workflow?: string;
}

/** @throws AmberError USAGE if the environment does not name the repository */
export function contextOf(env: Env): EventContext {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(env.GITHUB_REPOSITORY ?? '') ?? [];
  if (owner === undefined || repo === undefined)
    throw new AmberError('USAGE', 'GITHUB_REPOSITORY does not name a repository', {
      hint: 'outside of a workflow: GITHUB_REPOSITORY=owner/name amber github --event FILE --event-name NAME',
    });
  const serverUrl = env.GITHUB_SERVER_URL || 'https://github.com';
  const apiUrl = env.GITHUB_API_URL || 'https://api.github.com';
  // `octo/hello/.github/workflows/amber.yml@refs/heads/main`
  const [, workflow] = /\/([^/@]+\.ya?ml)@/.exec(env.GITHUB_WORKFLOW_REF ?? '') ?? [];
  const workflowRunId = Number(env.GITHUB_RUN_ID ?? 0) || 0;
  return {
    eventName: env.GITHUB_EVENT_NAME ?? '',
    ...(env.GITHUB_WORKSPACE ? { workspace: env.GITHUB_WORKSPACE } : {}),
    clones: env.RUNNER_TEMP ? join(env.RUNNER_TEMP, 'amber-work') : join(stateDirOf(env), 'work'),
    owner,
    repo,
    workflowRunId,
    runAttempt: Number(env.GITHUB_RUN_ATTEMPT ?? 1) || 1,
    triggeringActor: env.GITHUB_TRIGGERING_ACTOR ?? '',
    serverUrl,
    apiUrl,
    graphqlUrl: env.GITHUB_GRAPHQL_URL || apiUrl.replace(/\/v3\/?$/, '').replace(/\/?$/, '/graphql'),
    ...(workflow === undefined ? {} : { workflow }),
    runUrl: workflowRunId === 0 ? '' : `${serverUrl}/${owner}/${repo}/actions/runs/${workflowRunId}`,
  };
}
