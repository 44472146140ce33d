import { expect, test } from 'vitest';
import { readRecord } from '../../../src/github/thread/thread-record.ts';
import { GitServer } from '../../fakes/github/git-server.ts';
import { QUESTION } from '../../scenarios/kit/agents.ts';
import { eventually, NO_LOCAL } from '../../scenarios/kit/local.ts';
import { onServe } from '../../scenarios/kit/serve.ts';
import { onThread } from '../../scenarios/kit/thread.ts';

test.skipIf(NO_LOCAL)('behind amber serve, too, a thread keeps its session: retry sends to it again', async () => {
  await using on = await onServe();
  const { url, token } = on;
  on.place.git();
  const inputs = {
    'api-url': url,
    'api-token': token,
    project: 'team-a',
    agent: 'demo',
    repos: JSON.stringify([{ url: on.place.workspace }]),
  };
  await using thread = await onThread('pull-request', inputs);
  // An image goes along, both times.
  const { state } = thread.github;
  await using git = await GitServer.start(`${state.owner}/${state.repo}`, state);
  thread.github.git = git;
  const id = 'cafecafe-1234-4321-abcd-0123456789ab';
  git.uploads.set(id, Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0', 'latin1'));
  const first = await thread.comment(`@amber what is this? ![x](${git.url}/user-attachments/assets/${id})`).done;
  const again = await thread.comment('@amber retry').done;
  expect([first.code, again.code], `${first.stdout}${again.stdout}`).toEqual([0, 0]);
  const [one, two] = thread.bodies().map((body) => readRecord(body));
  expect(one).toMatchObject({ outcome: 'finished', promptType: 'custom', engine: 'platform' });
  for (const body of thread.bodies()) expect(body).toContain('an image, image/png, 640 × 480 pixels');
  for (const body of thread.bodies()) expect(body).toContain(`](${url}/projects/team-a/sessions/${one?.session})`);
  expect(two).toMatchObject({ outcome: 'finished', promptType: 'retry', session: one?.session });
});

test.skipIf(NO_LOCAL)(
  'a question is shown in the comment while it waits, and the next comment answers it',
  async () => {
    const painter = { prompts: [[QUESTION, { text: ' done' }]] };
    await using on = await onServe({ painter }, ['--question-grace', '10m']);
    const { url, token } = on;
    on.place.git();
    const repos = JSON.stringify([{ url: on.place.workspace }]);
    const inputs = { 'api-url': url, 'api-token': token, project: 'team-a', agent: 'painter', repos };
    await using thread = await onThread('pull-request', inputs);
    const asking = thread.comment('@amber paint it');
    await eventually(() => thread.bodies().some((body) => /has a question/.test(body)), 'the question');
    expect(thread.bodies()[0]).toMatch(
      /it waits for the answer[\s\S]*Which colour\?[\s\S]*comment for example `@amber red`/,
    );
    const answering = thread.comment('@amber blue');
    for (const { code, stdout } of [await answering.done, await asking.done]) expect(code, stdout).toBe(0);
    expect(thread.bodies()).toHaveLength(2);
    for (const body of thread.bodies()) {
      expect(readRecord(body)).toMatchObject({ outcome: 'finished' });
      expect(body).toContain('"colour":"blue"');
    }
  },
);
