import { join } from 'node:path';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { stateDirOf } from '../../engine/local/state/paths.ts';
import { toolkitContext } from './toolkit-context.ts';

/**
 * The workflow run that Amber is a step of. What GitHub's toolkit knows of it is taken from there; it has nothing for the
 * rest, and outside of a workflow NaN for numbers, and github.com's GraphQL for every GitHub Enterprise Server.
 */
export interface WorkflowContext {
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
export function contextOf(env: Env): WorkflowContext {
  const { apiUrl, eventName = '', repo: repository, runAttempt, runId, serverUrl } = toolkitContext(env);
  const { owner, repo } = repository ?? {};
  // The toolkit takes whatever is on both sides of the first slash.
  if (owner === undefined || repo === undefined || !/^[\w.-]+\/[\w.-]+$/.test(env.GITHUB_REPOSITORY ?? ''))
    throw new AmberError('USAGE', 'GITHUB_REPOSITORY does not name a repository', {
      hint: 'outside of a workflow: GITHUB_REPOSITORY=owner/name amber github --event FILE --event-name NAME',
    });
  // `octo/hello/.github/workflows/amber.yml@refs/heads/main`
  const [, workflow] = /\/([^/@]+\.ya?ml)@/.exec(env.GITHUB_WORKFLOW_REF ?? '') ?? [];
  const workflowRunId = runId || 0;
  return {
    eventName,
    ...(env.GITHUB_WORKSPACE ? { workspace: env.GITHUB_WORKSPACE } : {}),
    clones: env.RUNNER_TEMP ? join(env.RUNNER_TEMP, 'amber-work') : join(stateDirOf(env), 'work'),
    owner,
    repo,
    workflowRunId,
    runAttempt: runAttempt || 1,
    triggeringActor: env.GITHUB_TRIGGERING_ACTOR ?? '',
    serverUrl,
    apiUrl,
    graphqlUrl: env.GITHUB_GRAPHQL_URL || apiUrl.replace(/\/v3\/?$/, '').replace(/\/?$/, '/graphql'),
    ...(workflow === undefined ? {} : { workflow }),
    runUrl: workflowRunId === 0 ? '' : `${serverUrl}/${owner}/${repo}/actions/runs/${workflowRunId}`,
  };
}
