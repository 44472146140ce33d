import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { laptop } from '../../scenarios/kit/laptop.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import type { OnThread } from '../../scenarios/kit/thread.ts';

const WORK = ['echo fast > fast.ts', 'git add .', 'git commit -qm "Use a faster sort"', 'echo more > more.ts'];

describe.skipIf(NO_LOCAL)('amber deliver', () => {
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
});
