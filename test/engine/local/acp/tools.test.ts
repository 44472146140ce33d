import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../../src/core/agui/events.ts';
import { customs, last, play, said, types } from './agent-harness.ts';

const call = (update: object) => ({ update: { sessionUpdate: 'tool_call', ...update } });
const more = (update: object) => ({ update: { sessionUpdate: 'tool_call_update', ...update } });
const content = (text: unknown) => [{ type: 'content', content: { type: 'text', text } }];
const of = (events: readonly AguiEvent[], type: string): AguiEvent[] => events.filter((event) => event.type === type);

describe('reasoning and plans', () => {
  test('thoughts are reasoning, closed before the text begins', async () => {
    const { events } = await play([{ thought: 'Let me ' }, { thought: 'see.' }, { text: 'Done.' }]);
    expect(types(events)).toEqual([
      'RUN_STARTED',
      'REASONING_START',
      'REASONING_MESSAGE_START',
      'REASONING_MESSAGE_CONTENT',
      'REASONING_MESSAGE_CONTENT',
      'REASONING_MESSAGE_END',
      'REASONING_END',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ]);
  });

  test('each plan replaces the one before, in one message', async () => {
    const plan = (status: string) => ({
      update: { sessionUpdate: 'plan', entries: [{ content: 'Look', priority: 'high', status }] },
    });
    const { events } = await play([plan('in_progress'), { text: 'a' }, plan('completed'), { text: 'b' }]);
    const plans = of(events, 'ACTIVITY_SNAPSHOT');
    expect(new Set(plans.map(({ messageId }) => messageId)).size).toBe(1);
    expect(plans.map((plan) => plan.content)).toEqual([
      { entries: [{ content: 'Look', priority: 'high', status: 'in_progress' }] },
      { entries: [{ content: 'Look', priority: 'high', status: 'completed' }] },
    ]);
    expect(said(events)).toBe('ab');
  });

  test("a chunk of another message id of the agent's begins a new message", async () => {
    const { events } = await play([
      { text: 'one', more: { messageId: 'a' } },
      { text: 'two', more: { messageId: 'b' } },
    ]);
    const ids = of(events, 'TEXT_MESSAGE_START').map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(2);
  });

  test('a notice above info is a warning, an update of another session is nobody’s', async () => {
    const notice = (severity: string, title: string) => ({ update: { sessionUpdate: 'notice', severity, title } });
    const { events } = await play([
      notice('info', 'hello'),
      notice('warning', 'low credit'),
      { other: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'not ours' } } },
    ]);
    expect(customs(events, 'amber:warning')).toEqual([{ code: 'AGENT_NOTICE', message: 'low credit' }]);
    expect(said(events)).toBe('');
  });
});

