import { describe, expect, test } from 'vitest';
import { Context } from '../../../node_modules/@actions/github/lib/context.js';
import { contextOf } from '../../../src/github/event/workflow-context.ts';

const RUN = {
  GITHUB_EVENT_NAME: 'issue_comment',
  GITHUB_REPOSITORY: 'octo/hello',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_SERVER_URL: 'https://ghe.example',
  GITHUB_API_URL: 'https://ghe.example/api/v3',
  GITHUB_GRAPHQL_URL: 'https://ghe.example/api/graphql',
};

/** What the toolkit makes of an environment, which it takes from the process alone. */
function toolkitContext(env: { readonly [name: string]: string }) {
  const before = process.env;
  process.env = { ...env };
  try {
    const { eventName, runId, runAttempt, serverUrl, apiUrl, graphqlUrl, repo } = new Context();
    return { eventName, workflowRunId: runId, runAttempt, serverUrl, apiUrl, graphqlUrl, ...repo };
  } finally {
    process.env = before;
  }
}

describe('the workflow run of which Amber is a step', () => {
  test.each([
    ['on a server of its own', RUN],
    [
      'on github.com',
      { GITHUB_EVENT_NAME: 'schedule', GITHUB_REPOSITORY: 'o/r', GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1' },
    ],
  ])('is what the toolkit reads, %s', (_, env) => {
    expect(contextOf({ ...env, HOME: '/home/rita' })).toMatchObject(toolkitContext(env));
  });

  test('has what the toolkit has not: the page of the run, the workflow’s file, who asked again, the clones', () => {
    const ref = 'octo/hello/.github/workflows/amber.yml@refs/heads/main';
    const env = { ...RUN, GITHUB_WORKFLOW_REF: ref, GITHUB_TRIGGERING_ACTOR: 'rita', RUNNER_TEMP: '/runner/temp' };
    expect(contextOf(env)).toMatchObject({
      runUrl: 'https://ghe.example/octo/hello/actions/runs/77',
      workflow: 'amber.yml',
      triggeringActor: 'rita',
      clones: '/runner/temp/amber-work',
    });
  });

  test('outside of a workflow there is no run, and the GraphQL of a server is beside its REST', () => {
    const { GITHUB_REPOSITORY, GITHUB_API_URL } = RUN;
    expect(contextOf({ GITHUB_REPOSITORY, GITHUB_API_URL, HOME: '/home/rita' })).toMatchObject({
      ...{ eventName: '', workflowRunId: 0, runAttempt: 1, triggeringActor: '', runUrl: '' },
      graphqlUrl: RUN.GITHUB_GRAPHQL_URL,
    });
  });

  test.each(['', 'octo', 'octo/hello/more', 'octo/hel lo'])('a repository that is none is refused: "%s"', (name) => {
    expect(() => contextOf({ GITHUB_REPOSITORY: name })).toThrow('GITHUB_REPOSITORY does not name a repository');
  });
});
