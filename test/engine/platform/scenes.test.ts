import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/core/result.ts';
import { runSession } from '../../../src/run/run-session.ts';
import { sendMessage } from '../../../src/run/send-message.ts';
import { loadScene, type SceneName } from '../../fakes/platform/scene.ts';
import type { FakePlatform, PlatformOptions } from '../../fakes/platform/server.ts';
import { heartOn, META, paced, ref, streamed } from './harness.ts';

/** `amber run` while the platform plays that scene. */
async function run(scene: SceneName, options: PlatformOptions = {}) {
  const platform = await paced({ scene, ...options });
  const { deps, updates } = heartOn(platform);
  const result = await runSession({ initialPrompt: loadScene(scene).prompt }, META, deps);
  return { platform, result, updates };
}

const GREETING = 'Hello, this is the answer: fertig ✓.';

describe('amber run against the recorded scenes', () => {
  test.each<[SceneName, string]>([
    ['text', GREETING],
    ['think', 'Thought about it. Done ✓.'],
    ['tool', GREETING],
    ['multi', GREETING],
    ['long', ''],
  ])('%s: finished, 0', async (scene, message) => {
    const { platform, result } = await run(scene);
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true, stopReason: 'run-finished' });
    expect(result.message).toContain(message);
    expect(result.usage).toMatchObject({ inputTokens: expect.any(Number), outputTokens: expect.any(Number) });
    expect(result.cost?.usd).toBeGreaterThan(0);
    expect(platform.session().phase).toBe('Stopped');
  });

  test('the session is reported with its page', async () => {
    const { platform, updates } = await run('text');
    const { name } = platform.session();
    const url = `${platform.url}/projects/team-a/sessions/${name}`;
    expect(updates[0]).toEqual({ type: 'session.created', session: ref(name), url });
  });

  test('the platform’s stop of its own is not waited for: without it Amber stops the session', async () => {
    const { platform, result } = await run('text', { traps: { autoStop: false } });
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
    expect(platform.session().stops).toBeGreaterThan(0);
  });

  test('flood-slow-reader: finished, 0, the whole final message though deltas and the end were lost', async () => {
    const { result, updates } = await run('flood-slow-reader');
    const [, whole] = /"last_assistant_message":"([^"]+)"/.exec(loadScene('flood-slow-reader').replay) ?? [];
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
    expect(result.message.trimEnd().length).toBe(whole?.length);
    expect(streamed(updates).length).toBeLessThan(result.message.length);
  });

  test('ask: needs-input, 5, with the question and its options', async () => {
    const { result } = await run('ask');
    expect(result).toMatchObject({ outcome: 'needs-input', exitCode: 5, stopped: true, stopReason: 'question' });
    expect(result.question?.questions).toEqual([
      {
        question: 'Which branch?',
        header: 'Branch',
        multiSelect: false,
        options: [
          { label: 'main', description: 'the default' },
          { label: 'dev', description: 'the other' },
        ],
      },
    ]);
  });

  test.each<SceneName>(['fail', 'agent-killed', 'interrupt'])('%s: failed, 3', async (scene) => {
    const { platform, result } = await run(scene);
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 3, stopped: true });
    expect(platform.session().phase).toBe('Stopped');
  });

  test('stop-midway: stopped by someone else, 9', async () => {
    const { result } = await run('stop-midway');
    expect(result).toMatchObject({ outcome: 'stopped', by: 'other', exitCode: 9, stopped: true });
  });

  test.each<[SceneName, string]>([
    ['runner-killed', 'RUNNER_GONE'],
    ['pod-deleted', 'RUNNER_RESTARTED'],
  ])('%s: lost, 1, within 30 s of the silence, and the session is stopped', async (scene, code) => {
    const { platform, result } = await run(scene);
    expect(result).toMatchObject({ outcome: 'lost', exitCode: 1, error: { code }, stopped: true });
    expect(platform.session().phase).toBe('Stopped');
    const silent = Math.max(...loadScene(scene).frames.map(({ at }) => at));
    expect(result.durationMs - silent).toBeLessThan(30_000);
  });

  test('a runner that is alive and silent for minutes is waited for', async () => {
    const platform = await paced();
    const { deps } = heartOn(platform);
    const result = await runSession({ initialPrompt: '[silent 240]' }, META, deps);
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, message: 'wait … done.' });
    expect(platform.asked('GET', '/agui/tasks').length).toBeGreaterThan(3);
  });
});

describe('amber send against the recorded scenes', () => {
  const send = (platform: FakePlatform, name: string, prompt: string): Promise<Result> =>
    sendMessage(ref(name), prompt, heartOn(platform).deps);

  test('ask-then-answer: the answer’s run ends with its own end', async () => {
    const platform = await paced();
    const { name, posted } = platform.open('ask-then-answer');
    const result = await send(platform, name, 'main please');
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, runId: posted[0], message: GREETING });
    expect(result.stopped).toBe(false);
  });

  test('two-messages-at-once: each ends with its own end, never the other’s', async () => {
    const platform = await paced();
    const { name, posted } = platform.open('two-messages-at-once');
    const results = await Promise.all([send(platform, name, 'first'), send(platform, name, 'second')]);
    expect(new Set(results.map(({ runId }) => runId))).toEqual(new Set(posted));
    for (const result of results) expect(result).toMatchObject({ outcome: 'finished', exitCode: 0 });
    const messages = posted.map((id) => results.find(({ runId }) => runId === id)?.message);
    expect(messages[0]).toContain('tick');
    expect(messages[1]).toBe(GREETING);
  });

  test('stop-send-start-send: the stopped session is started first, finished, 0', async () => {
    const platform = await paced();
    const session = platform.open('stop-send-start-send');
    const result = await send(platform, session.name, 'again');
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, runId: session.posted[0], message: GREETING });
    expect(session.starts).toBe(1);
  });
});
