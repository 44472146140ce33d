import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/core/result.ts';
import type { Probe, Session } from '../../../src/core/session/session.ts';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { RunTracker } from '../../../src/core/tracker/run-tracker.ts';
import { type Course, drive } from './drive.ts';
import { initial } from './events.ts';
import { readScene, renamed, type Scene } from './scene.ts';

/** What the recording answers to GET at that time. */
function answering({ sessions }: Scene): (now: number) => Session | null {
  return (now) => sessions.findLast(({ at }) => at <= now)?.session ?? sessions[0]?.session ?? null;
}

function play(tracker: RunTracker, scene: Scene, runner: Probe['runner'] = 'alive'): Course {
  return drive(tracker, { frames: scene.live, get: answering(scene), probe: () => runner, replay: () => scene.replay });
}

/** As seen by one who comes when all is over. */
function playReplay(tracker: RunTracker, scene: Scene, runner: Probe['runner'] = 'alive'): Course {
  const last = scene.sessions.at(-1)?.session ?? null;
  const frames = scene.replay.map((event) => ({ at: 0, event }));
  return drive(tracker, { frames, get: () => last, probe: () => runner, replay: () => scene.replay });
}

const ANSWER = 'Hello, this is the answer: fertig ✓.';
const QUESTION = {
  text: 'Which branch?\n  1. main – the default\n  2. dev – the other',
  questions: [
    {
      question: 'Which branch?',
      header: 'Branch',
      multiSelect: false,
      options: [
        { label: 'main', description: 'the default' },
        { label: 'dev', description: 'the other' },
      ],
    },
  ],
};

