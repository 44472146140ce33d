import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { RunEnd } from '../../../src/core/result.ts';
import { called, failed, feed, finished, OTHER, OWN, said, sent, session, started } from './events.ts';

const TOO_LARGE = 'An event was too large to send (3.1 MB)';

/** How a run ends that brings these events. */
function endOf(...events: AguiEvent[]): RunEnd | undefined {
  const tracker = sent();
  feed(tracker, [started(OWN), ...events]);
  return tracker.end(0);
}

describe('errors', () => {
  test('case 13: an error with only run_id is matched', () => {
    const tracker = sent();
    feed(tracker, [started(OTHER), started(OWN), failed('boom', { run_id: OWN })]);
    expect(tracker.end(2_000)).toMatchObject({ outcome: 'failed', error: { message: 'boom' } });
  });

  test('case 13: an error without an id is ours only if our run is the only active one', () => {
    const alone = sent();
    feed(alone, [started(OTHER), finished(OTHER), started(OWN), failed('boom')]);
    expect(alone.end(2_000)?.outcome).toBe('failed');

    const beside = sent();
    feed(beside, [started(OTHER), started(OWN), failed('boom')]);
    expect(beside.end(2_000)).toBeUndefined();

    const early = sent();
    feed(early, [started(OTHER), failed('boom')]);
    expect(early.end(2_000)).toBeUndefined();
  });

  test('case 14: an event that was too large is a warning, however long the run goes on', () => {
    const tracker = sent();
    feed(tracker, [started(OWN), failed(TOO_LARGE, { run_id: OWN })], 0);
    expect(tracker.end(600_000)).toBeUndefined();
    expect(tracker.drain()).toEqual([{ code: 'EVENT_TOO_LARGE', message: expect.stringContaining(TOO_LARGE) }]);
    feed(tracker, [failed(TOO_LARGE, { run_id: OWN })], 600_000);
    expect(tracker.drain()).toEqual([]);
    feed(tracker, [...said('done', 'm1'), finished(OWN)], 600_000);
    expect(tracker.end(600_000)?.outcome).toBe('finished');
  });

  test('case 14: any other error is an end once 2 s have passed without a further event of that run', () => {
    const tracker = sent();
    feed(tracker, [started(OWN), failed('boom', { code: 'E1', run_id: OWN })], 0);
    tracker.session(session({ phase: 'Running' }), 0);
    expect(tracker.next(0)).toEqual({ at: 2_000, action: 'decide' });
    expect(tracker.end(1_999)).toBeUndefined();
    feed(tracker, said('still here', 'm1', { run_id: OWN }), 1_999);
    feed(tracker, said('me too', 'm2', { run_id: OTHER }), 3_000);
    expect(tracker.end(3_998)).toBeUndefined();
    expect(tracker.end(3_999)).toMatchObject({ outcome: 'failed', error: { code: 'E1', message: 'boom' } });
  });

  test('case 14: a RUN_FINISHED within the 2 s wins, with a warning', () => {
    const tracker = sent();
    feed(tracker, [started(OWN), failed('boom', { run_id: OWN })], 0);
    feed(tracker, [...said('all the same', 'm1', { run_id: OWN }), finished(OWN)], 1_999);
    expect(tracker.end(1_999)?.outcome).toBe('finished');
    expect(tracker.drain()).toEqual([{ code: 'RUN_ERROR_RECOVERED', message: expect.stringContaining('boom') }]);
  });

  test('case 14: a RUN_FINISHED after the 2 s comes too late, also if nobody has asked meanwhile', () => {
    const tracker = sent();
    feed(tracker, [started(OWN), failed('boom', { run_id: OWN })], 0);
    feed(tracker, [finished(OWN)], 2_000);
    expect(tracker.end(2_000)?.outcome).toBe('failed');
  });

  test('an error is the end at once when the session is seen to be over', () => {
    const tracker = sent();
    feed(tracker, [started(OWN), failed('boom', { run_id: OWN })], 0);
    tracker.session(session({ phase: 'Stopped', stoppedReason: 'user' }), 10);
    expect(tracker.end(10)).toMatchObject({ outcome: 'failed', error: { message: 'boom' } });
  });
});

