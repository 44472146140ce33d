import { expect, test } from 'vitest';
import { onPlatform } from './kit/platform.ts';

test('-o jsonl on the platform: every event verbatim, the last line the result', async () => {
  await using story = await onPlatform({ scene: 'multi' });
  const { code, stdout } = await story.amber(['run', '-o', 'jsonl', 'two tools']).done;
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; seq: number; event?: { type: string } });
  expect(code).toBe(0);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  expect(lines[0]?.type).toBe('session.created');
  expect(lines.at(-1)).toMatchObject({
    type: 'result',
    outcome: 'finished',
    exitCode: 0,
    session: story.platform.session().name,
    stopped: true,
    usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
  });
  const events = lines.flatMap(({ event }) => (event === undefined ? [] : [event]));
  const log = story.platform.session().log.events;
  expect(events.find(({ type }) => type === 'RUN_FINISHED')).toEqual(log.find(({ type }) => type === 'RUN_FINISHED'));
});
