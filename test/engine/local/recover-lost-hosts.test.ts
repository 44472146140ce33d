import { type ChildProcess, execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { ReplayedRunEnds } from '../../../src/cli/replayed-run-ends.ts';
import { stateOf } from '../../../src/core/list/session-summary.ts';
import { droppedMessagesOf } from '../../../src/core/session/end-conditions.ts';
import { refOf, type SessionRef } from '../../../src/core/session/session.ts';
import { groupRuns, startTimeOf } from '../../../src/engine/local/process-identity.ts';
import { stateError } from '../../../src/engine/local/state/files.ts';
import { readPastRuns } from '../../../src/engine/local/state/past-runs.ts';
import { SessionStore } from '../../../src/engine/local/state/session-store.ts';
import { type Scenario, scripted } from '../../fakes/acp-agents/scripted.ts';
import { HANG_MS } from '../../fakes/patience.ts';
import { expectValid, last } from './acp/agent-harness.ts';
import {
  all,
  directory,
  message,
  meta,
  open,
  phase,
  read,
  runScript,
  session,
  spawnHost,
  until,
} from './engine-harness.ts';

const gone = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('exit', resolve));

/** A session that a process of its own hosts. */
async function hostedAway(scenario: Scenario, more = {}) {
  const stateDir = join(directory(), 'state');
  const hosts: ChildProcess[] = [];
  const spawning = (ref: SessionRef): void => void hosts.push(spawnHost(stateDir, ref));
  const { engine } = open({ stateDir, hosting: 'own-process', spawnHost: spawning });
  const ref = refOf(await engine.create(session(scenario, more), meta()));
  const kill = async (): Promise<void> => {
    const [host] = hosts;
    if (host === undefined) throw new Error('no host');
    host.kill('SIGKILL');
    await gone(host);
  };
  return { stateDir, engine, ref, kill };
}