describe('a recorded initial run ends as it did, live and for a later reader', () => {
  test.each<[scene: string, outcome: Outcome, message: string | RegExp, runner?: Probe['runner']]>([
    ['text', 'finished', ANSWER],
    ['think', 'finished', 'Thought about it. Done ✓.'],
    ['tool', 'finished', ANSWER],
    ['multi', 'finished', ANSWER],
    ['long', 'finished', /^word0 é word1 é .* word399 é *$/],
    ['flood-slow-reader', 'finished', /^x+0 .*x+3999 *$/],
    ['ask', 'needs-input', 'I need to know. '],
    ['fail', 'failed', 'API Error: 400 scripted failure'],
    ['agent-killed', 'failed', 'tick 0 tick 1 tick 2 tick 3 '],
    ['interrupt', 'failed', 'tick 0 tick 1 tick 2 tick 3 '],
    ['stop-midway', 'stopped', 'tick 0 tick 1 tick 2 tick 3 '],
    ['runner-killed', 'lost', 'tick 0 tick 1 tick 2 tick 3 ', 'gone'],
    ['pod-deleted', 'lost', 'tick 0 tick 1 tick 2 '],
  ])('%s: %s', (name, outcome, message, runner) => {
    const scene = readScene(name);
    for (const course of [play(initial(), scene, runner), playReplay(initial(), scene, runner)]) {
      // Who comes after a restart has no startTime to compare with; how a runner of that time ends is its own test.
      if (name === 'pod-deleted' && course.end === undefined) continue;
      expect(course.end?.outcome).toBe(outcome);
      if (typeof message === 'string') expect(course.end?.message).toBe(message);
      else expect(course.end?.message).toMatch(message);
      expect(course.end?.runId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('ask: the question and its options are there live and after compaction', () => {
    const scene = readScene('ask');
    expect(play(initial(), scene).end?.question).toEqual(QUESTION);
    expect(playReplay(initial(), scene).end?.question).toEqual(QUESTION);
  });

  test('fail says what the model said, interrupt that it was interrupted, agent-killed what the runner said', () => {
    expect(play(initial(), readScene('interrupt')).end?.error).toEqual({
      code: 'RUN_INTERRUPTED',
      message: 'the run was interrupted, or it failed and did not say why',
    });
    expect(play(initial(), readScene('fail')).end?.error).toEqual({
      code: 'RUN_FAILED',
      message: 'API Error: 400 scripted failure',
    });
    expect(play(initial(), readScene('agent-killed')).end?.error?.message).toBe('SDK message reader died');
  });

  test('tokens and cost are the run’s own', () => {
    const { end } = play(initial(), readScene('tool'));
    expect(end?.usage).toEqual({ inputTokens: 50, outputTokens: 24 });
    expect(end?.cost).toEqual({ usd: 0.00051 });
  });
});

describe('a runner that is lost is found out within 30 s of the silence', () => {
  const silenceOf = (scene: Scene): number => Math.max(...scene.live.filter(({ event }) => event).map(({ at }) => at));

  test('runner-killed: the runner is gone', () => {
    const scene = readScene('runner-killed');
    const course = play(initial(), scene, 'gone');
    expect(course.end?.error?.code).toBe('RUNNER_GONE');
    expect(course.at - silenceOf(scene)).toBeLessThan(30_000);
  });

  test('pod-deleted: the runner was restarted', () => {
    const scene = readScene('pod-deleted');
    const course = play(initial(), scene);
    expect(course.end?.error?.code).toBe('RUNNER_RESTARTED');
    expect(course.at - silenceOf(scene)).toBeLessThan(30_000);
  });

  test('runner-killed, but with a runner that answers: it is waited for without end', () => {
    expect(play(initial(), readScene('runner-killed'), 'alive').end).toBeUndefined();
  });
});

describe('each sent message ends with its own end', () => {
  const OWN = 'own-run-id';
  const sendTo = (): RunTracker => new RunTracker({ kind: 'sent', runId: OWN }, TIMING, 0);

  test.each<[name: string, runId: string, message: string]>([
    ['ask-then-answer', '69b61c33-7d2d-43d1-9469-5f32be7b91eb', ANSWER],
    ['two-messages-at-once', 'f602', 'tick 0 tick 1 tick 2 tick 3 '],
    ['two-messages-at-once', '9ee6', ANSWER],
    ['stop-send-start-send', '0d3da75f-dcf6-419d-a915-bd3b6c34785d', ANSWER],
  ])('%s, the run %s', (name, beginning, message) => {
    const recorded = readScene(name);
    const runId = recorded.replay.map((event) => String(event.runId)).find((id) => id.startsWith(beginning));
    const scene = renamed(recorded, runId ?? '', OWN);
    for (const course of [play(sendTo(), scene), playReplay(sendTo(), scene)]) {
      expect(course.end).toMatchObject({ outcome: 'finished', runId: OWN, message });
    }
  });

  test('the question of an older run is not ours', () => {
    const scene = renamed(readScene('ask-then-answer'), '69b61c33-7d2d-43d1-9469-5f32be7b91eb', OWN);
    expect(play(sendTo(), scene).end?.question).toBeUndefined();
  });

  test('stop-send-start-send: the message that vanished never started', () => {
    const scene = renamed(readScene('stop-send-start-send'), 'ace716b2-9d83-4b58-80e2-9cd0472455a3', OWN);
    expect(play(sendTo(), scene).end).toMatchObject({ outcome: 'lost', error: { code: 'RUN_NEVER_STARTED' } });

    const streamOnly = sendTo();
    for (const { event, at } of scene.live) if (event !== undefined) streamOnly.event(event, at);
    expect(streamOnly.end(600_000)).toBeUndefined();
    streamOnly.expire('start-timeout', 600_000);
    expect(streamOnly.end(600_000)).toMatchObject({
      outcome: 'timed-out',
      by: 'us',
      error: { code: 'RUN_NEVER_STARTED' },
    });
  });

  test('stop-send-start-send: the message that vanished does not keep the session in use', () => {
    const scene = renamed(readScene('stop-send-start-send'), '0d3da75f-dcf6-419d-a915-bd3b6c34785d', OWN);
    const tracker = sendTo();
    play(tracker, scene);
    expect(tracker.otherRuns()).toEqual({ active: [], accepted: [] });
  });

  test('two-messages-at-once: the second message is in the queue when the first one ends', () => {
    const scene = readScene('two-messages-at-once');
    const first = scene.replay.map((event) => String(event.runId)).find((id) => id.startsWith('f602')) ?? '';
    const tracker = new RunTracker({ kind: 'sent', runId: first }, TIMING, 0);
    play(tracker, scene);
    expect(tracker.otherRuns().accepted).toEqual([expect.stringMatching(/^9ee6/)]);
  });
});
