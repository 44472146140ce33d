import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_LOCAL, result, sessionIn } from './kit/local.ts';
import { shellAgent } from './kit/shell-agent.ts';
import { type OnThread, onThread } from './kit/thread.ts';

const WORK = ['echo fast > fast.ts', 'git add .', 'git commit -qm "Use a faster sort"', 'echo more > more.ts'];

/** A laptop, with a clone of the repository and a token. */
async function laptop() {
  const on = await onThread('issue');
  const { git } = on.github;
  if (git === undefined) throw new Error('no git server');
  const url = `${git.url}/octo/hello.git`;
  const { place } = on;
  place.write('home/.gitconfig', '[user]\n\tname = Ada\n\temail = ada@example.com\n');
  expect((await place.program(['git', 'remote', 'add', 'origin', url]).done).code).toBe(0);
  const { GITHUB_API_URL = '', GITHUB_GRAPHQL_URL = '' } = on.github.env;
  const env = { GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_SERVER_URL: git.url, GITHUB_TOKEN: on.github.state.token };
  const amber = (...args: readonly string[]) => place.amber(args, { env }).done;
  const run = (lines: readonly string[]) => amber('run', '--worktree', '--agent', shellAgent(lines).agent, 'go');
  return { on, git, amber, run, place };
}

describe.skipIf(NO_LOCAL)('amber deliver', () => {
  test('a session’s worktree becomes a branch, and a pull request; once more it stays that one', async () => {
    const { amber, git, on, run } = await laptop();
    await using _ = on satisfies OnThread;
    const ran = await run(WORK);
    expect(ran.code).toBe(0);
    const branch = `ambient/${sessionIn(ran.stdout + ran.stderr)}`;
    const pushed = await amber('deliver', '@latest');
    expect(pushed).toMatchObject({ code: 0, stderr: '' });
    expect(pushed.stdout).toBe(`pushed ${git.head(branch)?.slice(0, 8)} to ${branch}\n`);
    expect(git.git('log', '--format=%an: %s', `main..${branch}`)).toBe('Ada: Make it fast\nAda: Use a faster sort');
    expect([...on.github.state.threads.keys()]).toEqual([7]);

    const opened = await amber('deliver', '@latest', '--pull-request', '--draft', '-o', 'json');
    expect(result(opened)).toMatchObject({ branch, commit: null, pullRequest: { number: 8 }, reasons: [] });
    expect(on.github.state.threads.get(8)).toMatchObject({
      title: 'Make it fast',
      body: 'It was slow.',
      labels: [],
      pull: { headRef: branch, isDraft: true },
    });
    expect((await amber('deliver', '@latest', '--pull-request')).stdout).toContain('pull request #8: https://');
    expect([...on.github.state.threads.keys()]).toEqual([7, 8]);
    expect(on.github.violations).toEqual([]);
  });

  test('guards hold here, too: exit 10, and the work is in a patch', async () => {
    const { amber, git, on, run, place } = await laptop();
    await using _ = on satisfies OnThread;
    expect((await run(['mkdir .github', 'echo x > .github/x'])).code).toBe(0);
    const { code, stderr } = await amber('deliver', '@latest');
    expect(code).toBe(10);
    expect(stderr).toMatch(/^error: the work was not delivered: .*\.github\/x.*\[NOT_DELIVERED\]/);
    expect(stderr).toContain('; --allow-path can let it through');
    expect(place.read('work/amber.patch')).toContain('+x');
    expect(git.branches()).toEqual(['feature', 'main']);
    expect((await amber('deliver', '@latest', '--allow-path', '.github/*')).code).toBe(0);
  });

  test('--from: what a job has left, to the thread that it was for', async () => {
    const { amber, git, on, place } = await laptop();
    await using _ = on satisfies OnThread;
    const job = on.comment('@amber', {
      with: { ...shellAgent(WORK), deliver: 'patch' },
      token: on.github.state.readToken,
    });
    expect((await job.done).code).toBe(0);
    const folder = join(place.root, 'artifact');
    cpSync(job.outputs()['delivery-path'] ?? '', folder, { recursive: true });
    const env = { ...on.github.env, GITHUB_TOKEN: on.github.state.token };
    const { code, stdout } = await place.amber(['deliver', '--from', folder], { env }).done;
    expect(code).toBe(0);
    expect(stdout).toContain('pull request #8: https://');
    expect(
      git.git('log', '-1', '--format=%an|%(trailers:key=Co-authored-by,valueonly)', 'amber/issue-7-it-is-slow'),
    ).toMatch(/^Ada\|alice </);
    const elsewhere = { ...env, GITHUB_REPOSITORY: 'octo/other' };
    expect(await place.amber(['deliver', '--from', folder], { env: elsewhere }).done).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is for octo/hello, and here is octo/other'),
    });
    const nowhere = await place.amber(['deliver', '--from', folder], {
      env: { ...env, GITHUB_REPOSITORY: '' },
      cwd: place.root,
    }).done;
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('GITHUB_REPOSITORY=OWNER/NAME') });
    const none = await amber('deliver', '--from', place.root);
    expect(none).toMatchObject({ code: 6, stderr: expect.stringContaining('holds no work to deliver') });
  });

  test('a token is not sent to whatever server the remote names: an agent may have written it', async () => {
    const { git, on, run, place } = await laptop();
    await using _ = on satisfies OnThread;
    expect((await run(['echo x > x.txt'])).code).toBe(0);
    const before = git.requests.length;
    const env = { GITHUB_TOKEN: on.github.state.token };
    expect(await place.amber(['deliver', '@latest'], { env }).done).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/the remote is on 127\.0\.0\.1:\d+, and the token is for github\.com/),
    });
    expect(git.requests.slice(before)).toEqual([]);
  });

  test('a token that the server does not take, and a base that is not there, are said as such', async () => {
    const { amber, on, place, git, run } = await laptop();
    await using _ = on satisfies OnThread;
    expect((await run(['echo x > x.txt'])).code).toBe(0);
    expect(await amber('deliver', '@latest', '--base', 'nowhere')).toMatchObject({
      code: 10,
      stderr: expect.stringContaining('there is no branch "nowhere" to merge into'),
    });
    const env = { ...on.github.env, GITHUB_SERVER_URL: git.url, GITHUB_TOKEN: 'another' };
    expect(await place.amber(['deliver', '@latest'], { env }).done).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/does not take the token \[UNAUTHENTICATED\]\n {2}hint: GITHUB_TOKEN/),
    });
  });

  test('what can’t be delivered is an error with what to type', async () => {
    const { amber, on, place } = await laptop();
    await using _ = on satisfies OnThread;
    expect((await amber('run', '--agent', 'demo', 'hello')).code).toBe(0);
    expect(await amber('deliver', '@latest')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('amber run --worktree'),
    });
    expect(await amber('deliver')).toMatchObject({ code: 2, stderr: expect.stringContaining('amber deliver @latest') });
    expect(await amber('deliver', '@latest', '--draft')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('amber deliver @latest --pull-request --draft'),
    });
    const bare = await place.amber(['deliver', '--from', place.root]).done;
    expect(bare.code).toBe(6);
  });
});
