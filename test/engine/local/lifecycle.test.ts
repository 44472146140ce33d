import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, relative } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { droppedMessagesOf } from '../../../src/core/session/end-conditions.ts';
import { ANNOTATION, losesMemory, refOf } from '../../../src/core/session/session.ts';
import { QUESTION } from '../../scenarios/kit/agents.ts';
import { expectValid, last, said, types } from './acp/agent-harness.ts';
import { all, directory, message, meta, open, phase, read, session, UNPOLLED, until } from './engine-harness.ts';

/** Puts a function in the place of one of Node's, for all who import it. */
function replaced<K extends 'fsyncSync' | 'renameSync'>(name: K, call: (typeof fs)[K]): void {
  fs[name] = call;
  syncBuiltinESMExports();
}

describe('a session from create to its end', () => {
  test('runs its initial prompt and stops when the run has finished', async () => {
    const { engine } = open();
    const created = await engine.create(session([{ text: 'hi' }]), meta());
    expect(created.status?.phase).toBe('Pending');
    const events = await read(engine, refOf(created));
    await expectValid(events);
    expect(said(events)).toBe('hi');
    expect(last(events).type).toBe('RUN_FINISHED');
    const ended = await engine.get(refOf(created));
    expect(ended.status).toMatchObject({
      phase: 'Stopped',
      stoppedReason: 'run-finished',
      sdkSessionId: 'scripted-session',
    });
    expect(ended.status?.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'False' }));
    expect(ended.status?.agentStatus).toBeUndefined();
    expect(Object.keys(ended.metadata.annotations ?? {})).not.toContain(ANNOTATION.desiredPhase);
  });

  test('every event has a time, and its line is its number', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ text: 'hi' }]), meta()));
    const seen = await read(engine, ref);
    expect(seen.every(({ timestamp }) => typeof timestamp === 'number')).toBe(true);
    const rest = await read(engine, ref, undefined, 2);
    expect(rest).toEqual(seen.slice(2));
  });

  test('without stopOnRunFinished it stays, takes messages in their order, and stops when asked', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ echo: true }], { stopOnRunFinished: false }), meta()));
    await engine.send(ref, message('one'));
    await engine.send(ref, message('two'));
    const finished: string[] = [];
    const events = await read(engine, ref, ({ type }) => type === 'RUN_FINISHED' && finished.push(type) === 3);
    expect(said(events)).toBe('helloonetwo');
    await until(engine, ref, ({ status }) => status?.agentStatus === 'idle');
    await engine.stop(ref, 'user');
    const ended = await until(engine, ref, phase('Stopped'));
    expect(ended.status?.stoppedReason).toBe('user');
    await expectValid(await read(engine, ref));
  });

  test('a runId that is repeated is answered and not run again, also after the end', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ echo: true }]), meta()));
    await engine.send(ref, message('once', 'run/../ A'));
    expect(await engine.send(ref, message('once', 'run/../ A'))).toEqual({ runId: 'run/../ A' });
    const events = await read(engine, ref);
    expect(await engine.send(ref, message('once', 'run/../ A'))).toEqual({ runId: 'run/../ A' });
    expect(events.filter(({ runId, type }) => type === 'RUN_STARTED' && runId === 'run/../ A')).toHaveLength(1);
    await expect(engine.send(ref, message('late'))).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('two creates of one request give one session, at once and later', async () => {
    const { engine, stateDir } = open();
    const other = open({ stateDir }).engine;
    const same = meta();
    const both = await Promise.all([
      engine.create(session([{ text: 'hi' }]), same),
      other.create(session([{ text: 'hi' }]), same),
    ]);
    expect(new Set(both.map(({ metadata }) => metadata.uid)).size).toBe(1);
    const again = await engine.create(session([{ text: 'hi' }]), same);
    expect(again.metadata.name).toBe(both[0]?.metadata.name);
    const events = await read(engine, refOf(again));
    expect(types(events).filter((type) => type === 'RUN_STARTED')).toHaveLength(1);
  });

  test('lists the newest first, by label and phase', async () => {
    const { engine } = open();
    const names: string[] = [];
    for (const lane of ['a', 'b', 'a']) {
      const made = await engine.create(session([{ text: 'hi' }]), meta({ labels: { lane } }));
      names.unshift(made.metadata.name);
      await read(engine, refOf(made));
    }
    const listed = (await all(engine.list('default'))).map(({ metadata }) => metadata.name);
    expect(listed).toEqual(names);
    expect(await engine.names?.('default')).toEqual(listed);
    expect(await engine.names?.('elsewhere')).toEqual([]);
    const labelled = await all(engine.list('default', { labels: { lane: 'a' }, phase: 'Stopped' }));
    expect(labelled).toHaveLength(2);
    expect(await all(engine.list('default', { phase: 'Running' }))).toEqual([]);
    expect(await all(engine.list('elsewhere'))).toEqual([]);
  });

  test('annotations are merged, and null removes one', async () => {
    const { engine } = open();
    const ref = refOf(
      await engine.create(session([{ hang: true }]), meta({ annotations: { 'x/a': '1', 'x/b': '2' } })),
    );
    await engine.annotate(ref, { 'x/a': null, 'x/c': '3' });
    const { annotations } = (await engine.get(ref)).metadata;
    expect(annotations).toMatchObject({ 'x/b': '2', 'x/c': '3' });
    expect(annotations).not.toHaveProperty('x/a');
  });

  test('an unknown session is NOT_FOUND for every call', async () => {
    const { engine } = open();
    const nobody = { project: 'default', name: 'session-0' };
    for (const call of [
      () => engine.get(nobody),
      () => engine.send(nobody, message('x')),
      () => engine.stop(nobody, 'user'),
      () => engine.start(nobody),
      () => engine.interrupt(nobody),
      () => engine.probe(nobody),
      () => engine.annotate(nobody, {}),
      () => engine.remove(nobody),
      () => read(engine, nobody),
      () => engine.get({ project: '..', name: 'x' }),
      () => engine.get({ project: 'default', name: '../../etc' }),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('ends', () => {
  test('a stop in the middle of a run is noticed, and ends the run and the agent', async () => {
    const { engine } = open({ clock: UNPOLLED });
    const ref = refOf(await engine.create(session([{ text: 'a' }, { hang: true }]), meta()));
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    expect(await engine.probe(ref)).toMatchObject({ runner: 'alive' });
    await engine.stop(ref, 'user');
    await until(engine, ref, phase('Stopping', 'Stopped'));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(last(events)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } });
    expect(await engine.probe(ref)).toMatchObject({ runner: 'gone' });
  });

  test('an agent that ignores the cancel and SIGTERM is killed, and its run still ends validly', async () => {
    const { engine } = open();
    const stubborn = { ignoreCancel: true, ignoreSigterm: true, prompts: [[{ text: 'a' }, { hang: true }]] };
    const ref = refOf(await engine.create(session(stubborn), meta()));
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await engine.stop(ref, 'user');
    const events = await read(engine, ref);
    await expectValid(events);
    expect(last(events)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } });
    expect((await engine.get(ref)).status?.phase).toBe('Stopped');
  });

  test('an interrupt ends the run and leaves the session', async () => {
    const { engine } = open();
    const turns = { prompts: [[{ text: 'a' }, { hang: true }], [{ text: 'b' }]] };
    const ref = refOf(await engine.create(session(turns, { stopOnRunFinished: false }), meta()));
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await engine.interrupt(ref);
    const events = await read(engine, ref, ({ type }) => type === 'RUN_FINISHED');
    expect(last(events)).toMatchObject({ outcome: { type: 'cancelled' } });
    expect((await engine.get(ref)).status?.phase).toBe('Running');
    await engine.send(ref, message('go on', 'r2'));
    const more = await read(engine, ref, ({ type, runId }) => type === 'RUN_FINISHED' && runId === 'r2');
    expect(said(more)).toBe('ab');
  });

  test('the timeout stops the whole session, and says so in the run that it cuts off', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }, { hang: true }], { timeout: 1 }), meta()));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(last(events)).toMatchObject({ type: 'RUN_FINISHED', result: { stoppedReason: 'timeout' } });
    expect((await engine.get(ref)).status).toMatchObject({ phase: 'Stopped', stoppedReason: 'timeout' });
  });

  test('inactivity stops a session with nothing to do', async () => {
    const { engine } = open();
    const ref = refOf(
      await engine.create(session([{ text: 'a' }], { stopOnRunFinished: false, inactivityTimeout: 1 }), meta()),
    );
    await read(engine, ref);
    expect((await engine.get(ref)).status).toMatchObject({ phase: 'Stopped', stoppedReason: 'inactivity' });
  });

  test('events keep a session alive beyond its inactivity timeout', async () => {
    const { engine } = open();
    const steps = [1, 2, 3, 4, 5].flatMap(() => [{ text: 'a' }, { sleep: 500 }]);
    const ref = refOf(await engine.create(session(steps, { inactivityTimeout: 2 }), meta()));
    expect(last(await read(engine, ref))).toMatchObject({ type: 'RUN_FINISHED' });
    expect((await engine.get(ref)).status?.stoppedReason).toBe('run-finished');
  });

  test.each([
    ['run-error', [{ stop: 'refusal' }]],
    ['question', [QUESTION]],
  ])('the end says that it came of the %s', async (reason, steps) => {
    const { engine } = open();
    const ref = refOf(await engine.create(session(steps), meta()));
    expect((await until(engine, ref, phase('Stopped'))).status?.stoppedReason).toBe(reason);
  });

  test('an agent that dies in its run fails the session', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }, { exit: 3 }]), meta()));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: 'AGENT_EXITED' });
    expect((await until(engine, ref, phase('Failed', 'Stopped'))).status?.phase).toMatch(/Failed|Stopped/);
  });

  test('an agent that dies while idle fails the session', async () => {
    const { engine } = open();
    const pidFile = join(directory(), 'pid');
    const scenario = { pidFile, prompts: [[{ text: 'a' }]] };
    const ref = refOf(await engine.create(session(scenario, { stopOnRunFinished: false }), meta()));
    await read(engine, ref, ({ type }) => type === 'RUN_FINISHED');
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
    const { status } = await until(engine, ref, phase('Failed'));
    expect(status?.conditions).toContainEqual(expect.objectContaining({ reason: 'AgentExited' }));
    expect(status?.stoppedReason).toBe('agent-exited');
    await expectValid(await read(engine, ref));
  });

  test('the reason of a stop that was asked for decides stoppedReason', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ hang: true }]), meta()));
    await engine.stop(ref, 'inactivity');
    await engine.stop(ref, 'user');
    expect((await until(engine, ref, phase('Stopped'))).status?.stoppedReason).toBe('inactivity');
    // Settled: nothing is written any more.
    await engine.stop(ref, 'user');
    expect((await engine.get(ref)).metadata.annotations).not.toHaveProperty(ANNOTATION.desiredPhase);
  });

  test('a message that was accepted and not started gets its end at a stop', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }, { hang: true }]), meta()));
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await engine.send(ref, message('too late', 'r2'));
    await engine.stop(ref, 'user');
    const events = await read(engine, ref);
    await expectValid(events);
    expect(last(events)).toMatchObject({ runId: 'r2', code: 'RUN_NEVER_STARTED' });
    expect(last(events)?.message).toBe('the message was never begun, and is lost: the session was stopped');
    expect(droppedMessagesOf(await until(engine, ref, phase('Stopped')))).toMatch(/^1 message that waited was dropped/);
  });

  test('a session that is stopped before it came to its prompt says what was asked', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session({ session: 'never', prompts: [] }), meta()));
    await until(engine, ref, phase('Creating'));
    await engine.stop(ref, 'user');
    const events = await read(engine, ref);
    await expectValid(events);
    expect(events).toMatchObject([
      { type: 'RUN_STARTED', input: { messages: [{ content: 'hello' }] } },
      { type: 'RUN_FINISHED', outcome: { type: 'cancelled' } },
    ]);
  });

  test('a message whose sender leaves is on the disk, with its session, before that is said', async () => {
    const { engine, stateDir } = open();
    const ref = refOf(await engine.create(session([{ hang: true }]), meta()));
    await until(engine, ref, phase('Running'));
    const flushed: string[] = [];
    const { fsyncSync } = fs;
    onTestFinished(() => replaced('fsyncSync', fsyncSync));
    replaced('fsyncSync', (file) => {
      flushed.push(relative(stateDir, fs.readlinkSync(`/proc/self/fd/${file}`)));
      fsyncSync(file);
    });
    await engine.sendOrStart?.(ref, message('somebody waits'));
    expect(flushed).toEqual([]);
    await engine.sendOrStart?.(ref, { ...message('nobody waits'), unattended: 'keep' });
    const dir = `projects/default/${ref.name}`;
    expect(flushed).toEqual([
      expect.stringMatching(new RegExp(`^${dir}/inbox/\\d+-`)),
      `${dir}/inbox`,
      `${dir}/session.json`,
      dir,
      'projects/default',
      'projects',
    ]);
  });

  test('a session says that it works before a message leaves its queue: a count of what waits loses none', async () => {
    const { engine, stateDir } = open();
    const ref = refOf(await engine.create(session([{ echo: true }], { stopOnRunFinished: false }), meta()));
    await read(engine, ref, ({ type }) => type === 'RUN_FINISHED');
    const { renameSync } = fs;
    onTestFinished(() => replaced('renameSync', renameSync));
    const said: unknown[] = [];
    replaced('renameSync', (from, to) => {
      const { status } = JSON.parse(fs.readFileSync(`${stateDir}/projects/default/${ref.name}/session.json`, 'utf8'));
      if (String(from).includes('/inbox/') && String(to).includes('/runs/')) said.push(status.agentStatus);
      renameSync(from, to);
    });
    await engine.send(ref, message('one'));
    await engine.send(ref, message('two'));
    let finished = 0;
    await read(engine, ref, ({ type }) => type === 'RUN_FINISHED' && ++finished === 3);
    expect(said).toEqual(['working', 'working']);
  });

  test('an auto-stop waits for a run that was accepted', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ sleep: 200 }, { echo: true }]), meta()));
    await until(engine, ref, phase('Running'));
    await engine.send(ref, message('me too'));
    expect(said(await read(engine, ref))).toBe('hellome too');
  });

  test('an agent that never becomes ready is given up at a stop', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session({ initialize: 'never', prompts: [] }), meta()));
    await until(engine, ref, phase('Creating'));
    await engine.stop(ref, 'user');
    const ended = await until(engine, ref, phase('Stopped', 'Failed'));
    expect(ended.status?.phase).toBe('Stopped');
  });

  test('an agent that does not start leaves a run that says why', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session({ exitAtOnce: 4, stderr: 'no licence', prompts: [] }), meta()));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(types(events)).toEqual(['RUN_STARTED', 'RUN_ERROR']);
    expect(last(events)).toMatchObject({ code: 'AGENT', message: expect.stringContaining('no licence') });
    const { status } = await engine.get(ref);
    expect(status?.phase).toBe('Failed');
    expect(status?.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', reason: 'AgentNotStarted' }));
  });

  test('an agent that nobody has is an error before anything is made', async () => {
    const { engine } = open();
    await expect(engine.create({ runnerType: 'no-such-agent' }, meta())).rejects.toMatchObject({ code: 'AGENT' });
    expect(await all(engine.list('default'))).toEqual([]);
  });
});

