import { describe, expect, test } from 'vitest';
import type { SceneName } from '../fakes/platform/scene.ts';
import { onPlatform, resultOf } from './kit/platform.ts';

describe.concurrent('amber on the platform', () => {
  test.each<[SceneName, number, string]>([
    ['text', 0, 'finished'],
    ['think', 0, 'finished'],
    ['tool', 0, 'finished'],
    ['long', 0, 'finished'],
    ['fail', 3, 'failed'],
    ['interrupt', 3, 'failed'],
    ['agent-killed', 3, 'failed'],
    ['ask', 5, 'needs-input'],
  ])('scene %s exits %i: %s', async (scene, exitCode, outcome) => {
    await using story = await onPlatform({ scene });
    const { code, stdout } = await story.call(['run', '-o', 'json', 'x']);
    expect(code).toBe(exitCode);
    expect(resultOf(stdout)).toMatchObject({ outcome, exitCode, stopped: true });
    expect(story.platform.session().phase).toBe('Stopped');
  });

  test('a question is shown with its options', async () => {
    await using story = await onPlatform({ scene: 'ask' });
    const { code, stdout, stderr } = await story.call(['run', 'x']);
    expect(code).toBe(5);
    expect(stdout + stderr).toMatch(/Which branch\?[\s\S]*main[\s\S]*dev/);
  });

  test('a time limit exits 124 and stops the session', async () => {
    await using story = await onPlatform();
    const { code, stdout } = await story.call(['run', '--timeout', '2s', '-o', 'json', '[silent 600]']);
    expect(code).toBe(124);
    expect(resultOf(stdout)).toMatchObject({ outcome: 'timed-out', by: 'us', stopped: true });
    expect(story.platform.session().phase).toBe('Stopped');
  });

  test('Ctrl-C exits 130 and stops the session', async () => {
    await using story = await onPlatform();
    const run = story.amber(['run', '-o', 'json', '[silent 600]']);
    await run.until('stderr', /Running/);
    run.child.kill('SIGINT');
    const { code, stdout } = await run.done;
    expect(code).toBe(130);
    expect(resultOf(stdout)).toMatchObject({ outcome: 'cancelled', by: 'us', stopped: true });
    expect(story.platform.session().phase).toBe('Stopped');
  });

  test('a finished run whose stop is never confirmed exits 7 and prints the command that stops it', async () => {
    await using story = await onPlatform({ traps: { autoStop: false, failWrites: Number.POSITIVE_INFINITY } });
    const { code, stdout, stderr } = await story.call(['run', '--stop-timeout', '2s', '-o', 'json', 'hi']);
    const { name } = story.platform.session();
    expect(code).toBe(7);
    expect(resultOf(stdout)).toMatchObject({ outcome: 'finished', stopped: false, stopReason: 'unconfirmed' });
    expect(stderr + stdout).toContain(`amber stop ${name}`);
  });

  test.each<[string, readonly string[], number, RegExp]>([
    ['an unknown session', ['status', 'session-0'], 6, /NOT_FOUND/],
    ['a message to an unknown session', ['send', 'session-0', 'x'], 6, /NOT_FOUND/],
    ['an interrupt of an unknown session', ['interrupt', 'session-0'], 6, /NOT_FOUND/],
    ['a project that is not ours', ['list', '-p', 'team-b'], 4, /no project "team-b"/],
    [
      'an agent that the platform does not run',
      ['run', '--agent', 'nope', 'x'],
      2,
      /Runner type 'nope' is not enabled/,
    ],
    ['an address that is none', ['list', '--api-url', 'nowhere'], 2, /--api-url https/],
  ])('%s: exit %3$i', async (_, args, exitCode, said) => {
    await using story = await onPlatform();
    const { code, stderr } = await story.call(args);
    expect(stderr).toMatch(said);
    expect(code).toBe(exitCode);
  });
});