describe('tool calls', () => {
  test('arguments that come after the start are reported as soon as they are there, once', async () => {
    const { events } = await play([
      { text: 'I look.' },
      call({ toolCallId: 't1', title: 'Bash', kind: 'execute', status: 'pending', rawInput: {} }),
      more({ toolCallId: 't1', title: '`ls`', rawInput: { command: 'ls' } }),
      more({ toolCallId: 't1', rawInput: { command: 'ls' }, status: 'in_progress' }),
      more({ toolCallId: 't1', status: 'completed', content: content('a\nb') }),
      { text: 'Two files.' },
    ]);
    expect(types(events).slice(3)).toEqual([
      'TEXT_MESSAGE_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'CUSTOM',
      'TOOL_CALL_RESULT',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ]);
    expect(of(events, 'TOOL_CALL_ARGS')[0]?.delta).toBe('{"command":"ls"}');
    expect(of(events, 'TOOL_CALL_RESULT')[0]).toMatchObject({ content: 'a\nb', role: 'tool' });
    expect(of(events, 'TOOL_CALL_RESULT')[0]).not.toHaveProperty('metadata');
  });

  test('the name is the tool’s own where the agent tells it, the title is kept beside it', async () => {
    const { events } = await play([
      call({ toolCallId: 'a', name: 'read_file', title: 'Read x', kind: 'read', locations: [{ path: '/x', line: 3 }] }),
      call({ toolCallId: 'b', title: 'Edit y', _meta: { claudeCode: { toolName: 'Edit' } } }),
      call({ toolCallId: 'c', title: 'Fetch z\nsecond line' }),
    ]);
    const directory = expect.stringMatching(/^\//);
    expect(of(events, 'TOOL_CALL_START').map(({ toolCallName, metadata }) => [toolCallName, metadata])).toEqual([
      ['read_file', { title: 'Read x', kind: 'read', paths: ['/x'], directory }],
      ['Edit', { title: 'Edit y', directory }],
      ['Fetch z', { title: 'Fetch z\nsecond line', directory }],
    ]);
  });

  test('a failing tool has a result that says so', async () => {
    const { events } = await play([
      call({ toolCallId: 't1', title: 'Bash', status: 'in_progress', rawInput: { command: 'false' } }),
      more({ toolCallId: 't1', status: 'failed', rawOutput: { exit_code: 1, stderr: '', output: 'exit 1' } }),
    ]);
    expect(of(events, 'TOOL_CALL_RESULT')[0]).toMatchObject({ content: 'exit 1', metadata: { status: 'failed' } });
    expect(last(events)).toMatchObject({ code: 'NO_ANSWER' });
  });

  test('what a tool prints in pieces is its result, unless the agent tells another', async () => {
    const piece = (data: string) =>
      more({ toolCallId: 't1', _meta: { terminal_output_delta: { data, terminal_id: 't1' } } });
    const begin = call({ toolCallId: 't1', title: 'make', status: 'in_progress', rawInput: { command: 'make' } });
    const printed = await play([
      begin,
      piece('one\n'),
      piece('two\n'),
      more({ toolCallId: 't1', status: 'failed', rawOutput: { exit_code: 2 } }),
    ]);
    expect(of(printed.events, 'TOOL_CALL_RESULT')[0]).toMatchObject({
      content: 'one\ntwo\n',
      metadata: { status: 'failed' },
    });
    const reported = await play([
      begin,
      piece('one\n'),
      more({ toolCallId: 't1', status: 'completed', content: content('```console\nall\n```') }),
    ]);
    expect(of(reported.events, 'TOOL_CALL_RESULT')[0]?.content).toBe('all');
  });

  test('a change to a file is reported as what it changed', async () => {
    const { events } = await play([
      call({
        toolCallId: 't1',
        title: 'Edit',
        status: 'completed',
        content: [
          { type: 'diff', path: '/a.ts', oldText: 'one\n', newText: 'one\ntwo\n' },
          { type: 'diff', path: '/b.ts', oldText: null, newText: 'new' },
          { type: 'terminal', terminalId: 'x' },
        ],
      }),
    ]);
    expect(of(events, 'TOOL_CALL_RESULT')[0]?.content).toBe('changed /a.ts (1 → 2 lines)\nwrote /b.ts (1 lines)');
  });

  test('what comes after the result of a call changes nothing', async () => {
    const { events } = await play([
      call({ toolCallId: 't1', title: 'Edit', status: 'completed', content: content('done') }),
      more({ toolCallId: 't1', content: content('done again'), status: 'completed' }),
      call({ toolCallId: 't1', title: 'Edit' }),
    ]);
    expect(of(events, 'TOOL_CALL_START')).toHaveLength(1);
    expect(of(events, 'TOOL_CALL_RESULT')).toHaveLength(1);
  });

  test('an update of an unknown call starts it, one without an id is left out', async () => {
    const { events } = await play([
      more({ toolCallId: 't9', title: 'Late', status: 'completed' }),
      call({ title: 'x' }),
    ]);
    expect(of(events, 'TOOL_CALL_START').map(({ toolCallId }) => toolCallId)).toEqual(['t9']);
  });

  test('calls that overlap keep apart, and those still open at the end are closed with a result', async () => {
    const { events } = await play([
      call({ toolCallId: 'a', title: 'A', status: 'in_progress', rawInput: { n: 1 } }),
      call({ toolCallId: 'b', title: 'B', rawInput: { n: 2 } }),
      more({ toolCallId: 'b', status: 'completed', rawOutput: 'two' }),
    ]);
    expect(
      of(events, 'TOOL_CALL_RESULT').map(({ toolCallId, content, metadata }) => [toolCallId, content, metadata]),
    ).toEqual([
      ['b', 'two', undefined],
      ['a', '', { status: 'unfinished' }],
    ]);
  });

  test('a result of many megabytes is cut, and says by how much', async () => {
    const { events } = await play([
      call({ toolCallId: 't', title: 'cat', status: 'completed', content: content({ repeat: ['x', 18_000_000] }) }),
    ]);
    const result = String(of(events, 'TOOL_CALL_RESULT')[0]?.content);
    expect(result.length).toBeLessThan(16_000_100);
    expect(result).toMatch(
      /… \[2,000,000 more characters were not recorded: of one result the first 16,000,000 are\]$/,
    );
  });
});
