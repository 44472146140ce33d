import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '@ag-ui/proto';
import { describe, expect, test } from 'vitest';
import { startAgent } from '../../../../src/engine/local/choose-protocol.ts';
import { customs, last, SETTINGS, types, workspace } from '../acp/agent-harness.ts';
import { agentAt, aguiServer, ask, saying } from './agui-server.ts';

const START = { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'ask_boss', parentMessageId: 'm1' };
const CALL = [
  START,
  { type: 'TOOL_CALL_ARGS', toolCallId: 'c1', delta: '{"what":' },
  { type: 'TOOL_CALL_ARGS', toolCallId: 'c1', delta: '"pay"}' },
  { type: 'TOOL_CALL_END', toolCallId: 'c1' },
];

describe('a run', () => {
  test('is one POST, and its events are the answer’s, as they came', async () => {
    const sent: object[] = [];
    const server = await aguiServer((to, input) => {
      sent.push(...saying(input, 'Hello.', [{ type: 'CUSTOM', name: 'x', value: { ünï: 1.5, deep: [null, ''] } }]));
      to.send(...sent).end();
    });
    const { events, end, runId } = await ask(await agentAt(server.url), 'hi');
    expect(end).toBe('finished');
    const [started, ...rest] = events;
    expect(rest).toEqual(sent.slice(1));
    // Of the start alone the message that is answered is added: older servers don't repeat it.
    expect(started).toEqual({
      ...sent[0],
      input: expect.objectContaining({ messages: [{ id: `${runId}-u`, role: 'user', content: 'hi' }] }),
    });
    expect(server.asked).toEqual([
      {
        threadId: 'session-1',
        runId,
        protocolVersion: '1.0',
        state: {},
        messages: [{ id: `${runId}-u`, role: 'user', content: 'hi' }],
        tools: [],
        context: [],
        forwardedProps: {},
      },
    ]);
    expect(server.headers[0]).toMatchObject({
      'content-type': 'application/json',
      accept: expect.stringMatching(/^text\/event-stream, application\/vnd/),
    });
  });

  test('can come in the binary form, cut anywhere', async () => {
    const server = await aguiServer(async (to, input) => {
      to.head({ 'content-type': 'application/vnd.ag-ui.event+proto' });
      const frames = saying(input, 'Grüße aus Protobuf').map((event) => {
        const body = encode(event as never);
        const size = Buffer.alloc(4);
        size.writeUInt32BE(body.length);
        return Buffer.concat([size, body]);
      });
      for (const byte of Buffer.concat(frames)) to.write(Uint8Array.of(byte));
      to.end();
    });
    const { events, end } = await ask(await agentAt(server.url), 'hi');
    expect(end).toBe('finished');
    expect(events.find(({ type }) => type === 'TEXT_MESSAGE_CONTENT')).toMatchObject({ delta: 'Grüße aus Protobuf' });
  });

  test('sends the whole conversation and the state each time, also after a restart', async () => {
    const server = await aguiServer((to, input, n) => {
      const state =
        n === 1
          ? { type: 'STATE_SNAPSHOT', snapshot: { step: 1, list: ['a'] } }
          : { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/list/-', value: `b${n}` }] };
      to.send(
        ...saying(input, `answer ${n}`, [
          ...(n === 1
            ? [...CALL, { type: 'TOOL_CALL_RESULT', messageId: 't1', toolCallId: 'c1', content: 'granted' }]
            : []),
          state,
        ]),
      ).end();
    });
    const conversation = join(workspace(), 'conversation.json');
    const agent = await agentAt(server.url, { conversation });
    await ask(agent, 'one');
    await ask(agent, 'two');
    const again = await agentAt(server.url, { conversation, load: agent.sessionId });
    expect([again.loaded, again.sessionId]).toEqual([true, agent.sessionId]);
    await ask(again, 'three');
    expect(server.asked.map(({ state }) => state)).toEqual([
      {},
      { step: 1, list: ['a'] },
      { step: 1, list: ['a', 'b2'] },
    ]);
    const third = server.asked[2]?.messages.map(({ role, content }) => [role, content]);
    expect(third).toEqual([
      ['user', 'one'],
      ['assistant', undefined],
      ['tool', 'granted'],
      ['assistant', 'answer 1'],
      ['user', 'two'],
      ['assistant', 'answer 2'],
      ['user', 'three'],
    ]);
    expect(server.asked[2]?.messages[1]).toEqual({
      id: 'm1',
      role: 'assistant',
      toolCalls: [{ id: 'c1', type: 'function', function: { name: 'ask_boss', arguments: '{"what":"pay"}' } }],
    });
  });

  test('takes over the messages of a snapshot', async () => {
    const messages = [
      { id: 'u', role: 'user', content: 'shortened' },
      { id: 'a', role: 'assistant', content: 'by the server' },
    ];
    const server = await aguiServer(
      (to, input) =>
        void to
          .send(
            ...saying(input, 'x').slice(0, -1),
            { type: 'MESSAGES_SNAPSHOT', messages },
            saying(input, 'x').at(-1) ?? {},
          )
          .end(),
    );
    const agent = await agentAt(server.url);
    await ask(agent, 'one');
    await ask(agent, 'two');
    expect(server.asked[1]?.messages.slice(0, -1)).toEqual(messages);
  });

  test('copies of the state into itself end it before they fill the memory', async () => {
    const copies = Array.from({ length: 60 }, (_, n) => ({ op: 'copy', from: '', path: `/c${n}` }));
    const server = await aguiServer((to, input) => {
      const [started = {}, ...rest] = saying(input, 'never said');
      const state = { type: 'STATE_SNAPSHOT', snapshot: { a: 'x'.repeat(100_000) } };
      const few = { type: 'STATE_DELTA', delta: copies.slice(0, 3) };
      to.send(started, state, few, { type: 'STATE_DELTA', delta: copies }, ...rest).end();
    });
    const { events } = await ask(await agentAt(server.url), 'hi');
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'AGENT_FLOOD' });
  });

  test('forty thousand calls of one message take no longer than they are many', async () => {
    const server = await aguiServer((to, input) => {
      const [started = {}, ...rest] = saying(input, 'done');
      const calls = Array.from({ length: 40_000 }, (_, n) => ({ ...START, toolCallId: `c${n}` }));
      const results = calls.map(({ toolCallId }) => ({ type: 'TOOL_CALL_END', toolCallId }));
      // Not as arguments of one call: so many do not fit on the stack of each thread.
      for (const event of [started, ...calls, ...results, ...rest]) to.send(event);
      to.end();
    });
    expect((await ask(await agentAt(server.url), 'hi')).end).toBe('finished');
  });

  test('the end of another run is not its own', async () => {
    const server = await aguiServer((to, input, n) => {
      const [started = {}, ...rest] = saying(input, 'done');
      const other = { type: 'RUN_FINISHED', threadId: input.threadId, runId: 'of-an-agent-behind-it' };
      const asked = { ...other, outcome: { type: 'interrupt', interrupts: [{ id: 'i' }] } };
      if (n === 1) to.send(started, asked, ...rest).end();
      else to.send(started, ...rest.slice(0, -1), other).end();
    });
    const agent = await agentAt(server.url);
    const { events, end } = await ask(agent, 'hi');
    expect([end, last(events)]).toEqual(['finished', expect.objectContaining({ type: 'RUN_FINISHED' })]);
    expect(last((await ask(agent, 'again')).events)).toMatchObject({ code: 'AGENT_STREAM_ENDED' });
    expect(server.asked[1]).not.toHaveProperty('resume');
  });

  test('follows a redirect that keeps the method within the origin, and no other', async () => {
    const server = await aguiServer(
      (to, input) => void to.send(...saying(input, 'there')).end(),
      ({ url }, response) => {
        if (url === '/agent/') return false;
        response.writeHead(307, { location: '/agent/' }).end();
        return true;
      },
    );
    expect((await ask(await agentAt(server.url), 'hi')).end).toBe('finished');
    const away = await aguiServer(
      () => {},
      (_, response) => {
        response.writeHead(307, { location: server.url }).end();
        return true;
      },
    );
    const headers = { [new URL(away.url).origin]: { authorization: 'Bearer of-the-first' } };
    const { events } = await ask(await agentAt(away.url, {}, { servers: { headers } }), 'hi');
    expect(last(events)).toMatchObject({
      type: 'RUN_ERROR',
      code: 'AGENT_BAD_RESPONSE',
      message: expect.stringContaining('redirected'),
    });
    expect(away.headers[0]).toMatchObject({ authorization: 'Bearer of-the-first' });
    // The two requests of the first agent are all that the other origin has seen.
    expect(server.requests).toBe(2);
  });

  test('loops of redirects end', async () => {
    const server = await aguiServer(
      () => {},
      (_, response) => {
        response.writeHead(308, { location: '/agent' }).end();
        return true;
      },
    );
    expect(last((await ask(await agentAt(server.url), 'hi')).events)).toMatchObject({ code: 'AGENT_BAD_RESPONSE' });
    expect(server.requests).toBe(4);
  });
});

