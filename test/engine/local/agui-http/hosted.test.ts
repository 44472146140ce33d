import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refOf, type SessionRef } from '../../../../src/core/session/session.ts';
import { startAgent } from '../../../../src/engine/local/choose-protocol.ts';
import { expectValid, last } from '../acp/agent-harness.ts';
import { directory, dirOf, message, meta, open, phase, read, spawnHost, until } from '../engine-harness.ts';
import { type Asked, aguiServer, saying } from './agui-server.ts';

const spec = (url: string, more: object = {}) => ({
  initialPrompt: 'hello',
  runnerType: url,
  stopOnRunFinished: true,
  ...more,
});
const asking = (input: Asked) => [
  { type: 'RUN_STARTED', threadId: input.threadId, runId: input.runId },
  {
    type: 'RUN_FINISHED',
    threadId: input.threadId,
    runId: input.runId,
    outcome: { type: 'interrupt', interrupts: [{ id: 'i1', reason: 'approval', message: 'May I?' }] },
  },
];

describe('a session whose agent is a server', () => {
  test('ends with its run, goes on with a message, and remembers', async () => {
    const server = await aguiServer(
      (to, input) => void to.send(...saying(input, `answer to ${input.messages.length}`)).end(),
    );
    const { engine, stateDir } = open({}, { startAgent });
    const ref = refOf(await engine.create(spec(server.url), meta()));
    const session = await until(engine, ref, phase('Stopped', 'Failed'));
    expect(session.status).toMatchObject({ phase: 'Stopped', stoppedReason: 'run-finished' });
    expect(session.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'SessionLoadable', status: 'True' }),
    );
    await engine.sendOrStart?.(ref, message('more', 'r2'));
    await until(engine, ref, phase('Stopped', 'Failed'));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(server.asked.map(({ messages }) => messages.map(({ role }) => role))).toEqual([
      ['user'],
      ['user', 'assistant', 'user'],
    ]);
    expect(server.asked.map(({ threadId }) => threadId)).toEqual([ref.name, ref.name]);
    await engine.remove(ref);
    expect(existsSync(dirOf(stateDir, ref))).toBe(false);
  });

  test('names the directory of its tool calls, where the server does not', async () => {
    const call = (toolCallId: string, more: object) => ({
      type: 'TOOL_CALL_START',
      toolCallId,
      toolCallName: 'read',
      ...more,
    });
    const end = (toolCallId: string) => ({ type: 'TOOL_CALL_END', toolCallId });
    const server = await aguiServer((to, input) => {
      const [first = {}, ...rest] = saying(input, 'done');
      const calls = [
        call('a', { metadata: { title: 'Read' } }),
        end('a'),
        call('b', { metadata: { directory: '/its' } }),
        end('b'),
      ];
      to.send(first, ...calls, ...rest).end();
    });
    const { engine, cwd } = open({}, { startAgent });
    const events = await read(engine, refOf(await engine.create(spec(server.url), meta())));
    await expectValid(events);
    expect(events.filter(({ type }) => type === 'TOOL_CALL_START').map(({ metadata }) => metadata)).toEqual([
      { title: 'Read', directory: cwd },
      { directory: '/its' },
    ]);
  });

  test('takes the answer to its question by resume alone, and no such answer to nothing', async () => {
    const server = await aguiServer(
      (to, input, n) => void to.send(...(n === 1 ? asking(input) : saying(input, 'done'))).end(),
    );
    const { engine } = open({}, { startAgent });
    const ref = refOf(await engine.create(spec(server.url, { stopOnRunFinished: false }), meta()));
    await read(engine, ref, ({ type }) => type === 'RUN_FINISHED');
    await until(engine, ref, ({ status }) => status?.agentStatus === 'waiting_input');
    const resume = [{ interruptId: 'i1', status: 'resolved' as const, payload: { ok: true } }];
    await engine.send(ref, { runId: 'r2', messages: [], resume });
    await read(engine, ref, ({ type, runId }) => type === 'RUN_FINISHED' && runId === 'r2');
    expect(server.asked[1]?.resume).toEqual(resume);
    const messages = [{ id: 'm', role: 'user' as const, content: 'once more' }];
    for (const words of [[], messages])
      await expect(engine.send(ref, { runId: 'r3', messages: words, resume })).rejects.toMatchObject({
        code: 'CONFLICT',
        message: 'the question has been answered already',
      });
  });

  test('is stopped in the middle: the request ends, and so does the run', async () => {
    const gone = Promise.withResolvers<void>();
    const server = await aguiServer(async (to, input) => {
      to.send(...saying(input, 'x').slice(0, 3));
      await to.closed;
      gone.resolve();
    });
    const { engine } = open({}, { startAgent });
    const ref = refOf(await engine.create(spec(server.url), meta()));
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await engine.stop(ref, 'user');
    await gone.promise;
    await until(engine, ref, phase('Stopped'));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(last(events)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } });
  });

  test('is lost with its host, and goes on with what was said before', async () => {
    const server = await aguiServer((to, input, n) => {
      if (n !== 2) to.send(...saying(input, `answer ${n}`)).end();
      else to.send(...saying(input, 'half').slice(0, 3));
    });
    const stateDir = join(directory(), 'state');
    const hosts: ChildProcess[] = [];
    const { engine } = open({
      stateDir,
      hosting: 'own-process',
      spawnHost: (ref: SessionRef) => void hosts.push(spawnHost(stateDir, ref)),
    });
    const ref = refOf(await engine.create(spec(server.url, { stopOnRunFinished: false }), meta()));
    await read(engine, ref, ({ type }) => type === 'RUN_FINISHED');
    await engine.send(ref, message('second', 'r2'));
    await read(engine, ref, ({ type, delta }) => type === 'TEXT_MESSAGE_CONTENT' && delta === 'half');
    const [host] = hosts;
    const exit = host === undefined ? undefined : once(host, 'exit');
    host?.kill('SIGKILL');
    await exit;

    const next = open({ stateDir }, { startAgent }).engine;
    expect((await next.get(ref)).status).toMatchObject({ phase: 'Failed', stoppedReason: 'host-lost' });
    await next.sendOrStart?.(ref, message('third', 'r3'));
    await read(next, ref, ({ type, runId }) => type === 'RUN_FINISHED' && runId === 'r3');
    const said = server.asked[2]?.messages.map(({ role, content }) => [role, content]);
    expect(said).toEqual([
      ['user', 'hello'],
      ['assistant', 'answer 1'],
      ['user', 'second'],
      ['user', 'third'],
    ]);
    expect(readFileSync(join(dirOf(stateDir, ref), 'conversation.json'), 'utf8')).toContain('answer 3');
  });

  test('that can’t be reached fails its run, and says what to look at', async () => {
    const { engine } = open({}, { startAgent });
    const ref = refOf(await engine.create(spec('http://127.0.0.1:1/agent'), meta()));
    await until(engine, ref, phase('Stopped', 'Failed'));
    expect(last(await read(engine, ref))).toMatchObject({
      type: 'RUN_ERROR',
      code: 'AGENT_UNREACHABLE',
      hint: expect.stringContaining('is the server running'),
    });
  });

  test('is not made where its address is not allowed', async () => {
    const { engine } = open({}, { startAgent });
    await expect(engine.create(spec('http://agents.example.com/a'), meta())).rejects.toMatchObject({ code: 'USAGE' });
    for await (const session of engine.list('default')) throw new Error(`made: ${session.metadata.name}`);
  });
});
