import type { FakeGitHub } from '../../fakes/github/server.ts';
import type { FakePull, FakeThread } from '../../fakes/github/state.ts';
import { type Step, type StepOptions, step } from './action.ts';
import type { Place } from './place.ts';

export const FAILS = {
  checks: [{ name: 'build', conclusion: 'FAILURE', workflow: 'ci.yml' }],
} satisfies Partial<FakePull>;

/** A pull request that Amber looks after. */
export function managedPull(
  github: FakeGitHub,
  number: number,
  pull: Partial<FakePull> = {},
  values: Partial<FakeThread> = {},
): FakeThread {
  const about = { title: `Change ${number}`, labels: ['amber:managed'], ...values };
  return github.state.pullRequest(number, { headRef: `change-${number}`, ...pull }, about);
}

/** The workflow's scheduled run. */
export function scheduled(place: Place, github: FakeGitHub, options: StepOptions = {}): Step {
  return step(place, {
    ...options,
    github,
    eventName: 'schedule',
    payload: { schedule: '0 * * * *' },
    env: {
      GITHUB_WORKFLOW_REF: 'octo/hello/.github/workflows/amber.yml@refs/heads/main',
      GITHUB_RUN_ID: '9001',
      ...options.env,
    },
  });
}

/** Amber's comments on a pull request. */
export function commentsOn({ state }: FakeGitHub, number: number): readonly string[] {
  return [...state.comments.values()]
    .filter(({ author, thread }) => thread === number && author === state.viewer)
    .map(({ body }) => body);
}
