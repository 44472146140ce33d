import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRecord } from '../../../src/github/thread/thread-record.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import { type FakePlatform, startPlatform } from '../../fakes/platform/server.ts';
import { commentsOn, FAILS, managedPull } from '../../scenarios/kit/batch.ts';
import type { CallOptions } from '../../scenarios/kit/place.ts';
import { Place } from '../../scenarios/kit/place.ts';
import { NO_TERMINAL, plain } from '../../scenarios/kit/pty.ts';

let github: FakeGitHub;
let platform: FakePlatform;
let place: Place;

beforeEach(async () => {
  github = await FakeGitHub.start();
  platform = await startPlatform({ speed: 20, heartbeat: 150_000, runsAtOnce: true });
  place = new Place();
  github.state.roles.set('rita', 'write');
  managedPull(github, 12, FAILS);
  managedPull(github, 13, { mergeable: 'CONFLICTING' }, { title: 'Slower [slow 20]' });
  managedPull(github, 14);
  managedPull(github, 15, { ...FAILS, headRepo: 'mallory/hello' });
});

afterEach(async () => {
  await place[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
});

function options(more: CallOptions['env'] = {}): CallOptions {
  const { GITHUB_REPOSITORY: _, ...env } = github.env;
  return { env: { ...env, GITHUB_TOKEN: github.state.token, AMBER_TOKEN: platform.token, ...more } };
}

const batch = (...more: readonly string[]): readonly string[] => [
  ...['batch', '--repository', 'octo/hello', '--api-url', platform.url, '--project', 'team-a'],
  ...more,
];

test('--dry-run says what would be done, and changes nothing', async () => {
  const { code, stdout, stderr } = await place.amber(batch('--dry-run'), options()).done;
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: [
      'PULL REQUEST  WHY                         SESSION  PHASE  OUTCOME',
      '#12           build fails                                 would run',
      '#13           it conflicts with its base                  would run',
      '#15                                                       skipped: it comes from a fork',
      '',
    ].join('\n'),
  });
  expect(stderr).toContain('4 managed pull requests: 1 need nothing, 2 to be run, 1 skipped. ');
  expect(github.requests.every(({ route }) => route === 'graphql' || route.startsWith('get '))).toBe(true);
  expect(github.violations).toEqual([]);
});

test('200 of them take three pages, one look at each that needs work, and two more', async () => {
  for (let number = 101; number <= 296; number += 1) managedPull(github, number, number % 20 === 0 ? FAILS : {});
  const { code, stderr } = await place.call(batch('--dry-run'), options());
  expect(code).toBe(0);
  // 110 to 296 has nine of them; those two: what was changed last, and a prompt of the repository's own.
  expect(stderr.trim().split('\n').at(-1)).toBe(
    '200 managed pull requests: 188 need nothing, 11 to be run, 1 skipped. 16 requests to GitHub: 3 pages, 11 looks, 2 further reads, 0 writes',
  );
  expect(github.requests).toHaveLength(16);
});

