import { join } from 'node:path';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { stateDirOf } from '../../engine/local/state/paths.ts';

/**
 * The workflow run that Amber is a step of, from the runner's `GITHUB_…` variables, which are an argument. The `context` of
 * `@actions/github` can't serve: it is made once, on import, from `process.env`, which is empty in the process that runs
 * agents (`replace-process.ts`); it reads the file at `GITHUB_EVENT_PATH`, though `amber github` brings another event; and it
 * has no clones, no re-run's actor, no workflow file and no page of the run. The package exports neither the class nor the
 * file by itself, only together with its HTTP clients: 0.1 s and 529 kB for each comment without the trigger.
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