describe('a host that is killed', () => {
  test('leaves a session that the next call marks as failed, ends its run and kills its agent', async () => {
    const pidFile = join(directory(), 'pid');
    const stubborn = { pidFile, ignoreSigterm: true, children: 1, prompts: [[{ text: 'a' }, { hang: true }]] };
    const { stateDir, engine, ref, kill } = await hostedAway(stubborn);
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await engine.send(ref, message('accepted', 'r2'));
    const agent = Number(readFileSync(pidFile, 'utf8'));
    expect(groupRuns(agent)).toBe(true);
    await kill();

    const next = open({ stateDir }).engine;
    const [found] = await all(next.list('default'));
    expect(found?.status).toMatchObject({ phase: 'Failed', stoppedReason: 'host-lost' });
    expect([...readPastRuns(stateDir)]).toMatchObject([{ session: ref.name, outcome: 'lost', code: 'HOST_LOST' }]);
    expect(found?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'False', reason: 'HostLost' }),
    );
    expect(groupRuns(agent)).toBe(false);
    const events = await read(next, ref);
    await expectValid(events);
    expect(events.filter(({ type }) => type === 'RUN_ERROR').map(({ runId, code }) => [runId, code])).toEqual([
      [events[0]?.runId, 'HOST_LOST'],
      // The message that waited never began, and is no run of the session's history.
      ['r2', 'RUN_NEVER_STARTED'],
    ]);
    expect(events.find(({ type, runId }) => type === 'RUN_STARTED' && runId === 'r2')).toMatchObject({ begun: false });
    expect(readdirSync(join(stateDir, 'hosts'))).toEqual([]);
    expect(await next.probe(ref)).toMatchObject({ runner: 'gone' });
  });

  test('on a disk that is full for a while is one run in the history, and lost in all that is said of it', async () => {
    const { stateDir, engine, ref, kill } = await hostedAway({ prompts: [[{ text: 'a' }, { hang: true }]] });
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await kill();
    const full = vi.spyOn(SessionStore.prototype, 'write').mockImplementation(() => {
      throw stateError('write', 'session.json', Object.assign(new Error('full'), { code: 'ENOSPC' }));
    });
    onTestFinished(() => full.mockRestore());
    for (let look = 0; look < 3; look += 1) {
      const meanwhile = await open({ stateDir }).engine.get(ref);
      expect(stateOf(meanwhile, undefined)).toMatchObject({ outcome: 'lost' });
    }
    full.mockRestore();
    const next = open({ stateDir }).engine;
    const found = await next.get(ref);
    expect(found.status).toMatchObject({ phase: 'Failed', stoppedReason: 'host-lost' });
    expect([...readPastRuns(stateDir)]).toMatchObject([{ session: ref.name, outcome: 'lost', code: 'HOST_LOST' }]);
    const ends = new ReplayedRunEnds();
    const events = await read(next, ref);
    ends.add(events.map((event) => ({ type: 'event', event })));
    expect(ends.end(found)).toMatchObject({ outcome: 'lost', error: { code: 'HOST_LOST' } });
    expect(events.filter(({ type }) => type === 'RUN_ERROR')).toHaveLength(1);
  });

  test('with a stop on its way leaves a stopped session, and a run that was cancelled', async () => {
    const stubborn = { ignoreCancel: true, ignoreSigterm: true, prompts: [[{ text: 'a' }, { hang: true }]] };
    const { stateDir, engine, ref, kill } = await hostedAway(stubborn);
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await engine.send(ref, { ...message('nobody waits', 'r2'), unattended: 'stop' });
    await engine.stop(ref, 'user');
    await kill();

    const next = open({ stateDir }).engine;
    expect((await next.get(ref)).status).toMatchObject({ phase: 'Stopped', stoppedReason: 'user' });
    expect(droppedMessagesOf(await next.get(ref))).toMatch(/^1 message that waited was dropped/);
    expect([...readPastRuns(stateDir)]).toMatchObject([{ session: ref.name, outcome: 'cancelled' }]);
    const events = await read(next, ref);
    await expectValid(events);
    expect(events.filter(({ type }) => type === 'RUN_FINISHED')).toMatchObject([{ outcome: { type: 'cancelled' } }]);
    expect(last(events)).toMatchObject({ runId: 'r2', code: 'RUN_NEVER_STARTED' });
  });

  test('before its prompt has begun leaves what was asked', async () => {
    const { stateDir, engine, ref, kill } = await hostedAway({ session: 'never', prompts: [[]] });
    await until(engine, ref, phase('Creating'));
    await engine.stop(ref, 'user');
    await kill();
    const next = open({ stateDir }).engine;
    expect((await next.get(ref)).status).toMatchObject({ phase: 'Stopped', stoppedReason: 'user' });
    const events = await read(next, ref);
    await expectValid(events);
    expect(events).toMatchObject([
      { type: 'RUN_STARTED', input: { messages: [{ role: 'user', content: 'hello' }] } },
      { type: 'RUN_FINISHED', outcome: { type: 'cancelled' } },
    ]);
  });

  test('is noticed by a reader that follows the session', async () => {
    const { engine, ref, kill } = await hostedAway({ prompts: [[{ text: 'a' }, { hang: true }]] });
    const works = Promise.withResolvers<void>();
    const following = read(engine, ref, ({ type }) => {
      if (type === 'TEXT_MESSAGE_CONTENT') works.resolve();
      return false;
    });
    await works.promise;
    await kill();
    expect(last(await following)).toMatchObject({ type: 'RUN_ERROR', code: 'HOST_LOST' });
  });

  test('leaves a session that can be started again', async () => {
    const { stateDir, ref, kill, engine } = await hostedAway({ prompts: [[{ text: 'a' }, { hang: true }]] });
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await kill();
    const next = open({ stateDir }).engine;
    await next.start(ref);
    await until(next, ref, phase('Running'));
    await next.stop(ref, 'user');
    expect((await until(next, ref, phase('Stopped'))).status?.conditions).not.toContainEqual(
      expect.objectContaining({ reason: 'HostLost' }),
    );
  });

  test('leaves children of an agent that is gone itself: they die too', async () => {
    const pidFile = join(directory(), 'pid');
    const { stateDir, engine, ref, kill } = await hostedAway({ pidFile, children: 2, prompts: [[{ hang: true }]] });
    await until(engine, ref, phase('Running'));
    await kill();
    const agent = Number(readFileSync(pidFile, 'utf8'));
    // The agent sees the end of its stdin and leaves; its children do not.
    await vi.waitUntil(() => startTimeOf(agent) === undefined, { timeout: HANG_MS });
    expect(groupRuns(agent)).toBe(true);
    await open({ stateDir }).engine.get(ref);
    expect(groupRuns(agent)).toBe(false);
  });

  test('at any moment: the next call finds an end, a valid log, and nothing that runs', async () => {
    const stateDir = join(directory(), 'state');
    const pids = directory();
    for (let i = 0; i < 14; i++) {
      const pidFile = join(pids, String(i));
      const agent = scripted({ pidFile, prompts: [[{ flood: 200 }, { sleep: 30 }, { flood: 3000 }]] });
      const creator = runScript('create-main.ts', stateDir, `request-${i}`, agent);
      await new Promise((ready) => creator.stdout?.once('data', ready));
      // From before the first file is written to after the end.
      await systemClock.sleep(i < 7 ? i * 2.5 : (i - 4) * 15);
      creator.kill('SIGKILL');
      await gone(creator);

      const { engine } = open({ stateDir });
      const sessions = await all(engine.list('default'));
      for (const { status } of sessions) expect(status?.phase).toMatch(/^(Failed|Stopped)$/);
      const [newest] = sessions;
      const events = newest === undefined ? [] : await read(engine, refOf(newest));
      await expectValid(events);
      if (events.length > 0) expect(last(events).type).toMatch(/^RUN_(ERROR|FINISHED)$/);
      expect(existsSync(join(stateDir, 'hosts')) ? readdirSync(join(stateDir, 'hosts')) : []).toEqual([]);
      if (existsSync(pidFile)) {
        const pid = Number(readFileSync(pidFile, 'utf8'));
        await vi.waitUntil(() => !groupRuns(pid), { timeout: HANG_MS });
      }
      // The request is repeated: one session for it, whatever was there.
      const again = await engine.create(session([{ text: 'a' }]), meta({ requestId: `request-${i}` }));
      expect(
        (await all(engine.list('default'))).filter(({ metadata }) => metadata.uid === again.metadata.uid),
      ).toHaveLength(1);
      expect(await all(engine.list('default'))).toHaveLength(i + 1);
      await until(engine, refOf(again), phase('Stopped', 'Failed'));
    }
  });
});

test.runIf(existsSync('/proc/self/stat'))(
  'who can not be looked at for want of files is not taken for dead',
  async () => {
    const url = new URL('../../../src/engine/local/process-identity.ts', import.meta.url);
    const code = `import { openSync } from 'node:fs';
    const { isAlive, startTimeOf } = await import(${JSON.stringify(url.href)});
    const parent = { pid: process.ppid, startTime: startTimeOf(process.ppid) };
    const says = () => { try { return isAlive(parent); } catch (error) { return error.code; } };
    console.log(says());
    try { for (;;) openSync('/dev/null'); } catch {}
    console.log(says());`;
    const words = ['--no-warnings', '--experimental-strip-types', '--input-type=module', '-e', code];
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      'ulimit -n 128; "$@"; :',
      'sh',
      process.execPath,
      ...words,
    ]);
    expect(stdout).toBe('true\nSTATE\n');
  },
);
