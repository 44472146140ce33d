import { describe, expect, test } from 'vitest';
import { customs, last, play, prompt, said, start, types } from './agent-harness.ts';

describe('an agent in trouble', () => {
  test('that dies in the middle ends the run with its code and the redacted end of its stderr', async () => {
    const { events, end } = await play(
      [
        { text: 'so far' },
        { update: { sessionUpdate: 'tool_call', toolCallId: 't', title: 'Bash', status: 'in_progress' } },
        { stderr: `\u001B[31mpanic\u001B[0m: key sk-ant-api03-${'A1b2'.repeat(24)} and hunter2-hunter2 are bad\n` },
        { exit: 3 },
      ],
      { spec: { env: { MY_API_KEY: 'hunter2-hunter2' } } },
    );
    expect(end).toBe('error');
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'AGENT_EXITED' });
    const message = String(last(events).message);
    expect(message).toMatch(/exited with code 3 before it had answered:\npanic: key \*\*\* and \*\*\* are bad$/);
    expect(types(events)).toContain('TOOL_CALL_RESULT');
  });

  test('that is killed says by what', async () => {
    const { events } = await play([{ text: 'a' }, { kill: 'SIGKILL' }]);
    expect(String(last(events).message)).toMatch(/was killed by SIGKILL before it had answered$/);
  });

  test('that exits with success but without an answer has failed', async () => {
    const { events } = await play([{ text: 'all done!' }, { exit: 0 }]);
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'AGENT_EXITED' });
  });

  test('that closes its output and plays dead is ended', async () => {
    const agent = await start({ prompts: [[{ closeStdout: true }]] }, { options: { limits: { silence: 300 } } });
    const { events } = await prompt(agent);
    expect(String(last(events).message)).toMatch(/closed its output before it had answered$/);
    expect(await agent.exited).toMatchObject({ signal: 'SIGTERM' });
  });

  test('that is gone already answers a prompt with its exit', async () => {
    const agent = await start({ prompts: [[{ exit: 7 }]] });
    await prompt(agent);
    const { events } = await prompt(agent);
    expect(types(events)).toEqual(['RUN_STARTED', 'RUN_ERROR']);
    expect(String(last(events).message)).toMatch(/exited with code 7/);
  });

  test('that logs to stdout is warned about, three times and once for the rest', async () => {
    const noise = [
      'starting…',
      '{"level":"info"}',
      '[1,2]',
      'null',
      '{"jsonrpc":"2.0","id":99,"result":{}}',
      '{broken',
    ];
    const { events } = await play([{ raw: `${noise.join('\n')}\n\n` }, { text: 'fine' }]);
    expect(said(events)).toBe('fine');
    expect(customs(events, 'amber:warning')).toEqual([
      ...noise.slice(0, 3).map((line) => ({
        code: 'AGENT_OUTPUT',
        message: `the agent wrote a line to stdout that is no ACP: ${line}`,
      })),
      { code: 'AGENT_OUTPUT', message: 'the agent wrote 3 more lines to stdout that are no ACP' },
    ]);
  });

  test('a banner before the first run is reported in it, without secrets and colours', async () => {
    const agent = await start(
      { banner: '\u001B[1mWelcome\u001B[0m, token s3cr3t-t0ken\n', prompts: [[{ text: 'x' }]] },
      {
        spec: { env: { SOME_TOKEN: 's3cr3t-t0ken' } },
      },
    );
    expect(customs((await prompt(agent)).events, 'amber:warning')).toEqual([
      { code: 'AGENT_OUTPUT', message: 'the agent wrote a line to stdout that is no ACP: Welcome, token ***' },
    ]);
  });

  test('a line of 20 MB that is no ACP costs a warning, one above 64 MiB is not even kept', async () => {
    const { events } = await play([{ fill: 20_000_000 }, { fill: 68_000_000 }, { text: 'alive' }]);
    expect(said(events)).toBe('alive');
    const [huge, dropped] = customs(events, 'amber:warning').map((value) => JSON.stringify(value));
    expect(huge?.length).toBeLessThan(400);
    expect(dropped).toContain('[a line of 68000000 bytes]');
  });

  test('updates that make no sense are left out', async () => {
    const update = (value: unknown) => ({ update: value });
    const { events } = await play([
      update({ sessionUpdate: 'agent_message_chunk' }),
      update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 7 } }),
      update({ sessionUpdate: 'plan', entries: 'all' }),
      update({ sessionUpdate: 'tool_call', toolCallId: 7 }),
      update({ sessionUpdate: 'from_the_future', payload: [1] }),
      update({ sessionUpdate: 'usage_update', used: 'many', cost: { amount: 'free', currency: 'USD' } }),
      { raw: '{"jsonrpc":"2.0","method":"session/update","params":null}\n' },
      { raw: '{"jsonrpc":"2.0","method":"_vendor/thing","params":{}}\n' },
      { raw: '{"jsonrpc":"2.0","method":"session/request_permission","id":"r1","params":{"nonsense":true}}\n' },
      { raw: '{"jsonrpc":"2.0","method":"fs/read_text_file","id":"r2","params":{"path":"/etc/passwd"}}\n' },
      { text: 'still here' },
    ]);
    expect(types(events)).toEqual([
      'RUN_STARTED',
      'ACTIVITY_SNAPSHOT',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ]);
  });
});