test('a pass: a line for each change, the table, and a report for programs', async () => {
  const { code, stdout, stderr } = await place.call(batch(), options());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^#12 +build fails +session-\S+ +Stopped +finished$/m);
  expect(stderr).toMatch(/^#12: session session-\S+ \(build fails\)$/m);
  expect(stderr).toMatch(/^#13: finished$/m);
  expect(readRecord(commentsOn(github, 12)[0] ?? '')).toMatchObject({ outcome: 'finished', attempts: 1 });
  const json = await place.call(batch('-o', 'json', '--concurrency', '1', '-q'), options());
  expect(JSON.parse(json.stdout)).toMatchObject({
    ...{ listed: 4, healthy: 1, interrupted: false },
    items: [
      { number: 12, outcome: 'finished', exitCode: 0 },
      { number: 13, outcome: 'finished' },
      { number: 15, state: 'skipped', because: 'it comes from a fork' },
    ],
  });
  expect(json.stderr).toBe('');
});

test('Ctrl-C stops its sessions, says what was left, and exits 130', async () => {
  for (const number of [12, 13]) Object.assign(github.state.threads.get(number) ?? {}, { title: 'Long [slow 600]' });
  const it = place.amber(batch('--concurrency', '1'), options());
  await it.until('stderr', /#12: session/);
  it.child.kill('SIGINT');
  const { code, stderr, stdout } = await it.done;
  expect(code).toBe(130);
  expect(stderr).toContain('interrupted: what runs is being stopped; a second Ctrl-C leaves at once\n');
  expect(stdout).toMatch(/^#12 .* cancelled$/m);
  expect(stdout).toMatch(/^#13 .* left: interrupted$/m);
  expect(platform.requests.some(({ path }) => path.endsWith('/stop'))).toBe(true);
});

test('a second Ctrl-C leaves at once, and says what stops the sessions', async () => {
  for (const number of [12, 13]) Object.assign(github.state.threads.get(number) ?? {}, { title: 'Long [slow 600]' });
  // Stopping takes very long.
  platform.traps.operatorLag = 10_000_000;
  const it = place.amber(batch('--concurrency', '1'), options());
  await it.until('stderr', /#12: session/);
  it.child.kill('SIGINT');
  await it.until('stderr', /interrupted/);
  it.child.kill('SIGINT');
  const { code, stderr } = await it.done;
  expect(code).toBe(130);
  expect(stderr).toContain(
    `a session may still be running: amber stop ${platform.session().name} --api-url ${platform.url} -p team-a\n`,
  );
});

test('killed: the next pass ends its comments, counts the attempt, and lists it among what was tried', async () => {
  managedPull(github, 16, FAILS);
  const threads = [12, 13, 16].map((number) => github.state.threads.get(number));
  for (const thread of threads) Object.assign(thread ?? {}, { title: 'Long [slow 600]' });
  const it = place.amber(batch(), options());
  while (
    threads.some((thread) => !thread?.body.includes('retry_count=1')) ||
    [12, 13, 16].some((number) => commentsOn(github, number).length === 0)
  )
    await new Promise((done) => setTimeout(done, 50));
  it.child.kill('SIGKILL');
  await it.done;
  const records = (number: number) => commentsOn(github, number).map((body) => readRecord(body) ?? { state: 'none' });
  expect(records(12)).toMatchObject([{ state: 'running', attempts: 1 }]);
  // Its sessions are at work still.
  const busy = await place.call(batch('--max-attempts', '1'), options());
  expect(busy.stdout).toMatch(/^#12 .*skipped: a run is under way in its session$/m);
  const sessions = [12, 13, 16].map((number) => `${readRecord(commentsOn(github, number)[0] ?? '')?.session}`);
  const where = ['--api-url', platform.url, '--project', 'team-a'];
  expect((await place.call(['stop', ...sessions, ...where], options())).code).toBe(0);
  for (const thread of threads) Object.assign(thread ?? {}, { title: 'Short' });
  github.state.comment(13, 'rita', 'Once more.', new Date(Date.now() + 60_000).toISOString());
  // What the killed pass had begun has come to a good end.
  const passes = [{ name: 'build', conclusion: 'SUCCESS', workflow: 'ci.yml' }];
  Object.assign(github.state.threads.get(16)?.pull ?? {}, { checks: passes });
  const { stdout } = await place.call(batch('--max-attempts', '1'), options());
  expect(records(16)).toMatchObject([{ state: 'ended', outcome: 'lost', attempts: 0 }]);
  expect(github.state.threads.get(16)?.body).toContain('retry_count=0');
  expect(stdout).toMatch(/^#12 .*needs a person$/m);
  expect(stdout).toMatch(/^#13 .*finished$/m);
  expect(records(12)).toMatchObject([{ state: 'ended', outcome: 'lost', attempts: 1 }, { state: 'none' }]);
  expect(records(13)).toMatchObject([
    { state: 'ended', outcome: 'lost' },
    { outcome: 'finished', attempts: 1 },
  ]);
  expect(commentsOn(github, 12)[0]).toContain('Amber has lost the run');
  expect(commentsOn(github, 12)[1]).toMatch(/tried 1 time,[\s\S]*^1\. \[.*\]\(.*\): lost, session /m);
  expect(github.violations).toEqual([]);
});

test('without a token, or with a repository that is none, it says what to do', async () => {
  const { GITHUB_TOKEN: _, ...env } = options().env ?? {};
  const none = await place.call(batch(), { env: { ...env, PATH: '/nowhere' } });
  expect(none.code).toBe(4);
  expect(none.stderr).toContain('gh auth login, or set GITHUB_TOKEN');
  const odd = await place.call(['batch', '--repository', 'hello'], options());
  expect({ code: odd.code, said: odd.stderr }).toMatchObject({ code: 2, said: expect.stringContaining('owner/name') });
});

describe.skipIf(NO_TERMINAL !== undefined)('on a terminal', () => {
  test('the table lives, and stands whole in the end', async () => {
    const it = place.onTerminal(batch(), options());
    const { code, stdout } = await it.done;
    expect(code).toBe(0);
    const seen = plain(stdout);
    expect(seen).toMatch(/^reading the list/);
    // In 80 columns, the widest give way.
    expect(seen).toMatch(/#13 +it conflicts with .*… +session-\S+… +Running/);
    expect(seen).toMatch(/#13 +it conflicts with .*… +session-\S+… +Stopped +finished/);
    expect(seen).toMatch(/1 at work, 0 waiting, 2 done, 1 need nothing/);
    const end = seen.slice(seen.lastIndexOf('PULL REQUEST'));
    expect(end).toMatch(/^#12 .*\n#13 .*\n#15 .*\n4 managed pull requests/m);
    // It is painted over, not one below the other.
    expect(stdout).toContain(`\r${String.fromCharCode(27)}[4A`);
  });
});