describe('ends', () => {
  test('case 20: doubled and reordered lifecycle events change nothing, and an end sticks', () => {
    const tracker = sent();
    feed(tracker, [finished(OWN), started(OWN), started(OWN), ...said('late', 'm1', { run_id: OWN })]);
    const end = tracker.end(0);
    expect(end?.outcome).toBe('finished');
    feed(tracker, [failed('boom', { run_id: OWN }), finished(OWN, { result: { is_error: true } })], 10);
    tracker.session(session({ phase: 'Failed' }), 10);
    tracker.expire('timeout', 10);
    expect(tracker.end(60_000)).toBe(end);
  });

  test.each<[what: string, fields: object, outcome: string]>([
    ['result.is_error', { result: { is_error: true } }, 'failed'],
    ['an outcome cancelled, as an object', { outcome: { type: 'cancelled' } }, 'cancelled'],
    ['an outcome cancelled, as a string', { outcome: 'cancelled' }, 'cancelled'],
    ['an outcome interrupt', { outcome: { type: 'interrupt', interrupts: [] } }, 'needs-input'],
    ['an outcome interrupt, as a string', { outcome: 'interrupt' }, 'needs-input'],
    ['an outcome success', { outcome: { type: 'success' }, result: undefined }, 'finished'],
    ['an outcome that nobody knows', { outcome: { type: 'new' } }, 'finished'],
    ['no outcome and no result', { result: undefined }, 'finished'],
  ])('case 21: %s', (_what, fields, outcome) => {
    expect(endOf(...said('done', 'm1'), finished(OWN, { ...fields }))?.outcome).toBe(outcome);
  });

  test('case 21: a cancelled run was cancelled by someone else, as far as the stream can tell', () => {
    expect(endOf(finished(OWN, { outcome: 'cancelled' }))?.by).toBe('other');
  });

  test('case 21: a failure says what the agent said, and which kind it was', () => {
    const message = said('API Error: 500\nand more', 'm1');
    expect(endOf(...message, finished(OWN, { result: { is_error: true, subtype: 'error_max_turns' } }))?.error).toEqual(
      {
        code: 'error_max_turns',
        message: 'API Error: 500',
      },
    );
    expect(endOf(finished(OWN, { result: { is_error: true } }))?.error?.message).toContain('did not say');
  });

  test.each<[string, object]>([
    ['no message', {}],
    ['an empty one', { result: '', error: ' ' }],
    ['a kind and no message', { subtype: 'error_during_execution' }],
  ])(
    'an interrupted run says that it was interrupted, never what the agent had said until then: %s',
    (_what, result) => {
      const end = endOf(...said('tick 0 tick 1', 'm1'), finished(OWN, { result: { is_error: true, ...result } }));
      expect(end?.error?.message).toBe('the run was interrupted, or it failed and did not say why');
      expect(end?.message).toBe('tick 0 tick 1');
    },
  );

  test('a result’s own message is its error', () => {
    const result = { is_error: true, result: 'no credit left' };
    expect(endOf(...said('tick 0', 'm1'), finished(OWN, { result }))?.error).toEqual({
      code: 'RUN_FAILED',
      message: 'no credit left',
    });
  });

  test('tokens come from a list of entries or from the result, and cost from result or event', () => {
    const entries = [
      { model: 'a', inputTokens: 10, outputTokens: 2, cachedInputTokens: 4 },
      { model: 'b', inputTokens: 1, outputTokens: 1 },
    ];
    expect(endOf(finished(OWN, { usage: entries }))?.usage).toEqual({
      inputTokens: 11,
      outputTokens: 3,
      cachedInputTokens: 4,
    });
    const usage = { input_tokens: 5, cache_read_input_tokens: 3, cache_creation_input_tokens: 2, output_tokens: 7 };
    const reported = endOf(finished(OWN, { result: { is_error: false, total_cost_usd: 0.5, usage } }));
    expect(reported?.usage).toEqual({ inputTokens: 10, outputTokens: 7, cachedInputTokens: 3 });
    expect(reported?.cost).toEqual({ usd: 0.5 });
    expect(endOf({ type: 'CUSTOM', name: 'amber:cost', value: { usd: 0.25 } }, finished(OWN))?.cost).toEqual({
      usd: 0.25,
    });
    const impossible = [{ usd: -1 }, { usd: 'much' }].map((value) => ({ type: 'CUSTOM', name: 'amber:cost', value }));
    for (const event of impossible) expect(endOf(event, finished(OWN))).not.toHaveProperty('cost');
    expect(endOf(finished(OWN))).toMatchObject({ usage: null });
  });

  test('refused permissions and tasks that a stop would cut off are reported', () => {
    const background_tasks = [
      { id: 'a', status: 'running', description: 'npm run dev' },
      { id: 'b', status: 'completed', description: 'done' },
      { id: 'c', status: 'running', command: 'sleep 100' },
    ];
    expect(
      endOf(
        { type: 'CUSTOM', name: 'hook:Stop', value: { last_assistant_message: 'ok', background_tasks } },
        { type: 'CUSTOM', name: 'amber:refused', value: { count: 2 } },
        finished(OWN),
      ),
    ).toMatchObject({ message: 'ok', tasks: ['npm run dev', 'sleep 100'], refused: 2 });
  });
});