describe('an agent that overdoes it', () => {
  const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const call = (input: string): string =>
    `{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"scripted-session","update":{"sessionUpdate":"tool_call","toolCallId":"t${input.length}","title":"T","rawInput":${input}}}}\n`;

  test('a message nested too deep is no message, and costs a warning', async () => {
    const request = `{"jsonrpc":"2.0","id":"r","method":"session/request_permission","params":{"toolCall":${deep(20_000)}}}\n`;
    const { events } = await play([
      { raw: call(deep(100)) },
      { raw: call(deep(20_000)) },
      { raw: request },
      { text: 'alive' },
    ]);
    expect(said(events)).toBe('alive');
    expect(types(events).filter((type) => type === 'TOOL_CALL_START')).toHaveLength(1);
    const lines = customs(events, 'amber:warning').filter((value) => JSON.stringify(value).includes('AGENT_OUTPUT'));
    expect(lines).toHaveLength(2);
    expect(last(events).type).toBe('RUN_FINISHED');
  });

  test('an error of megabytes is cut, a notice too', async () => {
    const notice = { sessionUpdate: 'notice', severity: 'warning', title: { repeat: ['n', 3_000_000] } };
    const message = { repeat: ['x', 3_000_000] };
    const { events } = await play([{ update: notice }, { error: { code: -32603, message } }]);
    expect(String(last(events).message)).toMatch(/x… \[29\d+ more characters\]$/);
    expect(JSON.stringify(events).length).toBeLessThan(20_000);
  });

  test('a stop reason that is no word is reported, but is no code', async () => {
    const { events } = await play([{ stop: '\u001B[2J\n::error::' }]);
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'UNKNOWN_STOP_REASON' });
  });
});

describe('an event that the host can’t keep', () => {
  test('ends the agent, and prompt rejects with the cause', async () => {
    const agent = await start({ prompts: [[{ text: 'a' }, { hang: true }]] });
    const full = new Error('no space left on device');
    const input = { threadId: 't', runId: 'r', messages: [] };
    const emit = (event: { type: string }): void => {
      if (event.type === 'TEXT_MESSAGE_CONTENT') throw full;
    };
    await expect(agent.prompt(input, emit, new AbortController().signal)).rejects.toBe(full);
    expect(await agent.exited).toMatchObject({ signal: 'SIGTERM' });
  });

  test('also where it fails later', async () => {
    const agent = await start({ prompts: [[{ text: 'a' }, { text: 'b' }, { hang: true }]] });
    const full = new Error('no space left on device');
    const input = { threadId: 't', runId: 'r', messages: [] };
    const emit = (): Promise<void> => Promise.reject(full);
    await expect(agent.prompt(input, emit, new AbortController().signal)).rejects.toBe(full);
  });
});
