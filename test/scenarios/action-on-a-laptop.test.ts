import { describe, expect, test } from 'vitest';
import { NO_LOCAL } from './kit/local.ts';
import { type OnThread, onThread } from './kit/thread.ts';

/** Calls `amber github` for a comment on the thread. */
function amberGitHub({ place, github }: OnThread, text: string, more: readonly string[] = [], token?: string) {
  const { owner, repo } = github.state;
  const user = { login: 'alice', type: 'User' };
  const { id } = github.state.comment(7, 'alice', text);
  const event = place.write(
    'work/event.json',
    JSON.stringify({
      action: 'created',
      comment: { id, body: text, created_at: '2026-11-22T12:00:00Z', user },
      issue: { number: 7, title: 'It is slow', body: '' },
      repository: { name: repo, full_name: `${owner}/${repo}`, owner: { login: owner } },
      sender: user,
    }),
  );
  const { GITHUB_API_URL = '', GITHUB_GRAPHQL_URL = '', GITHUB_SERVER_URL = '' } = github.env;
  const words = ['github', '--event', event, '--event-name', 'issue_comment', '--input', 'agent=demo', ...more];
  const env = { GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_SERVER_URL, GITHUB_TOKEN: token ?? github.state.token };
  return more.includes('--execute') ? place.amber(words, { env }).done : place.call(words, { env });
}

describe.skipIf(NO_LOCAL)('amber github', () => {
  test('prints the plan with its reasons, and changes nothing', async () => {
    await using on = await onThread('issue');
    const { code, stdout, stderr } = await amberGitHub(on, '@amber where is the main function?');
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'run: custom prompt',
        '  permission: all: everybody involved may write to the repository, or is in allow-users',
        '  custom prompt: the comment says what to do',
        '  a new session: the thread names none',
        '  the work becomes a pull request against the default branch: the agent works in a clone of its own, without access to GitHub',
        '',
      ].join('\n'),
    });
    expect({ bodies: on.bodies(), reactions: on.github.state.reactions }).toEqual({ bodies: [], reactions: [] });
    const json = await amberGitHub(on, '@amber where is the main function?', ['-o', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ action: 'run', promptType: 'custom', thread: { number: 7 } });
  });

  test('--execute carries it out from here', async () => {
    await using on = await onThread('issue');
    const { code, stdout } = await amberGitHub(on, '@amber what is this?', ['--execute']);
    expect(code).toBe(0);
    expect(stdout).toContain('Sample');
    expect(stdout).not.toContain('::');
    expect(on.bodies()[0]).toContain('Sample');
    expect(on.github.violations).toEqual([]);
  });

  test('without a right token: exit 4, and what to do', async () => {
    await using on = await onThread('issue');
    const { code, stderr } = await amberGitHub(on, '@amber x', [], 'not-the-token');
    expect(code).toBe(4);
    expect(stderr).toMatch(/^error: .*\[UNAUTHENTICATED\]/);
  });

  test('an input that is none, and a token on the command line, are errors', async () => {
    await using on = await onThread('issue');
    expect(await amberGitHub(on, '@amber x', ['--input', 'wait=maybe'])).toMatchObject({ code: 2 });
    const token = await amberGitHub(on, '@amber x', ['--input', 'github-token=abc']);
    expect(token).toMatchObject({ code: 2, stderr: expect.stringContaining('GITHUB_TOKEN') });
    const misspelt = await amberGitHub(on, '@amber x', ['--input', 'promt=abc']);
    expect(misspelt).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "prompt"?') });
  });

  test('what starts nothing says so once', async () => {
    await using on = await onThread('issue');
    expect(await amberGitHub(on, 'just a word')).toMatchObject({
      code: 0,
      stdout: 'nothing: the comment does not say @amber where it counts\n',
    });
  });
});
