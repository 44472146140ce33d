import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { RunEnd } from '../../../src/core/result.ts';
import { Transcript } from '../../../src/core/transcript/transcript.ts';
import { called, failed, feed, finished, OWN, said, sent, started } from './events.ts';

/** How a run ends that brings these events: the same for who owns the run and for who reads its transcript. */
function endOf(...events: AguiEvent[]): Pick<RunEnd, 'outcome' | 'error' | 'message'> | undefined {
  const tracker = sent();
  const transcript = new Transcript();
  feed(tracker, [started(OWN), ...events]);
  for (const event of [started(OWN), ...events]) transcript.apply({ event, runId: OWN });
  const end = tracker.end(0);
  const [run] = transcript.runs;
  expect({ outcome: run?.outcome, error: run?.error }).toEqual({ outcome: end?.outcome, error: end?.error });
  return end;
}

const result = (toolCallId: string, content: string, more: object = {}): AguiEvent => ({
  type: 'TOOL_CALL_RESULT',
  messageId: `${toolCallId}-result`,
  toolCallId,
  content,
  ...more,
});
const FAILED = { metadata: { status: 'failed' } };
const PUSH = called('Bash', JSON.stringify({ command: 'git push' }), 't1');

describe('a run that ends without an answer has failed', () => {
  test.each<[what: string, events: AguiEvent[]]>([
    ['said and did nothing', []],
    ['said blanks', said(' \n ', 'm1')],
    ['said what nobody sees', said('\u200b\ufeff\u2060 \u00ad\u001b[0m', 'm1')],
    ['only thought', [{ type: 'REASONING_MESSAGE_CONTENT', messageId: 'r1', delta: 'hm' }]],
    ['left its tool open', PUSH],
    ['has a tool that was cut off', [...PUSH, result('t1', '', { metadata: { status: 'unfinished' } })]],
    ['only repeated the prompt', [{ type: 'MESSAGES_SNAPSHOT', messages: [{ id: 'u', role: 'user', content: 'hi' }] }]],
  ])('it %s', (_what, events) => {
    for (const end of [finished(OWN), finished(OWN, { result: undefined }), finished(OWN, { outcome: 'success' })])
      expect(endOf(...events, end)).toMatchObject({
        outcome: 'failed',
        error: { code: 'NO_ANSWER', message: 'the agent ended its turn without an answer' },
      });
  });

  test.each<[what: string, events: AguiEvent[]]>([
    ['the host', [result('t1', 'remote: Permission denied\nfatal', FAILED)]],
    ['is_error', [result('t1', 'remote: Permission denied', { is_error: true })]],
    // As the platform tells it: an END with an error, then the same as a result that does not say so.
    [
      'the platform',
      [
        { type: 'TOOL_CALL_END', toolCallId: 't1', error: 'remote: Permission denied', result: null },
        result('t1', 'remote: Permission denied'),
      ],
    ],
  ])('its only tool failed, in the words of %s', (_what, events) => {
    const call = PUSH.filter(({ type }) => events.length === 1 || type !== 'TOOL_CALL_END');
    expect(endOf(...call, ...events, finished(OWN))?.error).toEqual({
      code: 'NO_ANSWER',
      message: 'the agent ended its turn without an answer; its tool failed: Bash git push (remote: Permission denied)',
    });
  });

  test('of many tools that failed the last ones are named, and all are counted', () => {
    const calls = ['a', 'b', 'c', 'd'].flatMap((id) => [...called('Bash', `"${id}"`, id), result(id, '', FAILED)]);
    expect(endOf(...calls, finished(OWN))?.error?.message).toMatch(
      /; 4 of its tool calls failed, at last: Bash b, Bash c, Bash d$/,
    );
  });

  test('after compaction the snapshot is what is left of its tools', () => {
    const messages = (tool: object): AguiEvent => ({
      type: 'MESSAGES_SNAPSHOT',
      messages: [
        { id: 'u', role: 'user', content: 'push' },
        { id: 'a', role: 'assistant', toolCalls: [{ id: 't1', function: { name: 'Bash', arguments: '{}' } }] },
        { id: 'r', role: 'tool', toolCallId: 't1', ...tool },
      ],
    });
    const error = '"<tool_use_error>no such tool</tool_use_error>"';
    for (const reported of [{ content: 'denied', error: 'denied' }, { content: error }])
      expect(endOf(messages(reported), finished(OWN))?.error?.message).toContain('its tool failed: Bash');
    expect(endOf(messages({ content: 'ok' }), finished(OWN))?.outcome).toBe('finished');
  });
});

