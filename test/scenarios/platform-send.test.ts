import { expect, test } from 'vitest';
import { until } from '../engine/platform/harness.ts';
import { onPlatform, resultOf } from './kit/platform.ts';

test('a message to a stopped session starts it, is answered, and stops it again', async () => {
  await using story = await onPlatform();
  const session = story.platform.add({ initialPrompt: 'hi', stopOnRunFinished: true });
  await until(() => session.phase === 'Stopped');
  const { code, stdout } = await story.amber(['send', session.name, '-o', 'json', 'again']).done;
  expect(code).toBe(0);
  expect(resultOf(stdout)).toMatchObject({
    outcome: 'finished',
    runId: session.posted.at(-1),
    message: 'Hello, this is the answer: fertig ✓.',
    stopped: true,
  });
  expect(session.starts).toBe(1);
  expect(session.phase).toBe('Stopped');
});

test('the answer to a question: the session waits, the message is its own run', async () => {
  await using story = await onPlatform();
  const { name, posted } = story.platform.open('ask-then-answer');
  const { code, stdout } = await story.amber(['send', name, '-o', 'json', 'main please']).done;
  expect(code).toBe(0);
  expect(resultOf(stdout)).toMatchObject({ outcome: 'finished', runId: posted[0], stopped: false });
});
