import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { openGitHub } from '../../../src/github/api/octokit-api.ts';
import { CHECK_NAME, type CheckStart, LiveCheck } from '../../../src/github/show/check-run.ts';
import { conclusionOf } from '../../../src/github/show/outcome-text.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import type { FakeCheckRun } from '../../fakes/github/state.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';
import { RECORD, resultOf } from '../kit/runs.ts';

const START: CheckStart = {
  headSha: '1'.repeat(40),
  record: RECORD,
  phrase: '@amber',
  runUrl: 'https://github.com/octo/hello/actions/runs/99',
  notes: [],
};

let github: FakeGitHub;
let warnings: string[];

beforeEach(async () => {
  github = await FakeGitHub.start();
  warnings = [];
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

function live(start: Partial<CheckStart> = {}): LiveCheck {
  const { owner, repo, token } = github.state;
  const clock = new PacedClock();
  const api = openGitHub({ token, owner, repo, apiUrl: github.apiUrl, graphqlUrl: github.graphqlUrl, clock, env: {} });
  const warn = (message: string): void => void warnings.push(message);
  return new LiveCheck({ api, clock, redactor: makeRedactor([]), warn }, { ...START, ...start });
}

const checks = (): FakeCheckRun[] => [...github.state.checkRuns.values()];

test('a check runs on the head commit, and completes with how the run ended', async () => {
  const check = live();
  await check.begin();
  expect(checks()).toMatchObject([
    { name: CHECK_NAME, headSha: START.headSha, status: 'in_progress', conclusion: null },
  ]);
  const sessionUrl = 'https://ambient.example.com/projects/team-a/sessions/session-4f2a';
  await check.finish(resultOf(), { sessionUrl });
  expect(checks()).toMatchSnapshot();
});

test.each([
  ['finished', resultOf(), 'success'],
  ['finished, but perhaps not stopped', resultOf({ exitCode: 7, stopReason: 'unconfirmed' }), 'failure'],
  ['failed', resultOf({ outcome: 'failed', exitCode: 3 }), 'failure'],
  ['asked', resultOf({ outcome: 'needs-input', exitCode: 5 }), 'action_required'],
  ['timed out', resultOf({ outcome: 'timed-out', exitCode: 124 }), 'timed_out'],
  ['was cancelled', resultOf({ outcome: 'cancelled', exitCode: 130 }), 'cancelled'],
  ['was stopped', resultOf({ outcome: 'stopped', exitCode: 9 }), 'cancelled'],
  ['was lost', resultOf({ outcome: 'lost', exitCode: 1 }), 'failure'],
  ['never began', resultOf({ outcome: null, exitCode: 4 }), 'failure'],
  ['goes on alone', resultOf({ outcome: 'detached' }), 'neutral'],
])('a run that %s', async (_how, result, conclusion) => {
  expect(conclusionOf(result)).toBe(conclusion);
  const check = live();
  await check.begin();
  await check.finish(result);
  expect(checks()).toMatchObject([{ status: 'completed', conclusion }]);
});

test('another process completes what a killed job began', async () => {
  const check = live();
  await check.begin();
  await live(JSON.parse(JSON.stringify(check.saved))).finish(resultOf({ outcome: 'cancelled', exitCode: 130 }));
  expect(checks()).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
});

test('a check that could not be made shows the end all the same', async () => {
  github.fail({ answer: { status: 422, body: { message: 'No commit found for SHA' } } });
  const check = live();
  await check.begin();
  expect(checks()).toEqual([]);
  await check.finish(resultOf());
  expect(checks()).toMatchObject([{ conclusion: 'success' }]);
  expect(warnings).toEqual([expect.stringContaining('No commit found for SHA')]);
});

test('a check that is still being made is completed, not made again', async () => {
  github.fail({
    route: /check-runs$/,
    answer: { status: 429, headers: { 'retry-after': '5' }, body: { message: 'slow' } },
  });
  const check = live();
  void check.begin();
  await check.finish(resultOf());
  expect(checks()).toMatchObject([{ conclusion: 'success' }]);
});

test('a token that may not write checks is warned of once, and hinders nothing', async () => {
  github.state.denied.add('post /repos/{owner}/{repo}/check-runs');
  const check = live();
  await check.begin();
  await check.finish(resultOf());
  expect(warnings).toEqual([expect.stringContaining('Resource not accessible by integration')]);
  expect(github.requests).toHaveLength(1);
});

test('the longest message fits', async () => {
  const check = live();
  await check.finish(resultOf({ message: '<@a '.repeat(300_000) }));
  expect(checks()[0]?.output.summary.length).toBeLessThanOrEqual(65_535);
});
