import { expect, test } from 'vitest';
import { until } from '../engine/platform/harness.ts';
import { onPlatform, resultOf } from './kit/platform.ts';

// Amber's own waits are real in the bundle, so these take as long as a person would wait.
test.concurrent('someone else stops the session in the middle: 9, within the first look after the silence', async () => {
  await using story = await onPlatform({ speed: 10 });
  const run = story.amber(['run', '-o', 'json', '[silent 600]']);
  await until(() => story.platform.sessions[0]?.ran === true);
  await story.call(['stop', story.platform.session().name]);
  const { code, stdout } = await run.done;
  expect(code).toBe(9);
  expect(resultOf(stdout)).toMatchObject({ outcome: 'stopped', by: 'other', stopped: true });
});

test.concurrent('the runner dies while the platform says Running: 1, lost, and the session is stopped', async () => {
  await using story = await onPlatform({ speed: 10 });
  const { code, stdout, stderr } = await story.call(['run', '-o', 'json', '[die]']);
  expect(code).toBe(1);
  expect(resultOf(stdout)).toMatchObject({ outcome: 'lost', error: { code: 'RUNNER_GONE' }, stopped: true });
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(story.platform.session().phase).toBe('Stopped');
});

test.concurrent('two messages at once: one whose run the other’s auto-stop killed is sent again; both finish', async () => {
  await using story = await onPlatform({ speed: 10 });
  const session = story.platform.add({ initialPrompt: 'hi', stopOnRunFinished: true });
  await until(() => session.phase === 'Stopped');
  const send = (prompt: string) => story.amber(['send', session.name, '-o', 'json', prompt]).done;
  const ends = await Promise.all([send('[slow 12] one'), send('[slow 12] two')]);
  for (const { code, stdout } of ends) {
    expect(code).toBe(0);
    expect(resultOf(stdout)).toMatchObject({ outcome: 'finished', message: expect.stringContaining('tick 11') });
  }
  await until(() => session.phase === 'Stopped');
});

test.concurrent('a detached run is left running; watch attaches to it and leaves when it has ended', async () => {
  await using story = await onPlatform({ speed: 10 });
  const { code, stdout } = await story.call(['run', '--detach', '-o', 'name', '[slow 15] x']);
  const session = story.platform.session();
  expect({ code, stdout }).toEqual({ code: 0, stdout: `session/${session.name}\n` });
  expect(session.body).toMatchObject({ inactivityTimeout: 900, stopOnRunFinished: true });
  const watched = await story.call(['watch', '@latest', '-o', 'jsonl']);
  expect(watched.stdout).toContain('"RUN_FINISHED"');
});