describe('a server that waits for an answer', () => {
  const interrupted = (input: { threadId: string; runId: string }, interrupt: object) => [
    { type: 'RUN_STARTED', ...ids(input) },
    {
      type: 'RUN_FINISHED',
      ...ids(input),
      outcome: { type: 'interrupt', interrupts: [{ id: 'i1', reason: 'approval', ...interrupt }] },
    },
  ];
  const ids = ({ threadId, runId }: { threadId: string; runId: string }) => ({ threadId, runId });
  const SCHEMA = {
    type: 'object',
    properties: { approved: { type: 'boolean' }, reason: { type: 'string' } },
    required: ['approved'],
  };

  test.each([
    ['yes', SCHEMA, { approved: true }],
    ['{"approved":false,"reason":"no"}', SCHEMA, { approved: false, reason: 'no' }],
    ['no', { type: 'boolean' }, false],
    ['7', { type: 'integer' }, 7],
    ['as you like', undefined, 'as you like'],
  ])('gets %j as its schema wants it', async (answer, responseSchema, payload) => {
    const server = await aguiServer(
      (to, input, n) =>
        void to
          .send(
            ...(n === 1
              ? interrupted(input, { message: 'May I?', ...(responseSchema && { responseSchema }) })
              : saying(input, 'done')),
          )
          .end(),
    );
    const agent = await agentAt(server.url);
    expect((await ask(agent, 'go')).end).toBe('question');
    expect((await ask(agent, answer)).end).toBe('finished');
    expect(server.asked[1]?.resume).toEqual([{ interruptId: 'i1', status: 'resolved', payload }]);
    // The answer is no message of the conversation.
    expect(server.asked[1]?.messages).toHaveLength(1);
    expect((await ask(agent, 'next')).end).toBe('finished');
    expect(server.asked[2]).not.toHaveProperty('resume');
  });

  test('waits on where the answer does not fit, without being asked', async () => {
    const server = await aguiServer(
      (to, input, n) =>
        void to.send(...(n === 1 ? interrupted(input, { responseSchema: SCHEMA }) : saying(input, 'done'))).end(),
    );
    const agent = await agentAt(server.url);
    await ask(agent, 'go');
    expect(last((await ask(agent, 'perhaps')).events)).toMatchObject({
      type: 'RUN_ERROR',
      code: 'INVALID',
      hint: expect.stringContaining('"approved"'),
    });
    expect(server.asked).toHaveLength(1);
    expect((await ask(agent, 'yes')).end).toBe('finished');
  });

  test('gets the answers that AG-UI clients send, and a cancellation of what they leave out', async () => {
    const both = {
      outcome: {
        type: 'interrupt',
        interrupts: [
          { id: 'i1', reason: 'a' },
          { id: 'i2', reason: 'b' },
        ],
      },
    };
    const server = await aguiServer((to, input, n) => {
      const [started, finished] = interrupted(input, {});
      to.send(...(n === 1 ? [started ?? {}, { ...finished, ...both }] : saying(input, 'done'))).end();
    });
    const agent = await agentAt(server.url);
    await ask(agent, 'go');
    const resume = [{ interruptId: 'i2', status: 'resolved', payload: { deep: [1] } }];
    await ask(agent, '', { input: { messages: [], resume } });
    expect(server.asked[1]?.resume).toEqual([{ interruptId: 'i1', status: 'cancelled' }, ...resume]);
  });

  test('is not answered once the time for it is over', async () => {
    const server = await aguiServer(
      (to, input) => void to.send(...interrupted(input, { expiresAt: '2001-01-01T00:00:00Z' })).end(),
    );
    const agent = await agentAt(server.url);
    await ask(agent, 'go');
    expect(last((await ask(agent, 'yes')).events)).toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('2001-01-01'),
    });
    expect(server.asked).toHaveLength(1);
  });

  test.each([
    ['names', { outcome: { type: 'success', pendingToolCallIds: ['c1'] } }],
    ['does not name', {}],
  ])('for the result of a tool call that it %s gets the message as that', async (_, end) => {
    const server = await aguiServer(
      (to, input, n) =>
        void to
          .send(
            ...(n === 1
              ? [{ type: 'RUN_STARTED', ...ids(input) }, ...CALL, { type: 'RUN_FINISHED', ...ids(input), ...end }]
              : saying(input, 'done')),
          )
          .end(),
    );
    const agent = await agentAt(server.url);
    const { events, end: how } = await ask(agent, 'go');
    expect(how).toBe('question');
    expect(last(events)).toMatchObject({ outcome: { type: 'success', pendingToolCallIds: ['c1'] } });
    expect((await ask(agent, 'ten percent')).end).toBe('finished');
    expect(server.asked[1]?.messages.at(-1)).toMatchObject({ role: 'tool', toolCallId: 'c1', content: 'ten percent' });
  });

  test('is not taken to wait for a tool of its own that it goes on after', async () => {
    const server = await aguiServer((to, input) => void to.send(...saying(input, 'so be it', CALL)).end());
    const { end, events } = await ask(await agentAt(server.url), 'go');
    expect(end).toBe('finished');
    expect(last(events)).not.toHaveProperty('outcome');
  });
});

