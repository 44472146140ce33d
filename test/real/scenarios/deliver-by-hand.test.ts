import { describe, expect, test } from 'vitest';
import { laptop } from '../../scenarios/kit/laptop.ts';
import { NO_LOCAL, result, sessionIn } from '../../scenarios/kit/local.ts';
import type { OnThread } from '../../scenarios/kit/thread.ts';

const WORK = ['echo fast > fast.ts', 'git add .', 'git commit -qm "Use a faster sort"', 'echo more > more.ts'];

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