describe('questions', () => {
  const ARGS = JSON.stringify({
    questions: [
      { question: 'Which?', header: 'H', multiSelect: true, options: [{ label: 'a', description: 'the a' }, 'b'] },
      { question: 'Sure?' },
    ],
  });
  const unfinished = finished(OWN, { result: undefined });

  test.each(['AskUserQuestion', 'ask_user_question', 'ASK-USER-QUESTION', 'askUserQuestion'])(
    'case 22: %s as the last tool call, then RUN_FINISHED without a result',
    (name) => {
      const result: AguiEvent = { type: 'TOOL_CALL_RESULT', toolCallId: 't1', messageId: 'r1', content: 'error' };
      const end = endOf(...said('I need to know.', 'm1'), ...called(name, ARGS, 't1'), result, unfinished);
      expect(end).toMatchObject({
        outcome: 'needs-input',
        message: 'I need to know.',
        question: {
          text: 'Which?\n  1. a – the a\n  2. b\n\nSure?',
          questions: [
            {
              question: 'Which?',
              header: 'H',
              multiSelect: true,
              options: [{ label: 'a', description: 'the a' }, { label: 'b' }],
            },
            { question: 'Sure?', multiSelect: false, options: [] },
          ],
        },
      });
    },
  );

  test('case 22: after compaction the arguments come from the snapshot', () => {
    const call = { id: 't1', type: 'function', function: { name: 'AskUserQuestion', arguments: ARGS } };
    const messages = [
      { id: 'u', role: 'user', content: 'go' },
      { id: 'a', role: 'assistant', content: '', toolCalls: [call] },
    ];
    const [start] = called('AskUserQuestion', '', 't1');
    expect(start).toBeDefined();
    const snapshot: AguiEvent = { type: 'MESSAGES_SNAPSHOT', messages };
    expect(endOf(...(start === undefined ? [] : [start]), snapshot, unfinished)?.question?.questions).toHaveLength(2);
    expect(endOf(snapshot, unfinished)?.question?.questions).toHaveLength(2);
  });

  test('case 22: another tool call after the question, a result, or success: no question', () => {
    const asked = called('AskUserQuestion', ARGS, 't1');
    const done = said('done', 'm1');
    expect(endOf(...asked, ...called('Bash', '{}', 't2'), ...done, unfinished)?.outcome).toBe('finished');
    expect(endOf(...asked, ...done, finished(OWN))?.outcome).toBe('finished');
    expect(endOf(...asked, ...done, finished(OWN, { result: undefined, outcome: { type: 'success' } }))?.outcome).toBe(
      'finished',
    );
  });

  test('case 22: a question asked by another run, or inside of a subagent, is not ours', () => {
    const tracker = sent();
    feed(tracker, [
      started(OWN),
      started(OTHER),
      ...said('done', 'm1', { run_id: OWN }),
      ...called('AskUserQuestion', ARGS, 't1', { run_id: OTHER }),
      unfinished,
    ]);
    expect(tracker.end(0)?.outcome).toBe('finished');
    const inside = called('AskUserQuestion', ARGS, 't1').map((event) => ({ ...event, subagentRunId: 's1' }));
    expect(endOf(...inside, ...said('done', 'm1'), unfinished)?.outcome).toBe('finished');
  });

  test('case 22: of a question whose arguments are broken, what the agent said is reported', () => {
    const [start, first] = called('AskUserQuestion', ARGS, 't1');
    const broken = [start, first].filter((event) => event !== undefined);
    expect(endOf(...said('Which branch?', 'm1'), ...broken, unfinished)?.question?.text).toBe('Which branch?');
    expect(endOf(...broken, unfinished)?.question?.text).toContain('lost');
  });

  test('case 22: an interrupt brings the question of its call, else its own message', () => {
    const interrupt = finished(OWN, { outcome: { type: 'interrupt', interrupts: [{ id: 't1', message: 'May I?' }] } });
    expect(endOf(...called('AskUserQuestion', ARGS, 't1'), interrupt)?.question?.questions).toHaveLength(2);
    expect(endOf(interrupt)?.question).toEqual({
      text: 'May I?',
      questions: [{ question: 'May I?', multiSelect: false, options: [] }],
    });
  });
});