describe('start', () => {
  const loads = { initialize: { protocolVersion: 1, agentCapabilities: { loadSession: true } } };

  test('a stopped session goes on with its memory, and does not run its initial prompt again', async () => {
    const { engine } = open();
    const spec = session({ ...loads, prompts: [[{ echo: true }]] }, { stopOnRunFinished: false });
    const ref = refOf(await engine.create(spec, meta()));
    await read(engine, ref, ({ type }) => type === 'RUN_FINISHED');
    const first = await engine.get(ref);
    expect(first.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'SessionLoadable', status: 'True' }),
    );
    await engine.stop(ref, 'user');
    // Not lost while it is still stopping.
    await engine.start(ref);
    const again = await until(engine, ref, phase('Running'));
    expect(again.status?.startTime).not.toBe(first.status?.startTime);
    expect(again.status?.stoppedReason).toBeUndefined();
    await engine.send(ref, message('next', 'r2'));
    const events = await read(engine, ref, ({ type, runId }) => type === 'RUN_FINISHED' && runId === 'r2');
    expect(said(events)).toBe('hellonext');
    expect(types(events).filter((type) => type === 'RUN_STARTED')).toHaveLength(2);
  });

  test('an agent that has forgotten the session says so for this start, and is asked again at the next', async () => {
    const { engine } = open();
    const forgets = { ...loads, load: { error: { code: -32002, message: 'unknown session' } } };
    const ref = refOf(await engine.create(session({ ...forgets, prompts: [[{ text: 'a' }]] }), meta()));
    await read(engine, ref);
    await engine.start(ref);
    const again = await until(engine, ref, phase('Running'));
    expect(losesMemory(again)).toBe(true);
    await engine.stop(ref, 'user');
    expect(losesMemory(await until(engine, ref, phase('Stopped')))).toBe(false);
  });

  test('says that memory is lost where the agent can not load', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }]), meta()));
    await read(engine, ref);
    expect((await engine.get(ref)).status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'SessionLoadable', status: 'False' }),
    );
  });

  test('messages to a stopped session start it, and keep their order', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }]), meta()));
    await until(engine, ref, phase('Stopped'));
    const ids = ['r1', 'r2', 'r3', 'r4'];
    const sent = await Promise.all(ids.map((id) => engine.sendOrStart?.(ref, message('next', id))));
    expect(sent.map((one) => one?.started)).toEqual([true, false, false, false]);
    await until(engine, ref, phase('Stopped'));
    const started = (await read(engine, ref)).filter(({ type }) => type === 'RUN_STARTED');
    expect(started.slice(1).map(({ runId }) => runId)).toEqual(ids);
  });

  test('a start of a running session changes nothing', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ hang: true }]), meta()));
    const before = await until(engine, ref, phase('Running'));
    await engine.start(ref);
    expect((await engine.get(ref)).status?.startTime).toBe(before.status?.startTime);
  });
});

describe('close', () => {
  test('goes on hosting until the session has stopped, and says so', async () => {
    const { engine, notices } = open();
    const ref = refOf(await engine.create(session([{ sleep: 300 }, { text: 'late' }]), meta()));
    await engine.close();
    expect(notices.join()).toContain(ref.name);
    expect((await engine.get(ref)).status?.phase).toBe('Stopped');
    expect(said(await read(engine, ref))).toBe('late');
  });
});
