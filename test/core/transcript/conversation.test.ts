import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { Conversation } from '../../../src/core/transcript/conversation.ts';
import { versionOf } from '../../../src/core/transcript/conversation-rows.ts';

function conversationOf(...events: readonly AguiEvent[]): Conversation {
  const conversation = new Conversation();
  for (const [index, event] of events.entries()) conversation.apply(index + 1, { timestamp: index * 1_000, ...event });
  return conversation;
}

const rowsOf = (conversation: Conversation): readonly string[] =>
  conversation.rows.map((row) => {
    if (row.kind === 'run-end') return `end: ${row.run.outcome}`;
    if (row.kind === 'notice') return `${row.level}: ${row.text}`;
    if (row.kind === 'changes') return `changes: ${row.changes.files.map(({ path }) => path)}`;
    return row.entry.kind === 'tool' ? `tool: ${row.entry.name}` : `${row.entry.kind}: ${row.entry.text}`;
  });

const begun = { type: 'RUN_STARTED', threadId: 's', runId: 'r' };
const ended = (more: object = {}): AguiEvent => ({ type: 'RUN_FINISHED', threadId: 's', runId: 'r', ...more });
const says = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'done' };
const called = (name = 'Bash', args = '{}'): AguiEvent[] => [
  { type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: name },
  { type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: args },
  { type: 'TOOL_CALL_END', toolCallId: 't' },
];
const answered = { type: 'TOOL_CALL_RESULT', toolCallId: 't', content: 'x' };
const asked = called('AskUserQuestion', '{"questions":[{"question":"Which?","options":["a","b"]}]}');

test('rows are what was said and done, with ends and notices where they came', () => {
  const conversation = conversationOf(
    begun,
    says,
    { type: 'CUSTOM', name: 'amber:warning', value: { message: 'careful' } },
    ...called(),
    answered,
    ended({ outcome: { type: 'success' } }),
    { ...begun, runId: 'r2' },
    { ...says, messageId: 'm2' },
  );
  expect(rowsOf(conversation)).toEqual([
    'message: done',
    'warning: careful',
    'tool: Bash',
    'end: finished',
    'message: done',
  ]);
  expect(conversation.running?.id).toBe('r2');
  expect(conversation.last).toBe(10);
  expect(conversation.resultOf('t')).toBe(7);
  expect(conversation.duration(20_000)).toBe(7_000 + 12_000);
});

test('a row stays the same while its content grows, and says that it has', () => {
  const conversation = conversationOf(begun, says);
  const [row] = conversation.rows;
  const before = conversation.rows.map(versionOf);
  conversation.apply(3, { ...says, delta: ' more' });
  expect(conversation.rows[0]).toBe(row);
  expect(conversation.rows.map(versionOf)).not.toEqual(before);
});

test('an error and the end that follows it are one end', () => {
  expect(rowsOf(conversationOf(begun, { type: 'RUN_ERROR', message: 'no', code: 'X' }, ended()))).toEqual([
    'end: failed',
  ]);
});

test('what has no text, and what is not to be seen, makes no row', () => {
  const hidden = { id: 'h', role: 'user', content: 'Run it', metadata: { hidden: true } };
  expect(
    rowsOf(
      conversationOf(
        { ...begun, input: { messages: [hidden] } },
        { type: 'TEXT_MESSAGE_START', messageId: 'e', role: 'assistant' },
      ),
    ),
  ).toEqual([]);
});

describe('a question is open', () => {
  const openIn = (...events: AguiEvent[]): readonly (string | undefined)[] => {
    const { question } = conversationOf(begun, ...events);
    return [question?.callId, question?.question.questions[0]?.question];
  };
  test('once it was asked whole', () => expect(openIn(...asked)).toEqual(['t', 'Which?']));
  test('also after its run', () => expect(openIn(...asked, ended())).toEqual(['t', 'Which?']));
  test('not before', () => expect(openIn(...asked.slice(0, 2))).toEqual([undefined, undefined]));
  test('not once it was answered', () => expect(openIn(...asked, answered)).toEqual([undefined, undefined]));
  test('not in the next run', () =>
    expect(openIn(...asked, { ...begun, runId: 'r2' })).toEqual([undefined, undefined]));
  test('where a host says that it waits with one, until it says that it does not', () => {
    const waiting = {
      type: 'CUSTOM',
      name: 'amber:waiting',
      value: { for: 'permission', questions: [{ question: 'May I?' }] },
    };
    const waited = { type: 'CUSTOM', name: 'amber:waited', value: { for: 'permission', answer: 'yes' } };
    expect(openIn(waiting)).toEqual([undefined, 'May I?']);
    expect(openIn(waiting, waited)).toEqual([undefined, undefined]);
    expect(conversationOf(begun, says, waiting, waited).waits).toEqual([{ from: 2_000, to: 3_000, after: 0 }]);
  });
});

