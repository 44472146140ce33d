import { expect, test } from 'vitest';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { openGitHub } from '../../../src/github/api/octokit-api.ts';
import { contextOf } from '../../../src/github/event/workflow-context.ts';
import { endLeftComment } from '../../../src/github/show/end-abandoned-comment.ts';
import { readRecord, type ThreadRecord, writeRecord } from '../../../src/github/thread/thread-record.ts';
import { Interrupts } from '../../../src/run/interrupts.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';
import { RECORD } from '../kit/runs.ts';
import { inputsOf, PLATFORM } from '../kit/situation.ts';

/** What becomes of a comment that says `now`, where it said that the run is at work when it was read. */
async function afterwards(now: Partial<ThreadRecord>, job?: string) {
  await using github = await FakeGitHub.start();
  const { state } = github;
  state.pullRequest(12, { headRef: 'a' });
  if (job !== undefined) state.workflowRuns.set(RECORD.workflowRunId, { status: job, conclusion: null });
  const { id } = state.comment(12, state.viewer, `${writeRecord({ ...RECORD, session: null, ...now })}\n\n⏳`);
  const context = contextOf({ ...github.env, GITHUB_RUN_ID: '100' });
  const { apiUrl, graphqlUrl, owner, repo } = context;
  const clock = new PacedClock();
  const api = openGitHub({ token: state.token, apiUrl, graphqlUrl, owner, repo, clock, env: {} });
  const warnings: string[] = [];
  await endLeftComment(
    { commentId: id, record: { ...RECORD, session: null } },
    { owner, repo, number: 12, kind: 'pull-request' },
    {
      api: async () => api,
      context,
      engine: () => Promise.reject(new Error('no session, no engine')),
      inputs: inputsOf(PLATFORM),
      interrupts: new Interrupts(),
      redactor: makeRedactor([]),
      runner: { clock },
    },
    (warning) => warnings.push(warning),
  );
  expect({ violations: github.violations, warnings }).toEqual({ violations: [], warnings: [] });
  return state.comments.get(id)?.body ?? '';
}

test.each<[string, Partial<ThreadRecord>, string | undefined]>([
  ['a job that is over', {}, 'completed'],
  ['no job', { workflowRunId: 0 }, undefined],
  ['an earlier attempt at this very job', { workflowRunId: 100 }, undefined],
])('the comment of a run in %s is ended', async (_what, now, job) => {
  const body = await afterwards(now, job);
  expect(readRecord(body)).toMatchObject({ state: 'ended', outcome: 'lost', attempts: 1 });
  expect(body).toContain('**Amber has lost the run**');
  expect(body.includes('/actions/runs/99')).toBe(job !== undefined);
});

test.each<[string, Partial<ThreadRecord>, string | undefined]>([
  ['a job that will end it itself', {}, 'in_progress'],
  ['a job that nothing is known of', {}, undefined],
  ['a run that has ended meanwhile', { state: 'ended', outcome: 'finished' }, 'completed'],
  ['another run', { startedAt: '2026-11-22T13:00:00.000Z' }, 'completed'],
])('that of %s stays', async (_what, now, job) => {
  expect(await afterwards(now, job)).toMatch(/⏳$/);
});
