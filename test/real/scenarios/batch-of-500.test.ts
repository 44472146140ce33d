import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeGitHub } from '../../fakes/github/server.ts';
import { type FakePlatform, startPlatform } from '../../fakes/platform/server.ts';
import { annotations } from '../../scenarios/kit/action.ts';
import { FAILS, managedPull, scheduled } from '../../scenarios/kit/batch.ts';
import { inThisProcess } from '../../scenarios/kit/in-process-step.ts';
import { Place } from '../../scenarios/kit/place.ts';

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

interface Item {
  readonly number: number;
  readonly state: string;
  readonly because: string | null;
  readonly outcome: string | null;
}

const sessions = (): number =>
  platform.requests.filter(({ method, path }) => method === 'POST' && /agentic-sessions$/.test(path)).length;

test('of 500, those that need it are worked on, whatever is wrong with the others', { timeout: 240_000 }, async () => {
  for (let number = 1; number <= 500; number += 1) managedPull(github, number);
  const { threads } = github.state;
  const set = (number: number, changes: object, values: object = {}): void => {
    const thread = threads.get(number);
    Object.assign(thread?.pull ?? {}, changes);
    Object.assign(thread ?? {}, values);
  };
  for (let number = 10; number <= 400; number += 10) set(number, FAILS);
  set(300, FAILS, { title: 'A run that fails [error]' });
  set(310, FAILS, { title: 'A question [ask]' });
  set(41, { mergeable: 'CONFLICTING' });
  set(42, { mergeable: 'UNKNOWN' });
  set(43, { reviews: [{ author: 'rita', state: 'CHANGES_REQUESTED', body: 'no' }] });
  set(44, { reviews: [{ author: 'mallory', state: 'CHANGES_REQUESTED', body: 'no' }] });
  set(45, { ...FAILS, headRepo: 'mallory/hello' });
  set(46, { ...FAILS, headRepo: null });
  github.state.unreadable.add(47);
  github.fail(
    // The third page meets a secondary limit, one pull request an outage, another one is gone.
    {
      query: /query Listed/,
      answer: {
        status: 200,
        body: { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit' }] },
        headers: { 'retry-after': '1' },
      },
    },
    { query: /query Thread/, answer: { status: 502, body: {} } },
    { query: /query Thread/, answer: { status: 200, body: { data: { repository: { issueOrPullRequest: null } } } } },
    {
      route: /check-runs/,
      answer: {
        status: 403,
        headers: { 'retry-after': '1' },
        body: { message: 'You have exceeded a secondary rate limit' },
      },
    },
  );
  const { url, token } = platform;
  const inputs = { 'api-url': url, 'api-token': token, project: 'team-a', concurrency: '10' };
  const it = scheduled(place, github, { start: inThisProcess, with: inputs });
  const { code, stdout } = await it.done;
  const report: { listed: number; requests: object; items: readonly Item[] } = JSON.parse(
    it.outputs()['batch-json'] ?? '{}',
  );
  const states = Object.groupBy(report.items, ({ outcome, state }) => outcome ?? state);
  const counts = Object.fromEntries(Object.entries(states).map(([name, items = []]) => [name, items.length]));
  expect({ code, counts }).toEqual({
    code: 1,
    counts: { finished: 39, failed: 1, 'needs-input': 1, skipped: 3, error: 2 },
  });
  expect(report.listed).toBe(500);
  expect(states.skipped?.map(({ because, number }) => `${number}: ${because}`)).toEqual([
    '42: GitHub does not know yet whether it can be merged',
    '45: it comes from a fork',
    '46: its branch’s repository is gone',
  ]);
  // 7 pages and one that was asked for again, one look each and one again.
  expect(report.requests).toMatchObject({ pages: 8, looks: 43 });
  expect(annotations(stdout).at(-1)).toMatch(
    /^error: .*GitHub: no issue or pull request #\d+; .*1 pull request of the list could not be read$/,
  );
  expect(github.violations).toEqual([]);
  expect(sessions()).toBe(41);
});
