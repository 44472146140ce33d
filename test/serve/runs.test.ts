import { describe, expect, test } from 'vitest';
import { Bed, eventually } from './harness.ts';

const started = (runId: string, threadId: string) => ({ type: 'RUN_STARTED', threadId, runId });
const finished = (runId: string, threadId: string) => ({ type: 'RUN_FINISHED', threadId, runId, result: {} });

describe('a posted run', () => {
  test('is answered at once; its events come on the stream, numbered, unchanged', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ initialPrompt: 'hi' });
    const tap = await bed.stream(name);
    await tap.until(({ isLive }) => isLive, ': live');

    const reply = await bed.run(name, 'run-1');
    expect([reply.status, reply.json]).toEqual([200, { runId: 'run-1', threadId: name }]);

    const run = await bed.store.runner.next();
    expect(run.body).toMatchObject({ threadId: name, runId: 'run-1', messages: [{ role: 'user', content: 'hello' }] });
    const odd = '{"type":"CUSTOM","name":"n","value":12345678901234567890,"<z>":"\\u003c","a":[1,  2]}';
    run.send(started('run-1', name));
    run.raw(`data: ${odd}\n\n`);
    run.send(finished('run-1', name));
    run.end();
    await tap.untilType('RUN_FINISHED');

    expect(tap.seqs).toEqual([1, 2, 3]);
    expect(tap.text).toContain(`id: 2\ndata: ${odd}\n\n`);
    tap.close();
  });

  test('that is posted again under its runId is answered the same and not run twice, also after a restart', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    await bed.run(name, 'run-1');
    const run = await bed.store.runner.next();
    expect((await bed.run(name, 'run-1')).json).toEqual({ runId: 'run-1', threadId: name });
    run.send(started('run-1', name));
    run.send(finished('run-1', name));
    run.end();
    await run.closed;
    await bed.serving?.close();
    await bed.start();
    expect((await bed.run(name, 'run-1')).status).toBe(200);
    expect(bed.store.runner.requests.filter((line) => line === 'POST /')).toHaveLength(1);
  });

  test('that answers a question which was answered is refused: while the first answer is on its way, and after a restart', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const answer = async (runId: string, interruptId: string): Promise<[number, unknown]> => {
      const resume = [{ interruptId, status: 'resolved', payload: ['dev'] }];
      const messages = [{ id: runId, role: 'user', content: 'dev' }];
      const body = { threadId: name, runId, messages, resume };
      const reply = await bed.ask(bed.path(name, '/agui/run'), { method: 'POST', body });
      return [reply.status, reply.json.error];
    };
    await bed.run(name, 'run-1');
    const asking = await bed.store.runner.next();
    asking.send(started('run-1', name));
    asking.raw('data: {"type": "TOOL_CALL_START", "toolCallId": "q", "toolCallName": "AskUserQuestion"}\n\n');
    asking.send({ type: 'TOOL_CALL_END', toolCallId: 'q' });
    asking.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    asking.end();
    const tap = await bed.stream(name);
    await tap.untilType('RUN_FINISHED');
    expect(await answer('run-2', 'q')).toEqual([200, undefined]);
    const refused = [409, 'the question has been answered already'];
    expect(await answer('run-3', 'q')).toEqual(refused);
    // The same one once more is no second answer.
    expect(await answer('run-2', 'q')).toEqual([200, undefined]);
    const first = await bed.store.runner.next();
    first.send(started('run-2', name));
    const interrupts = [{ id: 'i', reason: 'approval' }];
    first.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-2', outcome: { type: 'interrupt', interrupts } });
    first.end();
    await tap.until(({ events }) => events.filter(({ type }) => type === 'RUN_FINISHED').length === 2, 'two ends');
    await bed.serving?.close();
    await bed.start();
    expect(await answer('run-4', 'q')).toEqual(refused);
    expect(await answer('run-2', 'q')).toEqual([200, undefined]);
    expect(await answer('run-5', 'i')).toEqual([200, undefined]);
    const unnamed = await bed.store.runner.next();
    unnamed.send(started('run-5', name));
    const nameless = { type: 'interrupt', interrupts: [{ reason: 'approval' }] };
    unnamed.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-5', outcome: nameless });
    unnamed.end();
    const again = await bed.stream(name);
    await again.until(({ events }) => events.filter(({ type }) => type === 'RUN_FINISHED').length === 3, 'three ends');
    again.close();
    expect(await answer('run-6', '')).toEqual([200, undefined]);
    expect(await answer('run-7', '')).toEqual(refused);
    (await bed.store.runner.next()).end();
    expect(bed.store.runner.requests.filter((line) => line === 'POST /')).toHaveLength(4);
  });

  test('whose runner ends without a terminal event gets RUN_ERROR STREAM_ENDED', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const tap = await bed.stream(name);
    await bed.run(name, 'run-1');
    const run = await bed.store.runner.next();
    run.send(started('run-1', name));
    await tap.untilType('RUN_STARTED');
    run.raw('data: {"type":"TEXT_MESSAGE_START"');
    run.cut();
    await tap.untilType('RUN_ERROR');
    expect(tap.events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'STREAM_ENDED', runId: 'run-1' });
    expect(tap.seqs).toEqual([1, 2]);
    tap.close();
  });

  test('waits for a runner that boots', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    bed.store.booting.add(name);
    await bed.run(name, 'run-1');
    await eventually(async () => (await bed.metric('amber_serve_connect_retries_total')) >= 2, 'a second try');
    bed.store.booting.delete(name);
    expect((await bed.store.runner.next()).runId).toBe('run-1');
  });

  test('whose runner cannot be reached is reported long before it is given up, with the cause and what to set', async () => {
    await using bed = await Bed.open({}, (store) => {
      const { address } = store.runner;
      store.runner.address = (name) => ({ ...address.call(store.runner, name), url: 'http://127.0.0.1:1' });
    });
    const name = await bed.create();
    await bed.run(name, 'run-1');
    await eventually(async () => bed.logged.some((line) => line.includes('runner.away')), 'a line');
    expect(JSON.parse(bed.logged.find((line) => line.includes('runner.away')) ?? '')).toMatchObject({
      level: 'warn',
      name,
      cause: expect.stringContaining('ECONNREFUSED'),
      hint: expect.stringContaining('--runner-url'),
    });
  });

  test('without a runner ends in RUN_ERROR, and the session is not stopped for it', async () => {
    await using bed = await Bed.open({ timing: { connectTries: 3 } });
    const name = await bed.create({ stopOnRunFinished: true });
    bed.store.booting.add(name);
    const tap = await bed.stream(name);
    await bed.run(name, 'run-1');
    await tap.untilType('RUN_ERROR');
    expect(tap.events).toMatchObject([{ type: 'RUN_ERROR', code: 'RUNNER_UNAVAILABLE', runId: 'run-1' }]);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(bed.store.stops).toEqual([]);
    tap.close();
  });
});
