import { describe, expect, test } from 'vitest';
import { readRecord } from '../../src/github/thread/thread-record.ts';
import { scripted } from '../fakes/acp-agents/scripted.ts';
import { annotations, step } from './kit/action.ts';
import { inThisProcess } from './kit/in-process-step.ts';
import { NO_LOCAL, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { onPlatformThread, onThread, routes } from './kit/thread.ts';

const DEMO = { engine: 'local', agent: 'demo' };
const HERE = { start: inThisProcess };

describe.skipIf(NO_LOCAL)('a comment, engine local', () => {
  test('@amber on a pull request: the whole way, from the payload to the finished comment', async () => {
    await using on = await onThread('pull-request', DEMO);
    const it = on.comment('@amber what does this repository do?');
    const { code, stdout } = await it.done;
    expect({ code, reported: annotations(stdout) }).toEqual({ code: 0, reported: [] });
    const { github } = on;
    expect(github.violations).toEqual([]);
    const [body = '', ...more] = on.bodies();
    expect(more).toEqual([]);
    expect(body).toContain('Sample');
    expect(readRecord(body)).toMatchObject({
      state: 'ended',
      outcome: 'finished',
      promptType: 'custom',
      askedBy: 'alice',
      session: sessionIn(stdout),
      runId: it.outputs()['run-id'],
    });
    const [asked] = [...github.state.comments.keys()];
    expect(github.state.reactions).toEqual([`eyes on comment ${asked}`, `rocket on comment ${asked}`]);
    expect([...github.state.checkRuns.values()]).toMatchObject([
      { name: 'Amber Session', headSha: '1'.repeat(40), status: 'completed', conclusion: 'success' },
    ]);
    expect(it.outputs()).toMatchObject({ outcome: 'finished', 'prompt-type': 'custom' });
    expect(stored(on.place, sessionIn(stdout)).metadata.annotations).toMatchObject({
      'amber/threads': `${new URL(github.git?.url ?? '').host}/octo/hello#7`,
    });
    expect(github.requests.length).toBeLessThanOrEqual(15);
    // On a busy machine the run takes longer, and its comment is edited once more every ten seconds.
    const all = routes(github).toSorted();
    const isAgain = (route: string, at: number): boolean => route.startsWith('patch ') && all.indexOf(route) < at;
    expect(all.filter((route, at) => !isAgain(route, at))).toMatchSnapshot();
    expect((await it.post().done).code).toBe(0);
  });

  test('images that the author of a comment has uploaded go with the prompt; nobody else’s does', async () => {
    await using on = await onThread('issue', DEMO, HERE);
    const { git } = on.github;
    const id = (n: number): string => `${n}`.repeat(8) + '-1111-1111-1111-111111111111';
    const address = (n: number): string => `${git?.url}/user-attachments/assets/${id(n)}`;
    const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0', 'latin1');
    for (const n of [1, 2]) git?.uploads.set(id(n), png);
    git?.uploads.set(id(3), Buffer.from('<html>'));
    const it = on.comment(
      `@amber why is this cut off?\n<img width="640" alt="image" src="${address(1)}" />\n![log](${address(3)})\n![gone](${address(4)})\n\n> ![quoted](${address(2)})`,
    );
    const { code, stdout } = await it.done;
    expect(code).toBe(0);
    const [body = ''] = on.bodies();
    expect(body.match(/an image, image\/png, 640 × 480 pixels/g)).toHaveLength(1);
    expect(stdout).toContain(`an image of the comment stays behind: ${id(3)}: it is no image`);
    expect(stdout).toContain(`an image of the comment stays behind: ${id(4)}: GitHub answers 404`);
  });

  test('without the trigger: a notice, no request', async () => {
    await using on = await onThread('issue', DEMO, HERE);
    const { code, stdout } = await on.comment('thank you, amber').done;
    expect({ code, reported: annotations(stdout) }).toEqual({
      code: 0,
      reported: ['notice: nothing to do: the comment does not say @amber'],
    });
    expect(on.github.requests).toEqual([]);
  });

  test('an event that can’t be read is an error, not a green nothing', async () => {
    await using place = new Place();
    const it = step(place, {
      ...HERE,
      eventName: 'issue_comment',
      with: DEMO,
      env: { GITHUB_EVENT_PATH: `${place.root}/none` },
    });
    const { code, stdout } = await it.done;
    expect({ code, reported: annotations(stdout) }).toEqual({
      code: 1,
      reported: [expect.stringMatching(/^error: the event's payload can't be read: GITHUB_EVENT_PATH is "/)],
    });
  });

  test('a trigger that does not count asks nothing either, and needs no right inputs', async () => {
    await using on = await onThread('issue', DEMO, HERE);
    const { code } = await on.comment('> @amber fix it\n\nno, `@amber` is a bot').done;
    expect(code).toBe(0);
    expect(on.github.requests).toEqual([]);
  });

  test('a review on a fork’s pull request is a notice: there are no secrets, and the token may only read', async () => {
    await using place = new Place();
    const user = { login: 'alice', type: 'User' };
    const it = step(place, {
      ...HERE,
      with: { engine: 'platform', 'api-url': '', 'api-token': '', project: '' },
      eventName: 'pull_request_review',
      payload: {
        action: 'submitted',
        repository: { name: 'octo-repo', owner: { login: 'octo-org' } },
        pull_request: { number: 7, head: { sha: 'a'.repeat(40), repo: { full_name: 'alice/octo-repo' } } },
        review: { id: 1, body: '@amber', user, submitted_at: '2026-11-22T10:00:00Z' },
        sender: user,
      },
      token: '',
    });
    const { code, stdout } = await it.done;
    expect({ code, said: annotations(stdout) }).toEqual({
      code: 0,
      said: [expect.stringMatching(/^notice: nothing to do: a review on a fork/)],
    });
  });

  test('somebody without write access is refused: a reaction, a line, no session', async () => {
    await using on = await onThread('issue', DEMO, HERE);
    const { code, stdout } = await on.comment('@amber rm -rf', { author: 'mallory' }).done;
    expect(code).toBe(0);
    expect(annotations(stdout)).toEqual([expect.stringMatching(/^notice: refused: .*mallory/)]);
    expect(on.github.state.reactions).toEqual([expect.stringMatching(/^confused on comment/)]);
    expect(on.bodies()).toEqual([]);
  });

  test('a run that fails: the step fails, the comment and the check say so', async () => {
    await using on = await onThread(
      'pull-request',
      { engine: 'local', agent: scripted({ prompts: [[{ stop: 'refusal' }]] }) },
      HERE,
    );
    const it = on.comment('@amber');
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(annotations(stdout)).toEqual([expect.stringMatching(/^error: the run failed/)]);
    expect(readRecord(on.bodies()[0] ?? '')).toMatchObject({ state: 'ended', outcome: 'failed', attempts: 1 });
    expect([...on.github.state.checkRuns.values()]).toMatchObject([{ conclusion: 'failure' }]);
    expect(on.github.state.reactions.at(-1)).toMatch(/^confused/);
  });

  test('a GitHub Enterprise Server is found by its addresses', async () => {
    await using on = await onThread('issue', DEMO, { enterprise: true, ...HERE });
    expect((await on.comment('@amber hello').done).code).toBe(0);
    expect(on.github.requests.map(({ path }) => path.split('/')[1])).toContain('api');
    expect(readRecord(on.bodies()[0] ?? '')).toMatchObject({ outcome: 'finished' });
    expect(on.github.violations).toEqual([]);
  });

  test('an agent that can’t be started: the comment tells that too', async () => {
    await using on = await onThread('pull-request', { engine: 'local', agent: 'nobody-has-this' }, HERE);
    const { code } = await on.comment('@amber').done;
    expect(code).toBe(1);
    expect([...on.github.state.checkRuns.values()]).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
    expect(on.bodies()[0]).toContain('nobody-has-this');
    expect(readRecord(on.bodies()[0] ?? '')).toMatchObject({ state: 'ended', outcome: null, session: null });
  });
});

describe('a comment, engine platform', () => {
  test('a label: the fresh prompt', async () => {
    await using on = await onPlatformThread('issue', HERE);
    const it = on.label('amber:auto-fix');
    const { code } = await it.done;
    expect(code).toBe(0);
    expect(it.outputs()).toMatchObject({ 'prompt-type': 'fresh', outcome: 'finished' });
    expect(on.github.state.reactions).toEqual(['eyes on thread 7', 'rocket on thread 7']);
    expect(on.bodies()).toHaveLength(1);
    const other = on.label('bug');
    expect((await other.done).code).toBe(0);
    expect(on.bodies()).toHaveLength(1);
  });

  test('a question stands in the comment, and asks for action in the check', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    expect((await on.comment('@amber [ask]').done).code).toBe(0);
    expect(on.bodies()[0]).toContain('Which branch?');
    expect([...on.github.state.checkRuns.values()]).toMatchObject([{ conclusion: 'action_required' }]);
  });

  test('a GitHub that refuses comments and checks fails nothing: the run is what counts', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    on.github.state.denied.add('post /repos/{owner}/{repo}/issues/{issue_number}/comments');
    on.github.state.denied.add('post /repos/{owner}/{repo}/check-runs');
    const it = on.comment('@amber hello');
    const { code, stdout } = await it.done;
    expect(code).toBe(0);
    expect(annotations(stdout).map((text) => text.split(':')[0])).toEqual(['warning', 'warning']);
    expect(it.outputs().outcome).toBe('finished');
  });

  test('@amber help and status answer at once', async () => {
    await using on = await onPlatformThread('issue', HERE);
    expect((await on.comment('@amber help').done).code).toBe(0);
    expect((await on.comment('@amber status').done).code).toBe(0);
    expect(on.bodies()[0]).toContain('`@amber retry`');
    expect(on.bodies()[1]).toContain('Nothing has run here yet');
    expect((await on.comment('@amber hello').done).code).toBe(0);
    expect((await on.comment('@amber status').done).code).toBe(0);
    expect(on.bodies()[3]).toMatch(/The last run .*ended `finished`/);
    expect(on.github.violations).toEqual([]);
  });
});
