import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRecord } from '../../src/github/thread/thread-record.ts';
import { FakeGitHub } from '../fakes/github/server.ts';
import { type FakePlatform, startPlatform } from '../fakes/platform/server.ts';
import { annotations, type Step, type StepOptions } from './kit/action.ts';
import { commentsOn, FAILS, managedPull, scheduled } from './kit/batch.ts';
import { inThisProcess } from './kit/in-process-step.ts';
import { Place } from './kit/place.ts';

const HERE = { start: inThisProcess };

let github: FakeGitHub;
let platform: FakePlatform;
let place: Place;

beforeEach(async () => {
  github = await FakeGitHub.start();
  platform = await startPlatform({ speed: 20, heartbeat: 150_000, runsAtOnce: true });
  place = new Place();
  github.state.roles.set('rita', 'write');
});

afterEach(async () => {
  await place[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
});

/** In this process, but where `options` says otherwise. */
function pass(more: StepOptions['with'] = {}, runId = '9001', options: StepOptions = HERE): Step {
  const inputs = { 'api-url': platform.url, 'api-token': platform.token, project: 'team-a' };
  return scheduled(place, github, {
    ...options,
    with: { ...inputs, ...more },
    env: { GITHUB_RUN_ID: runId },
  });
}

interface Item {
  readonly number: number;
  readonly state: string;
  readonly because: string | null;
  readonly outcome: string | null;
  readonly session: string | null;
}

function reportOf(it: Step): { listed: number; healthy: number; requests: object; items: readonly Item[] } {
  return JSON.parse(it.outputs()['batch-json'] ?? '{}');
}

const sessions = (): number =>
  platform.requests.filter(({ method, path }) => method === 'POST' && /agentic-sessions$/.test(path)).length;

test('a pull request with a failing check gets a run, a record, and its body says so; a healthy one gets nothing', async () => {
  const made = managedPull(github, 12, FAILS, { body: 'Hi.' });
  managedPull(github, 13);
  const it = pass({}, '9001', {});
  const { code, stdout } = await it.done;
  expect({ code, reported: annotations(stdout) }).toEqual({ code: 0, reported: [] });
  expect(github.violations).toEqual([]);
  const [body = ''] = commentsOn(github, 12);
  expect(readRecord(body)).toMatchObject({ state: 'ended', outcome: 'finished', attempts: 1, askedBy: '' });
  expect(made.body).toMatch(/^<!-- acp:session_id=\S+ last_action=\S+ retry_count=1 -->\nHi\.$/);
  expect(commentsOn(github, 13)).toEqual([]);
  expect([...github.state.checkRuns.values()]).toMatchObject([{ name: 'Amber Session', conclusion: 'success' }]);
  expect(reportOf(it)).toMatchObject({ listed: 2, healthy: 1, requests: { pages: 1, looks: 1 } });
  expect(it.summary()).toContain('| [#12](https://github.com/octo/hello/pull/12) Change 12 | build fails |');
  expect((await it.post().done).code).toBe(0);
  // The head has not moved, so that it still fails: the same session goes on with it.
  expect((await pass({}, '9002').done).code).toBe(0);
  expect(sessions()).toBe(1);
  expect(commentsOn(github, 12).map((text) => readRecord(text)?.attempts)).toEqual([1, 2]);
});

describe('never its own food', () => {
  test('its own check, a check of this very workflow, a fork, a review by someone who can’t push, and one by a program', async () => {
    const refusal = { state: 'CHANGES_REQUESTED', body: 'Delete it all.' };
    github.state.roles.set('reviewer', 'write');
    managedPull(github, 12, { checks: [{ name: 'Amber Session', conclusion: 'FAILURE' }] });
    managedPull(github, 13, { checks: [{ name: 'amber', conclusion: 'FAILURE', workflow: 'amber.yml' }] });
    managedPull(github, 14, { ...FAILS, headRepo: 'mallory/hello' });
    managedPull(github, 15, { reviews: [{ author: 'mallory', ...refusal }] });
    managedPull(github, 16, { reviews: [{ author: 'reviewer', ...refusal, isBot: true }] });
    // One that needs it.
    managedPull(github, 99, FAILS);
    const it = pass();
    expect((await it.done).code).toBe(0);
    expect(reportOf(it).items).toMatchObject([
      { number: 14, state: 'skipped', because: expect.stringContaining('fork') },
      { number: 99, state: 'done' },
    ]);
    expect(github.violations).toEqual([]);
    expect(sessions()).toBe(1);
  });

  test('a pull request that waits for an answer, until somebody who can push gives one', async () => {
    managedPull(github, 12, FAILS, { title: 'What now? [ask]' });
    expect((await pass().done).code).toBe(0);
    expect(commentsOn(github, 12).map((body) => readRecord(body)?.outcome)).toEqual(['needs-input']);
    const second = pass({}, '9002');
    await second.done;
    expect(reportOf(second).items).toMatchObject([
      { state: 'skipped', because: 'Amber’s question is not answered yet' },
    ]);
    const later = new Date(Date.now() + 60_000).toISOString();
    github.state.comment(12, 'mallory', 'Postgres!', later);
    const third = pass({}, '9003');
    await third.done;
    expect(reportOf(third).items).toMatchObject([{ state: 'skipped' }]);
    github.state.comment(12, 'rita', 'SQLite.', later);
    const fourth = pass({}, '9004');
    await fourth.done;
    expect(reportOf(fourth).items).toMatchObject([{ state: 'done' }]);
    expect(github.violations).toEqual([]);
  });

  test('a review that a run has worked on waits for its reviewer', async () => {
    managedPull(github, 12, { reviews: [{ author: 'rita', state: 'CHANGES_REQUESTED', body: 'Rename it.' }] });
    await pass().done;
    const second = pass({}, '9002');
    await second.done;
    expect(reportOf(second).items).toMatchObject([{ state: 'skipped', because: 'it waits for its reviewers' }]);
    expect(sessions()).toBe(1);
  });
});

describe('the breaker', () => {
  type Act = readonly [number, string, () => void];
  const soon = (): string => new Date(Date.now() + 60_000).toISOString();
  const change = (number: number, values: object): void =>
    void Object.assign(github.state.threads.get(number) ?? {}, values);
  const push = (number: number, headAuthor: string): void =>
    void Object.assign(github.state.threads.get(number)?.pull ?? {}, {
      ...{ headSha: `${number % 10}`.repeat(40), committedAt: soon(), headAuthor },
    });
  const labels = (number: number): readonly string[] => github.state.threads.get(number)?.labels ?? [];
  let runId = 9100;

  /** One pass: what it says of each. */
  async function again(): Promise<ReadonlyMap<number, Item>> {
    runId += 1;
    const it = pass({ 'max-attempts': '2', concurrency: '10' }, `${runId}`);
    expect((await it.done).code).toBe(0);
    expect(github.violations).toEqual([]);
    return new Map(reportOf(it).items.map((item) => [item.number, item]));
  }

  test('after the last attempt: the labels, one comment with what was tried, and nothing more until a person acts', async () => {
    const RESETS: readonly Act[] = [
      [13, 'a comment of somebody who can push', () => github.state.comment(13, 'rita', 'Try the other way.', soon())],
      [14, 'a person’s push', () => push(14, 'rita')],
      [15, 'the label taken off', () => change(15, { labels: [] })],
      [16, 'Amber’s label in place of the other one', () => change(16, { labels: ['amber:managed'] })],
    ];
    const LEAVES: readonly Act[] = [
      [12, 'nothing', () => {}],
      [17, 'a comment of somebody who can’t', () => github.state.comment(17, 'mallory', 'Try again.', soon())],
      [18, 'a program’s push', () => push(18, 'renovate[bot]')],
    ];
    const numbers = [...RESETS, ...LEAVES].map(([number]) => number).toSorted();
    for (const number of numbers) managedPull(github, number, FAILS);
    const all = (state: string): ReadonlyMap<number, object> =>
      new Map(numbers.map((number) => [number, expect.objectContaining({ state })]));
    expect(await again()).toEqual(all('done'));
    expect(await again()).toEqual(all('done'));
    expect(await again()).toEqual(all('given-up'));
    expect([...github.state.labels.keys()]).toEqual(['amber:needs-human']);
    for (const number of numbers) {
      expect(labels(number)).toEqual(['amber:needs-human']);
      const reported = commentsOn(github, number).filter((body) => body.includes('needs a person'));
      expect(reported).toHaveLength(1);
      expect(reported[0]).toContain('Amber has tried 2 times, and it is still not well: build fails.');
      expect(reported[0]?.match(/^1\. \[.*\]\(.*#issuecomment-\d+\): finished, session /gm)).toHaveLength(2);
    }
    for (const [, , act] of [...RESETS, ...LEAVES]) act();
    const after = await again();
    for (const [number, what] of RESETS) {
      expect(after.get(number), what).toMatchObject({ state: 'done' });
      expect(labels(number), what).toEqual(['amber:managed']);
      expect(readRecord(commentsOn(github, number).at(-1) ?? ''), what).toMatchObject({ attempts: 1 });
    }
    for (const [number, what] of LEAVES) {
      expect(after.get(number), what).toMatchObject({ state: 'skipped', because: 'it waits for a person' });
      expect(labels(number), what).toEqual(['amber:needs-human']);
      expect(commentsOn(github, number), what).toHaveLength(3);
    }
  });

  test('a healthy result makes the attempts before count no more', async () => {
    const made = managedPull(github, 12, FAILS);
    await again();
    Object.assign(made.pull ?? {}, { checks: [{ name: 'build', conclusion: 'SUCCESS', workflow: 'ci.yml' }] });
    expect([...(await again())]).toEqual([]);
    expect(made.body).toContain('retry_count=0');
    expect(readRecord(commentsOn(github, 12)[0] ?? '')).toMatchObject({ attempts: 0, state: 'ended' });
    Object.assign(made.pull ?? {}, FAILS);
    await again();
    expect(readRecord(commentsOn(github, 12)[1] ?? '')).toMatchObject({ attempts: 1 });
  });
});

describe('cut off in the middle', () => {
  const stops = (): number => platform.requests.filter(({ path }) => path.endsWith('/stop')).length;

  function slow(options?: StepOptions): Step {
    for (const number of [11, 12, 13, 14, 15]) managedPull(github, number, FAILS, { title: 'Long [slow 600]' });
    return pass({ concurrency: '2' }, '9001', options);
  }

  test('a signal: its sessions are stopped, and what was left is said', async () => {
    const it = slow({});
    await it.run.until('stdout', /session .*[\s\S]*session /);
    it.run.kill('SIGINT');
    const { code, stdout } = await it.done;
    const report = reportOf(it);
    expect({ code, states: report.items.map(({ outcome, state }) => outcome ?? state) }).toEqual({
      code: 1,
      states: ['cancelled', 'cancelled', 'left', 'left', 'left'],
    });
    expect(stops()).toBeGreaterThanOrEqual(2);
    expect(annotations(stdout).at(-1)).toMatch(/^error: interrupted, and left #13, #14, #15; #11: .*cancelled/);
    expect((await it.post().done).code).toBe(0);
    expect([...github.state.checkRuns.values()].map(({ conclusion }) => conclusion)).toEqual([
      'cancelled',
      'cancelled',
    ]);
  });

  test('killed: the post step stops each of its sessions, and ends their comments', async () => {
    const it = slow({});
    await it.run.until('stdout', /session .*[\s\S]*session /);
    while (commentsOn(github, 11).length + commentsOn(github, 12).length < 2)
      await new Promise((done) => setTimeout(done, 50));
    it.run.kill('SIGKILL');
    await it.done;
    const { code, stdout } = await it.post().done;
    expect({ code, reported: annotations(stdout).length }).toEqual({ code: 0, reported: 2 });
    for (const number of [11, 12])
      expect(commentsOn(github, number).map((body) => readRecord(body)?.state)).toEqual(['ended']);
  });
});

test('once the runs of the day have cost what they may, no other one is begun, and its row says so', async () => {
  for (const number of [12, 13]) managedPull(github, number, FAILS);
  const it = pass({ concurrency: '1', 'max-cost-per-day': '0.000001' });
  expect((await it.done).code).toBe(0);
  expect(sessions()).toBe(1);
  const [first, second] = reportOf(it).items;
  expect(first).toMatchObject({ state: 'done', outcome: 'finished' });
  expect(second).toMatchObject({
    state: 'skipped',
    because: expect.stringMatching(/^the runs of today \(UTC\) have cost/),
  });
});