describe('a server that fails', () => {
  test.each([
    [401, 'no token', 'text/plain', 'AUTH_REQUIRED', 'answered 401: no token'],
    [500, 'Traceback\n  line 1', 'text/plain', 'AGENT_HTTP_ERROR', 'answered 500: Traceback line 1'],
    [422, '{"detail":[{"loc":["body"]}]}', 'application/json', 'AGENT_HTTP_ERROR', 'answered 422: {"detail"'],
    [404, '<html>nothing</html>', 'text/html', 'AGENT_BAD_RESPONSE', 'answered 404'],
    [200, '<html>log in</html>', 'text/html', 'AGENT_BAD_RESPONSE', 'text/html came'],
    [200, '{}', 'application/json', 'AGENT_BAD_RESPONSE', 'application/json came'],
  ])('with %d %s', async (status, body, type, code, message) => {
    const server = await aguiServer((to) => to.answer(status, body, type));
    const agent = await agentAt(server.url);
    const { end, events } = await ask(agent, 'go');
    expect(end).toBe('error');
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code, message: expect.stringContaining(message) });
    // It was not received: the next run does not repeat it.
    await ask(agent, 'again');
    expect(server.asked[1]?.messages).toHaveLength(1);
  });

  test('that is not there', async () => {
    expect(last((await ask(await agentAt('http://127.0.0.1:1/agent'), 'go')).events)).toMatchObject({
      code: 'AGENT_UNREACHABLE',
      message: "the agent at http://127.0.0.1:1/agent can't be reached: connection refused",
    });
  });

  test.each(['cut', 'end'] as const)(
    'in the middle of its answer (%s): what is open is closed, and the run has failed',
    async (how) => {
      const server = await aguiServer((to, input, n) => {
        if (n > 1) return to.send(...saying(input, 'x')).end();
        to.send(...saying(input, 'half').slice(0, 3), ...CALL.slice(0, 2));
        setTimeout(() => to[how](), 50);
      });
      const agent = await agentAt(server.url);
      const { events, end } = await ask(agent, 'go');
      expect(end).toBe('error');
      expect(types(events).slice(-3)).toEqual(['TOOL_CALL_END', 'TEXT_MESSAGE_END', 'RUN_ERROR']);
      expect(last(events)).toMatchObject({ code: 'AGENT_STREAM_ENDED' });
      await ask(agent, 'again');
      // A call without a result would make every later run fail.
      expect(server.asked[1]?.messages.map(({ role, content }) => [role, content])).toEqual([
        ['user', 'go'],
        ['assistant', 'half'],
        ['user', 'again'],
      ]);
    },
  );

  test('by garbage: it is reported a few times, and no end is no success', async () => {
    const server = await aguiServer((to) => {
      for (let n = 0; n < 1_000; n++) to.write(`data: {broken ${n}\n\n`);
      to.write('data: [1]\n\n: comment\n\nnonsense\n\n').end();
    });
    const { events } = await ask(await agentAt(server.url), 'go');
    expect(last(events)).toMatchObject({ code: 'AGENT_STREAM_ENDED' });
    expect(customs(events, 'amber:warning')).toHaveLength(4);
  });

  test('by saying too much: memory has a bound, and so has the run', async () => {
    const { openServer } = await import('../../../../src/engine/local/agui-http/open-server.ts');
    const server = await aguiServer(async (to, input) => {
      to.send(...saying(input, 'x').slice(0, 2));
      const piece = { type: 'TEXT_MESSAGE_CONTENT', messageId: `${input.runId}-m`, delta: 'y'.repeat(1_000) };
      const timer = setInterval(() => to.send(...Array(50).fill(piece)), 1);
      await to.closed;
      clearInterval(timer);
    });
    const agent = await openServer(new URL(server.url), { cwd: workspace(), env: {} }, SETTINGS, {
      conversation: 200_000,
    });
    const { events } = await ask(agent, 'go');
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'AGENT_FLOOD' });
    expect(events.length).toBeLessThan(210);
  });

  test('by not ending: a cancel ends the request and the run', async () => {
    const closed = Promise.withResolvers<void>();
    const server = await aguiServer(async (to, input) => {
      to.send(...saying(input, 'x').slice(0, 3));
      await to.closed;
      closed.resolve();
    });
    const agent = await agentAt(server.url);
    const { end, events } = await ask(agent, 'go', {
      on: ({ type }) => void (type === 'TEXT_MESSAGE_CONTENT' && agent.cancel()),
    });
    expect(end).toBe('cancelled');
    expect(types(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED']);
    expect(last(events)).toMatchObject({ outcome: { type: 'cancelled' } });
    await closed.promise;
  });

  test('by never answering: the same', async () => {
    const server = await aguiServer(() => {});
    const stop = new AbortController();
    const agent = await agentAt(server.url);
    setTimeout(() => stop.abort(), 50);
    expect((await ask(agent, 'go', { signal: stop.signal })).end).toBe('cancelled');
  });

  test('to end its answer after the run’s end is left after a while', async () => {
    const { openServer } = await import('../../../../src/engine/local/agui-http/open-server.ts');
    const server = await aguiServer((to, input) => void to.send(...saying(input, 'x'), ...saying(input, 'more')));
    const agent = await openServer(new URL(server.url), { cwd: workspace(), env: {} }, SETTINGS, { drain: 50 });
    const { end, events } = await ask(agent, 'go');
    expect([end, last(events).type, events.length]).toEqual(['finished', 'RUN_FINISHED', 5]);
  });

  test('to keep to the protocol: another run’s id, no start, two of them', async () => {
    const server = await aguiServer((to, input, n) => {
      const events = saying({ ...input, runId: 'other' }, 'x');
      to.send(...(n === 1 ? events : n === 2 ? events.slice(1) : [events[0] ?? {}, ...events])).end();
    });
    const agent = await agentAt(server.url);
    for (const warnings of [2, 1, 3]) {
      const { end, events, runId } = await ask(agent, 'go');
      expect(end).toBe('finished');
      expect([events[0]?.runId, last(events).runId]).toEqual([runId, runId]);
      expect(customs(events, 'amber:warning').length).toBe(warnings);
    }
  });

  test('shows no header of ours, whatever it says of it', async () => {
    const server = await aguiServer((to) => to.answer(401, 'bad token s3cret-token-value', 'text/plain'));
    const headers = { [new URL(server.url).origin]: { Authorization: 'Bearer s3cret-token-value' } };
    const conversation = join(workspace(), 'conversation.json');
    const { events } = await ask(await agentAt(server.url, { conversation }, { servers: { headers } }), 'go');
    expect(last(events).message).toContain('bad token ***');
    expect(JSON.stringify(events) + readFileSync(conversation, 'utf8')).not.toContain('s3cret');
  });
});

test.each([
  ['http://agents.example.com/a', 'plain HTTP'],
  ['https://me:secret@agents.example.com/a', 'a user or a password'],
])('%s is refused before anything is sent', async (url, why) => {
  const starting = startAgent({ runnerType: url, cwd: workspace(), env: {} }, SETTINGS, async () => {}, {
    signal: new AbortController().signal,
  });
  await expect(starting).rejects.toThrow(why);
});

test('a sandbox that is on holds no server in', async () => {
  const confinement = { sandbox: 'on', keyProxy: 'off', domains: [], registries: [] } as const;
  await expect(agentAt('https://agents.example.com/a', {}, { confinement })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
  });
});