test('the plan is the last one', () => {
  const plan = (content: string): AguiEvent => ({
    type: 'ACTIVITY_SNAPSHOT',
    activityType: 'PLAN',
    content: { entries: [{ content, status: 'pending' }] },
  });
  expect(conversationOf(plan('a'), plan('b')).plan).toEqual([{ text: 'b', state: 'pending' }]);
  expect(
    conversationOf(plan('a'), ...called('TodoWrite', '{"todos":[{"content":"c","status":"completed"}]}')).plan,
  ).toEqual([{ text: 'c', state: 'done' }]);
});

test('rows are added to the same list as they come; what is shown late stands where it began', () => {
  const conversation = conversationOf(begun, says);
  const { rows } = conversation;
  for (const [index, event] of called().entries()) conversation.apply(3 + index, event);
  expect(conversation.rows).toBe(rows);
  conversation.apply(6, { type: 'TEXT_MESSAGE_START', messageId: 'late', role: 'assistant' });
  conversation.apply(7, { type: 'CUSTOM', name: 'amber:warning', value: { message: 'between' } });
  conversation.apply(8, { ...says, messageId: 'late', delta: 'late' });
  expect(rowsOf(conversation)).toEqual(['message: done', 'tool: Bash', 'message: late', 'warning: between']);
  expect(conversation.rowAt(2)?.key).toBe('message late');
});

test('the files that a run has changed stand before its end', () => {
  const files = [{ path: 'a.ts', status: 'modified', added: 1, removed: 0 }];
  const value = { files, total: { files: 1, added: 1, removed: 0 }, dir: '/w' };
  const nothing = { files: [], total: { files: 0, added: 0, removed: 0 }, dir: '/w' };
  const changes = (value: object): AguiEvent => ({ type: 'CUSTOM', name: 'amber:changes', value });
  const end = ended({ outcome: { type: 'success' } });
  expect(rowsOf(conversationOf(begun, says, changes(value), end))).toEqual([
    'message: done',
    'changes: a.ts',
    'end: finished',
  ]);
  expect(rowsOf(conversationOf(begun, says, changes(nothing), end))).toEqual(['message: done', 'end: finished']);
});

test('what is said after a question that ended its run is its answer', () => {
  const messages = [{ id: 'u', role: 'user', content: 'b' }];
  const next = { ...begun, runId: 'r2', input: { messages } };
  const conversation = conversationOf(begun, ...asked, ended(), next);
  expect(conversation.question).toBeUndefined();
  expect(conversation.transcript.call('t')).toMatchObject({ result: 'b' });
  expect(conversation.transcript.runs.map(({ isAnswered }) => isAnswered)).toEqual([true, undefined]);
  expect(conversationOf(begun, ...asked, ended()).transcript.call('t')?.result).toBeUndefined();
});

describe('what its host says that was answered while the run waited is the answer', () => {
  const waited = (value: object): AguiEvent => ({ type: 'CUSTOM', name: 'amber:waited', value });
  const done = ended({ outcome: { type: 'success' } });
  test('also where the agent never sends a result', () => {
    const conversation = conversationOf(begun, ...asked, waited({ for: 'question', answer: 'b' }), says, done);
    expect(conversation.question).toBeUndefined();
    expect(conversation.transcript.call('t')?.result).toBe('b');
  });
  test('nothing was answered: it is still open', () => {
    for (const value of [{ for: 'question' }, { for: 'permission', answer: 'yes' }])
      expect(conversationOf(begun, ...asked, waited(value)).question?.callId).toBe('t');
  });
});

test('what the end of a run asks waits for an answer that names it, until another run begins', () => {
  const interrupts = [{ id: 'i', message: 'Deploy?' }, { reason: 'approval' }];
  const end = ended({ outcome: { type: 'interrupt', interrupts } });
  const conversation = conversationOf(begun, says, end);
  expect(conversation.question).toMatchObject({ interruptIds: ['i', ''], question: { text: 'Deploy?\napproval' } });
  conversation.apply(9, { ...begun, runId: 'r2' });
  expect(conversation.question).toBeUndefined();
  // A call that has asked it is named by its id, unless the end names it otherwise.
  expect(
    conversationOf(begun, ...asked, ended({ outcome: { type: 'interrupt', interrupts: [{ id: 't' }] } })).question,
  ).toEqual(conversationOf(begun, ...asked).question);
  expect(conversationOf(begun, ...asked, end).question).toMatchObject({
    callId: 't',
    interruptIds: ['i', ''],
    question: { text: 'Which?\n  1. a\n  2. b' },
  });
});
