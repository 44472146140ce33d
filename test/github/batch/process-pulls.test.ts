import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BatchReport } from '../../../src/github/batch/process-pulls.ts';
import { runBatch } from '../../../src/github/batch/run-batch.ts';
import { readInputs } from '../../../src/github/inputs/read-inputs.ts';
import { openJob, redactorFor } from '../../../src/github/open-job.ts';
import type { Runner } from '../../../src/github/runner.ts';
import { Interrupts } from '../../../src/run/interrupts.ts';
import { FakeGitHub, type Fault } from '../../fakes/github/server.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';
import { FAILS, managedPull } from '../../scenarios/kit/batch.ts';

let github: FakeGitHub;
let clock: PacedClock;
let warnings: string[];

beforeEach(async () => {
  clock = new PacedClock();
  github = await FakeGitHub.start({ clock });
  warnings = [];
  github.state.roles.set('rita', 'write');
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

/** A pass that only plans. */
async function pass(): Promise<BatchReport> {
  const given = { engine: 'platform', 'api-url': 'http://127.0.0.1:9', 'api-token': 'token', project: 'team-a' };
  const all = new Map(Object.entries({ ...given, 'github-token': github.state.token }));
  const inputs = readInputs((name) => all.get(name));
  const nothing = (): void => {};
  const runner: Runner = {
    ...{ clock, cwd: '/', onEnding: () => nothing, onExit: () => nothing },
    stdout: { write: nothing, isTTY: false, columns: 80 },
    env: { ...github.env, GITHUB_EVENT_NAME: 'schedule', GITHUB_RUN_ID: '1' },
  };
  const reports = {
    ...{ output: nothing, state: nothing, notice: nothing, failed: nothing, secret: nothing },
    warning: (message: string): void => void warnings.push(message),
    summary: async () => {},
  };
  const parts = { runner, reports, inputs, redactor: redactorFor(runner, inputs), interrupts: new Interrupts() };
  const { close, job } = openJob({ ...parts, event: { kind: 'batch' } });
  try {
    return await runBatch(job, { acts: false, begin: nothing, change: nothing });
  } finally {
    await close();
  }
}

const rowsOf = ({ rows }: BatchReport) => rows.map(({ because, number, state }) => [number, state, because ?? '']);
const away = (query: RegExp): readonly Fault[] => Array(4).fill({ query, answer: { status: 502, body: {} } });

describe('what GitHub fails to say', () => {
  test('what was changed last: those in the list are worked on all the same', async () => {
    managedPull(github, 12, FAILS);
    github.fail(...away(/query Recent/));
    expect(rowsOf(await pass())).toEqual([[12, 'planned', '']]);
    expect(warnings).toEqual([expect.stringContaining('left to the next pass: GitHub')]);
  });

  test('whether one can be merged: it stays unknown, and keeps nobody waiting', async () => {
    managedPull(github, 12, FAILS);
    managedPull(github, 13, { mergeable: 'UNKNOWN' });
    github.fail(...away(/query Mergeables/));
    expect(rowsOf(await pass())).toEqual([
      [12, 'planned', ''],
      [13, 'skipped', expect.stringContaining('does not know yet')],
    ]);
    expect(warnings).toEqual([expect.stringContaining('GitHub does not say what can be merged')]);
  });

  test('who of a review’s authors can push: that is none of the healthy ones', async () => {
    managedPull(github, 12, FAILS);
    managedPull(github, 13, { reviews: [{ author: 'rita', state: 'CHANGES_REQUESTED', body: 'no' }] });
    github.state.saysWhoCanPush = false;
    const report = await pass();
    expect(rowsOf(report)).toEqual([
      [12, 'planned', ''],
      [0, 'error', '1 pull request of the list could not be read'],
    ]);
    expect(report.healthy).toBe(0);
  });

  test('an hour’s limit is waited out, whatever else is asked meanwhile', async () => {
    for (const number of [12, 13, 14]) managedPull(github, number, FAILS);
    const headers = { 'retry-after': '3600' };
    const answer = { status: 403, headers, body: { message: 'You have exceeded a secondary rate limit' } };
    github.fail({ query: /query Thread/, answer });
    expect(rowsOf(await pass()).map(([, state]) => state)).toEqual(['planned', 'planned', 'planned']);
    expect(clock.now()).toBeGreaterThanOrEqual(3_600_000);
    expect(clock.now()).toBeLessThan(2 * 3_600_000);
  });
});
