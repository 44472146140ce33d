import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { toolStateOf } from '../../../src/core/transcript/tool-status.ts';
import { messagesOf, Transcript } from '../../../src/core/transcript/transcript.ts';
import { transcriptJson } from '../../../src/core/transcript/transcript-json.ts';
import { called, failed, finished, OTHER, OWN, said, started } from '../tracker/events.ts';
import { readScene } from '../tracker/scene.ts';

function transcriptOf(events: readonly AguiEvent[], runId?: string): Transcript {
  const transcript = new Transcript();
  for (const event of events) transcript.apply({ event, ...(runId === undefined ? {} : { runId }) });
  return transcript;
}

const toolsOf = (transcript: Transcript) => transcript.entries.filter((entry) => entry.kind === 'tool');
const textsOf = (transcript: Transcript) => messagesOf(transcript).map(({ role, text }) => `${role}: ${text}`);

describe('a recorded scene gives the same conversation live and to a later reader', () => {
  test.each(['text', 'tool', 'multi', 'ask', 'fail', 'interrupt', 'two-messages-at-once', 'ask-then-answer'])(
    '%s',
    (name) => {
      const scene = readScene(name);
      const live = transcriptOf(scene.live.flatMap(({ event }) => event ?? []));
      const replay = transcriptOf(scene.replay);
      expect(textsOf(live)).toEqual(textsOf(replay));
      expect(toolsOf(live).map(({ id, args, result }) => ({ id, args, result }))).toEqual(
        toolsOf(replay).map(({ id, args, result }) => ({ id, args, result })),
      );
      expect(live.question).toEqual(replay.question);
      expect(live.usage).toEqual(replay.usage);
      expect(live.runs.map(({ id, outcome }) => ({ id, outcome }))).toEqual(
        replay.runs.map(({ id, outcome }) => ({ id, outcome })),
      );
    },
  );

  test('tool: what was said, called and answered, in its order', () => {
    const transcript = transcriptOf(readScene('tool').live.flatMap(({ event }) => event ?? []));
    expect(transcript.entries.map((entry) => (entry.kind === 'tool' ? entry.name : entry.kind))).toEqual([
      'message',
      'message',
      'Bash',
      'message',
    ]);
    expect(toolsOf(transcript)[0]).toMatchObject({
      args: '{"command": "echo hello from the tool; ls", "description": "Look around"}',
      result: '"hello from the tool"',
      open: false,
    });
    expect(transcript.entries[0]).toMatchObject({ role: 'user', text: '[tool] look around', hidden: true });
    expect(transcript.usage).toEqual({ inputTokens: 50, outputTokens: 24 });
    expect(transcript.costUsd).toBe(0.00051);
  });

  test('multi: a failed tool is distinguished from one that worked', () => {
    const tools = toolsOf(transcriptOf(readScene('multi').live.flatMap(({ event }) => event ?? [])));
    expect(tools.map(({ error }) => error)).toEqual([undefined, '"Exit code 1"']);
  });

  test('think: reasoning is kept apart from what was said', () => {
    const transcript = transcriptOf(readScene('think').live.flatMap(({ event }) => event ?? []));
    expect(transcript.entries.find(({ kind }) => kind === 'reasoning')).toMatchObject({
      text: 'Let me think about this.',
    });
    expect(textsOf(transcript).at(-1)).toBe('assistant: Thought about it. Done ✓.');
  });

  test('ask: what the agent said comes before the question, also after compaction', () => {
    const transcript = transcriptOf(readScene('ask').replay);
    expect(transcript.entries.map(({ kind }) => kind)).toEqual(['message', 'message', 'tool']);
    expect(transcript.question?.questions).toHaveLength(1);
  });

  test('ask-then-answer: a question that was answered is no longer open', () => {
    expect(transcriptOf(readScene('ask-then-answer').replay).question).toBeUndefined();
  });
});