describe('the last message', () => {
  const snapshotOf = (...contents: string[]): AguiEvent => ({
    type: 'MESSAGES_SNAPSHOT',
    messages: [
      { id: 'a0', role: 'assistant', content: 'of an older run' },
      { id: 'u', role: 'user', content: 'go' },
      ...contents.map((content, index) => ({ id: `a${index + 1}`, role: 'assistant', content })),
    ],
  });
  const hook = (message: string): AguiEvent => ({
    type: 'CUSTOM',
    name: 'hook:Stop',
    value: { last_assistant_message: message },
  });

  test('is the last that has a text', () => {
    const empty: AguiEvent = { type: 'TEXT_MESSAGE_START', messageId: 'm3', role: 'assistant' };
    expect(endOf(...said('first', 'm1'), ...said('second', 'm2'), empty, finished(OWN))?.message).toBe('second');
  });

  test('is taken from the snapshot or the hook where pieces were lost', () => {
    const [start, , second] = said('whole message', 'm1');
    const torn = [start, second].filter((event) => event !== undefined);
    expect(endOf(...torn, snapshotOf('whole message'), finished(OWN))?.message).toBe('whole message');
    expect(endOf(...torn, hook('whole message'), finished(OWN))?.message).toBe('whole message');
    expect(endOf(hook('whole message'), snapshotOf('whole message '), finished(OWN))?.message).toBe('whole message ');
  });

  test('keeps its own blanks where the hook has none', () => {
    expect(endOf(...said('tick 1 ', 'm1'), hook('tick 1'), finished(OWN))?.message).toBe('tick 1 ');
  });

  test('is none of an older run that a snapshot brings along', () => {
    expect(endOf(snapshotOf(), finished(OWN))?.message).toBe('');
  });

  test('goes on after a snapshot in its middle, and is another one after a new start', () => {
    const [start, first, second] = said('hello world', 'm1').filter((event) => event !== undefined);
    if (start === undefined || first === undefined || second === undefined) throw new Error('no pieces');
    expect(endOf(start, first, snapshotOf(String(first.delta)), second, finished(OWN))?.message).toBe('hello world');
    expect(endOf(snapshotOf('old'), hook('old'), ...said('new', 'm2'), finished(OWN))?.message).toBe('new');
  });

  test('case 19: a replay of its pieces does not double it', () => {
    const tracker = sent();
    const message = said('hello', 'm1');
    feed(tracker, [started(OWN), ...message]);
    tracker.connection('closed', 1);
    tracker.connection('open', 1);
    feed(tracker, [started(OWN), ...message, finished(OWN)], 1);
    expect(tracker.end(1)?.message).toBe('hello');
  });

  test('is neither what the user, a tool nor a subagent says', () => {
    const foreign = said('not the agent', 'm2').map((event) => ({
      ...event,
      ...(event.type === 'TEXT_MESSAGE_START' ? { role: 'user' } : {}),
    }));
    const inner = said('inner', 'm3').map((event) => ({ ...event, subagentRunId: 's' }));
    expect(endOf(...said('mine', 'm1'), ...foreign, ...inner, finished(OWN))?.message).toBe('mine');
  });

  test('comes in chunks too, which all may name their role', () => {
    const chunk = (delta: string): AguiEvent => ({
      type: 'TEXT_MESSAGE_CHUNK',
      messageId: 'm1',
      role: 'assistant',
      delta,
    });
    expect(endOf(chunk('hel'), chunk('lo'), finished(OWN))?.message).toBe('hello');
  });

  test('is kept to a limit, and a warning says so', () => {
    const tracker = sent();
    feed(tracker, [started(OWN)]);
    const delta = 'x'.repeat(64 * 1024);
    for (let count = 0; count < 100; count++) feed(tracker, [{ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta }]);
    feed(tracker, [finished(OWN)]);
    expect(tracker.end(0)?.message).toHaveLength(4 * 1024 * 1024);
    expect(tracker.drain()).toEqual([{ code: 'MESSAGE_CUT', message: expect.any(String) }]);
  });
});

test('case 23: results without a start, events outside of runs and garbage in every field do no harm', () => {
  const types = ['RUN_STARTED', 'RUN_FINISHED', 'RUN_ERROR', 'TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT', 'CUSTOM'];
  types.push(
    'TOOL_CALL_START',
    'TOOL_CALL_ARGS',
    'TOOL_CALL_RESULT',
    'MESSAGES_SNAPSHOT',
    'RAW',
    'META',
    'THINKING_START',
  );
  const tracker = sent();
  for (const type of types) {
    for (const value of [null, 1, 'x', [], [null], {}, { messages: [1] }]) {
      const names = [
        'messageId',
        'delta',
        'toolCallId',
        'toolCallName',
        'messages',
        'input',
        'value',
        'message',
        'result',
      ];
      const fields = Object.fromEntries(names.map((name) => [name, value]));
      feed(tracker, [
        { type, ...fields },
        { type, runId: OTHER, ...fields },
        { type, runId: value },
      ]);
    }
  }
  expect(tracker.end(0)).toBeUndefined();
  feed(tracker, [started(OWN), ...said('done', 'm1', { run_id: OWN }), finished(OWN)]);
  expect(tracker.end(0)?.outcome).toBe('finished');
});
