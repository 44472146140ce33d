import { expect, test } from 'vitest';
import { onPlatform } from './kit/platform.ts';

test('a run on the platform: the answer on stdout, exit 0, the session stopped, and these requests', async () => {
  await using story = await onPlatform({ scene: 'text' });
  const { code, stdout, stderr } = await story.amber(['run', 'say hi']).done;
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Hello, this is the answer: fertig ✓.\n' });
  expect(stderr).toMatch(/session session-\S+ created http:\S+\/projects\/\S+\/sessions\/session-\S+\n.*finished/s);
  const { name, phase } = story.platform.session();
  expect(phase).toBe('Stopped');
  const asked = story.platform.requests.map(({ method, path }) => `${method} ${path.replace(name, 'NAME')}`);
  const base = '/api/projects/team-a/agentic-sessions';
  expect([...new Set(asked)].sort()).toEqual([
    `GET ${base}/NAME`,
    `GET ${base}/NAME/agui/events`,
    `GET ${base}/NAME/agui/tasks`,
    `POST ${base}`,
    `POST ${base}/NAME/stop`,
  ]);
  expect(asked.filter((line) => line === `POST ${base}`)).toHaveLength(1);
  expect(JSON.parse(story.platform.requests[0]?.body ?? '')).toEqual({
    initialPrompt: 'say hi',
    timeout: 1830,
    stopOnRunFinished: true,
    annotations: { 'amber/request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
});