describe('a transcript', () => {
  test('takes a replay of everything without doubling anything', () => {
    const events = [
      started(OWN),
      ...said('hello', 'm1'),
      ...called('Bash', '{"a":1}', 't1'),
      { type: 'TOOL_CALL_RESULT', toolCallId: 't1', messageId: 'r', content: 'ok' },
      finished(OWN),
    ];
    const once = transcriptOf(events, OWN);
    expect(JSON.stringify(transcriptJson(transcriptOf([...events, ...events], OWN)))).toBe(
      JSON.stringify(transcriptJson(once)),
    );
  });

  test('says which run each thing belongs to, and how each run ended', () => {
    const transcript = new Transcript();
    for (const event of [started(OWN), ...said('mine', 'm1'), finished(OWN)]) transcript.apply({ event, runId: OWN });
    for (const event of [started(OTHER), ...said('theirs', 'm2'), failed('boom')])
      transcript.apply({ event, runId: OTHER });
    expect(messagesOf(transcript, OWN).map(({ text }) => text)).toEqual(['mine']);
    expect(transcript.runs.map(({ outcome, error }) => [outcome, error?.message])).toEqual([
      ['finished', undefined],
      ['failed', 'boom'],
    ]);
  });

  test('case 14: an error after which the run finished is none', () => {
    const transcript = transcriptOf([started(OWN), failed('boom'), ...said('well', 'm1'), finished(OWN)], OWN);
    expect(transcript.runs).toMatchObject([{ outcome: 'finished' }]);
    expect(transcript.runs[0]).not.toHaveProperty('error');
    const large = transcriptOf([started(OWN), failed('An event was too large to send (2 MB)')], OWN);
    expect(large.runs).toMatchObject([{ outcome: null }]);
  });

  test('case 23: a result without a call is there; a tool still open at the end is closed', () => {
    const transcript = transcriptOf(
      [
        started(OWN),
        { type: 'TOOL_CALL_RESULT', toolCallId: 'x', messageId: 'r', content: 'who called?' },
        ...called('Bash', '{}', 't1'),
        finished(OWN),
      ],
      OWN,
    );
    expect(toolsOf(transcript)).toMatchObject([
      { id: 'x', name: '', result: 'who called?', open: false },
      { id: 't1', name: 'Bash', open: false },
    ]);
  });

  test('a tool that never ended or was refused is neither done nor failed', () => {
    const result = (status?: string, content = '[not ended: the run failed]'): AguiEvent => ({
      type: 'TOOL_CALL_RESULT',
      toolCallId: 't1',
      messageId: 'r',
      content,
      ...(status !== undefined && { metadata: { status } }),
    });
    const statesOf = (...events: readonly AguiEvent[]) =>
      toolsOf(transcriptOf([started(OWN), ...called('Bash', '{}', 't1'), ...events], OWN)).map(toolStateOf);
    expect(statesOf()).toEqual(['running']);
    expect(statesOf(result('unfinished'), failed('boom'))).toEqual(['unfinished']);
    expect(statesOf(result('unfinished', ''), finished(OWN))).toEqual(['unfinished']);
    expect(statesOf(result('failed'), failed('boom'))).toEqual(['failed']);
    expect(statesOf(result(), failed('boom'))).toEqual(['done']);
    // Nothing came of it, and its run was cut off.
    expect(statesOf(failed('boom'))).toEqual(['unfinished']);
    expect(statesOf(...said('well', 'm1'), finished(OWN))).toEqual(['done']);
    expect(statesOf(failed('boom'), result(undefined, 'late'))).toEqual(['done']);
    const snapshot = (content: string): AguiEvent => ({
      type: 'MESSAGES_SNAPSHOT',
      messages: [{ id: 'r', role: 'tool', toolCallId: 't1', content }],
    });
    const answer = result('unfinished');
    expect(statesOf(answer, failed('boom'), snapshot(String(answer.content)))).toEqual(['unfinished']);
    expect(statesOf(answer, failed('boom'), snapshot('late'))).toEqual(['done']);
  });

  test('case 23: garbage does no harm', () => {
    const types = [
      'RUN_STARTED',
      'RUN_FINISHED',
      'RUN_ERROR',
      'TEXT_MESSAGE_CHUNK',
      'TOOL_CALL_RESULT',
      'MESSAGES_SNAPSHOT',
    ];
    const values = [null, 1, [], {}, [null, { role: 1 }, { role: 'assistant', toolCalls: [1, {}] }]];
    const events = types.flatMap((type) =>
      values.map((value) => ({ type, messages: value, delta: value, runId: OWN })),
    );
    expect(() => JSON.stringify(transcriptJson(transcriptOf(events)))).not.toThrow();
  });
});

test('what a call changes in files, as its host tells it, is kept with the call', () => {
  const transcript = new Transcript();
  const edits = [{ path: 'a', before: 'x', after: 'y' }];
  const told = (toolCallId: string): AguiEvent => ({
    type: 'CUSTOM',
    name: 'amber:edits',
    value: { toolCallId, edits },
  });
  transcript.apply({ event: { type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'edit' } });
  expect(transcript.apply({ event: told('t') })).toBe(transcript.call('t'));
  expect(transcript.apply({ event: told('none') })).toBeUndefined();
  expect(transcript.entries).toMatchObject([{ name: 'edit', edits }]);
});

test('who has refused a call is kept with the call; who has allowed it is not', () => {
  const transcript = new Transcript();
  for (const [toolCallId, answer] of [
    ['a', 'allowed'],
    ['b', 'refused'],
  ]) {
    transcript.apply({ event: { type: 'TOOL_CALL_START', toolCallId, toolCallName: 'Bash' } });
    const value = { toolCallId, title: 'x', answer, by: 'permissions read' };
    transcript.apply({ event: { type: 'CUSTOM', name: 'amber:permission', value } });
  }
  expect(transcript.entries.map((entry) => entry.kind === 'tool' && entry.refusedBy)).toEqual([
    undefined,
    'permissions read',
  ]);
});
