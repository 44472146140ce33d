import { expect, test } from 'vitest';
import { readRecord } from '../../src/github/thread/record.ts';
import { NO_LOCAL } from './kit/local.ts';
import { onServe } from './kit/serve.ts';
import { onThread } from './kit/thread.ts';

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
  const first = await thread.comment('@amber what is this?').done;
  const again = await thread.comment('@amber retry').done;
  expect([first.code, again.code], `${first.stdout}${again.stdout}`).toEqual([0, 0]);
  const [one, two] = thread.bodies().map((body) => readRecord(body));
  expect(one).toMatchObject({ outcome: 'finished', promptType: 'custom', engine: 'platform' });
  for (const body of thread.bodies()) expect(body).toContain(`](${url}/projects/team-a/sessions/${one?.session})`);
  expect(two).toMatchObject({ outcome: 'finished', promptType: 'retry', session: one?.session });
});