describe('an answer is', () => {
  test.each<[what: string, events: AguiEvent[]]>([
    ['a text', said('done', 'm1')],
    ['a tool that did its work', [...PUSH, result('t1', '')]],
    ['a tool that did its work beside one that failed', [...PUSH, result('t1', ''), result('t2', 'no', FAILED)]],
    ['a text beside a tool that failed', [...said('I could not', 'm1'), ...PUSH, result('t1', 'no', FAILED)]],
    ['what the hook tells of a text that was lost', [hook('done')]],
  ])('%s', (_what, events) => {
    expect(endOf(...events, finished(OWN))?.outcome).toBe('finished');
  });

  test('what the end itself brings', () => {
    for (const reported of ['done', { is_error: false, result: 'done' }])
      expect(endOf(finished(OWN, { result: reported }))).toMatchObject({ outcome: 'finished', message: 'done' });
  });

  test('none of a run whose start was not seen: what it said before is not known', () => {
    const tracker = sent();
    feed(tracker, [finished(OWN)]);
    expect(tracker.end(0)?.outcome).toBe('finished');
  });

  test('not asked of a run that waits for one, or was cancelled', () => {
    expect(endOf(finished(OWN, { outcome: 'interrupt' }))?.outcome).toBe('needs-input');
    expect(endOf(...called('AskUserQuestion', '{}', 'q'), finished(OWN, { result: undefined }))?.outcome).toBe(
      'needs-input',
    );
    expect(endOf(finished(OWN, { outcome: 'cancelled' }))?.outcome).toBe('cancelled');
  });
});

function hook(message: string): AguiEvent {
  return { type: 'CUSTOM', name: 'hook:Stop', value: { last_assistant_message: message } };
}

describe('a run that stopped before its end', () => {
  test.each(['max_tokens', 'tool_use', 'refusal', 'max_turn_requests', 'pause_turn'])('%s: has failed', (reason) => {
    for (const field of ['stop_reason', 'stopReason'])
      expect(
        endOf(...said('so far', 'm1'), finished(OWN, { result: { is_error: false, [field]: reason } })),
      ).toMatchObject({ outcome: 'failed', message: 'so far', error: { code: reason } });
  });

  test.each(['end_turn', 'stop_sequence', 'a word that nobody knows', null])('%s: has finished', (reason) => {
    expect(endOf(...said('done', 'm1'), finished(OWN, { result: { stop_reason: reason } }))?.outcome).toBe('finished');
  });

  test('at its limit of turns, which some agents do not call an error', () => {
    const end = finished(OWN, { result: { is_error: false, subtype: 'error_max_turns' } });
    expect(endOf(...said('so far', 'm1'), end)).toMatchObject({
      outcome: 'failed',
      error: { code: 'error_max_turns' },
    });
  });

  test('case 22: for the tool that asks: waits for an answer', () => {
    const end = finished(OWN, { result: { is_error: false, stop_reason: 'tool_use' } });
    expect(endOf(...called('AskUserQuestion', '{}', 'q'), end)?.outcome).toBe('needs-input');
  });
});

describe('RUN_ERROR, then a RUN_FINISHED that says no more', () => {
  const error = failed('529 overloaded', { code: 'OVERLOADED', run_id: OWN });

  test('without an answer: has failed as the error says', () => {
    const tracker = sent();
    feed(tracker, [started(OWN), error, finished(OWN, { result: undefined })]);
    expect(tracker.end(0)).toMatchObject({
      outcome: 'failed',
      error: { code: 'OVERLOADED', message: '529 overloaded' },
    });
    expect(tracker.drain()).toEqual([]);
    expect(endOf(error, finished(OWN, { result: undefined }))?.error?.code).toBe('OVERLOADED');
  });

  test('with an answer: has finished', () => {
    expect(endOf(error, ...said('after all', 'm1'), finished(OWN))?.outcome).toBe('finished');
  });
});
