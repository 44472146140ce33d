import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../../src/async/system-clock.ts';
import { stateOf, summaryOf } from '../../../../src/core/list/session-summary.ts';
import { bySession, sessionKey } from '../../../../src/core/session/past-run.ts';
import { ANNOTATION, refOf, type Session } from '../../../../src/core/session/session.ts';
import { AppendFile } from '../../../../src/engine/local/log/append-file.ts';
import { groupRuns } from '../../../../src/engine/local/process-identity.ts';
import { readPastRuns } from '../../../../src/engine/local/state/past-runs.ts';
import { type Step, scripted } from '../../../fakes/acp-agents/scripted.ts';
import { HANG_MS } from '../../../fakes/patience.ts';
import { customs, expectValid, last, said, types } from '../acp/agent-harness.ts';
import {
  agentEnv,
  all,
  directory,
  dirOf,
  message,
  meta,
  open,
  phase,
  read,
  runScript,
  SEAMS,
  session,
  spawnHost,
  until,
} from '../engine-harness.ts';

describe('a disk that is full at the end of a run', () => {
  test('leaves one end of it, the same in the history and in the session', async () => {
    const append = AppendFile.prototype.append;
    const full = vi.spyOn(AppendFile.prototype, 'append').mockImplementation(function (this: AppendFile, bytes) {
      if (Buffer.from(bytes).includes('RUN_FINISHED')) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      append.call(this, bytes);
    });
    onTestFinished(() => full.mockRestore());
    const { engine, stateDir } = open();
    const ref = refOf(await engine.create(session([{ text: 'a' }]), meta()));
    const ended = await until(engine, ref, phase('Failed'));
    expect(stateOf(ended, undefined)).toMatchObject({ outcome: 'failed' });
    // It had been remembered as finished, though nobody who reads the session could know of that.
    expect([...readPastRuns(stateDir)]).toMatchObject([{ session: ref.name, outcome: 'failed' }]);
  });
});

describe('a host process', () => {
  test('that never starts is an error, and the session says so', async () => {
    const waits = { ...SEAMS.waits, launch: 200 };
    const { engine } = open({ hosting: 'own-process', spawnHost: () => {} }, { waits });
    await expect(engine.create(session([]), meta())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const [made] = await all(engine.list('default'));
    expect(made?.status?.phase).toBe('Failed');
    expect(made?.status?.conditions).toContainEqual(expect.objectContaining({ reason: 'HostNotStarted' }));
  });

  test('that can not be started is an error with its cause', async () => {
    const spawning = (): void => {
      throw new Error('no more processes');
    };
    const { engine } = open({ hosting: 'own-process', spawnHost: spawning });
    await expect(engine.create(session([]), meta())).rejects.toThrow('no more processes');
  });

  test('has company, and still there is one host', async () => {
    const { engine, stateDir } = open({
      hosting: 'own-process',
      spawnHost: (ref) => {
        for (let i = 0; i < 3; i++) spawnHost(stateDir, ref);
      },
    });
    const ref = refOf(await engine.create(session([{ text: 'a' }, { sleep: 300 }, { text: 'b' }]), meta()));
    const events = await read(engine, ref);
    expect(said(events)).toBe('ab');
    expect(types(events).filter((type) => type === 'RUN_STARTED')).toHaveLength(1);
  });

  test('outlives the engine that created the session, takes messages, and ends with it', async () => {
    const { engine, stateDir } = open({ hosting: 'own-process' });
    const ref = refOf(await engine.create(session([{ echo: true }], { stopOnRunFinished: false }), meta()));
    await engine.close();
    const other = open({ stateDir }).engine;
    await other.send(ref, message('two', 'r2'));
    await read(other, ref, ({ type, runId }) => type === 'RUN_FINISHED' && runId === 'r2');
    expect(await other.probe(ref)).toMatchObject({ runner: 'alive' });
    await other.interrupt(ref);
    await other.stop(ref, 'user');
    expect(said(await read(other, ref))).toBe('hellotwo');
    // The host takes its record away as the last thing it does.
    await expect.poll(() => readdirSync(join(stateDir, 'hosts')), { timeout: HANG_MS }).toEqual([]);
  });

  test('of a session that is to be started again is given by annotation, too', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ echo: true }]), meta()));
    await read(engine, ref);
    await engine.annotate(ref, { [ANNOTATION.desiredPhase]: 'Running', [ANNOTATION.forcePrompt]: 'true' });
    const events = await read(engine, ref);
    // The platform's way to have the initial prompt run once more.
    expect(said(events)).toBe('hellohello');
    expect((await engine.get(ref)).metadata.annotations).not.toHaveProperty(ANNOTATION.forcePrompt);
  });
});

describe('moments', () => {
  test('processes that create for one request at once make one session, and run its prompt once', async () => {
    const stateDir = join(directory(), 'state');
    const agent = scripted({ prompts: [[{ text: 'a' }, { sleep: 200 }]] });
    const outputs = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const creator = runScript('create-main.ts', stateDir, 'the-request', agent);
        let out = '';
        creator.stdout?.setEncoding('utf8').on('data', (text: string) => {
          out += text;
        });
        await new Promise((resolve) => creator.once('close', resolve));
        return out;
      }),
    );
    const { engine } = open({ stateDir });
    const [made, ...others] = await all(engine.list('default'));
    if (made === undefined) throw new Error('no session');
    expect(others).toEqual([]);
    expect(outputs).toEqual(outputs.map(() => `ready\n${made.metadata.name}\nclosed\n`));
    expect(types(await read(engine, refOf(made))).filter((type) => type === 'RUN_STARTED')).toHaveLength(1);
  });

  test('a stop right after create is never lost', async () => {
    for (const pause of [0, 1, 5, 20, 60]) {
      const { engine } = open();
      const pidFile = join(directory(), 'pid');
      const ref = refOf(await engine.create(session({ pidFile, prompts: [[{ text: 'a' }, { hang: true }]] }), meta()));
      if (pause > 0) await systemClock.sleep(pause);
      await engine.stop(ref, 'user');
      const ended = await until(engine, ref, phase('Stopped', 'Failed'));
      expect(ended.status).toMatchObject({ phase: 'Stopped', stoppedReason: 'user' });
      await engine.close();
      if (existsSync(pidFile)) expect(groupRuns(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
      await expectValid(await read(engine, ref));
    }
  });

  test('at the end of the process what still runs is killed', async () => {
    const handlers = new Set<() => void>();
    const { engine } = open({
      onExit: (handler) => {
        handlers.add(handler);
        return () => handlers.delete(handler);
      },
    });
    const pidFile = join(directory(), 'pid');
    const stubborn = { pidFile, ignoreSigterm: true, children: 1, prompts: [[{ hang: true }]] };
    const ref = refOf(await engine.create(session(stubborn), meta()));
    await until(engine, ref, phase('Running'));
    for (const handler of handlers) handler();
    await expect.poll(() => groupRuns(Number(readFileSync(pidFile, 'utf8'))), { timeout: HANG_MS }).toBe(false);
    await engine.close();
    expect(handlers.size).toBe(0);
  });

  test('a running session is stopped before it is removed, and its readers see that', async () => {
    const { engine, stateDir } = open();
    const other = open({ stateDir }).engine;
    const same = meta();
    const ref = refOf(await engine.create(session([{ text: 'a' }, { hang: true }]), same));
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await other.remove(ref);
    expect(existsSync(dirOf(stateDir, ref))).toBe(false);
    await expect(read(engine, ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(other.remove(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // Its request is forgotten with it.
    expect(refOf(await engine.create(session([{ text: 'a' }]), same)).name).not.toBe(ref.name);
  });

  test('a session does not stop while the next run waits for a look at the repository', async () => {
    const cwd = directory();
    execFileSync('git', ['init', '-q', cwd]);
    const bin = directory();
    const git = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'git'), `#!/bin/sh\nsleep 0.2\nexec '${git}' "$@"\n`, { mode: 0o755 });
    const env = { ...agentEnv(), PATH: `${bin}:${process.env.PATH}` };
    const { engine } = open({ cwd, agent: { env, commands: {}, permissions: 'read' } });
    const turns = {
      prompts: [
        [{ text: 'a' }, { sleep: 200 }],
        [{ sleep: 500 }, { text: 'b' }],
      ],
    };
    const ref = refOf(await engine.create(session(turns), meta()));
    await read(engine, ref, ({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    await engine.send(ref, message('other', 'r2'));
    const events = await read(engine, ref);
    expect(said(events)).toBe('ab');
    expect(events).toContainEqual(expect.objectContaining({ type: 'RUN_FINISHED', runId: 'r2' }));
  });

  test('a session owes a stop while another run is on, no matter which process noted it', async () => {
    const { engine } = open();
    const turns = { prompts: [[{ text: 'a' }], [{ sleep: 200 }, { text: 'b' }]] };
    const ref = refOf(await engine.create(session(turns, { stopOnRunFinished: false }), meta()));
    await read(engine, ref, ({ type }) => type === 'RUN_FINISHED');
    await engine.send(ref, message('other'));
    await engine.annotate(ref, { [ANNOTATION.stopOwed]: 'first' });
    expect(said(await read(engine, ref))).toBe('ab');
    expect((await engine.get(ref)).status?.phase).toBe('Stopped');
  });
});

describe('what others ask of a session', () => {
  test('a prompt of a megabyte arrives whole', async () => {
    const { engine } = open();
    const initialPrompt = `${'é'.repeat(500_000)}!`;
    const ref = refOf(await engine.create(session([{ echo: 'length' }], { initialPrompt }), meta()));
    expect(said(await read(engine, ref))).toBe(String(initialPrompt.length));
  });

  test('refused permissions are counted in the run, before its end', async () => {
    const { engine } = open();
    const permission = {
      toolCall: { toolCallId: 't', title: 'rm', kind: 'delete' },
      options: [{ kind: 'reject_once', name: 'Reject', optionId: 'reject' }],
    };
    const ref = refOf(await engine.create(session([{ permission }]), meta()));
    const events = await read(engine, ref);
    await expectValid(events);
    expect(customs(events, 'amber:refused')).toEqual([{ count: 1 }]);
    expect(last(events).type).toBe('RUN_FINISHED');
  });

  test('activity is patched while events come, and shows the last one at the end', async () => {
    const waits = { ...SEAMS.waits, activity: 100 };
    const { engine } = open({}, { waits });
    const steps = [...Array.from({ length: 6 }, () => [{ text: 'a' }, { sleep: 200 }]).flat(), { sleep: 800 }];
    const ref = refOf(await engine.create(session(steps), meta()));
    const seen = new Set<string>();
    const ended = await until(engine, ref, (now) => {
      if (now.status?.agentStatus === 'working') seen.add(String(now.status.lastActivityTime));
      return now.status?.phase === 'Stopped';
    });
    expect(seen.size).toBeGreaterThan(1);
    const events = await read(engine, ref);
    const end = last(events);
    const shown = Date.parse(String(ended.status?.lastActivityTime));
    // The last piece of text came most of a second before.
    const before = events.findLast(({ type }) => type === 'TEXT_MESSAGE_CONTENT');
    expect(shown).toBeGreaterThan(Number(before?.timestamp));
    expect(shown).toBeGreaterThanOrEqual(Number(end.timestamp) - 1);
  });

  test('what a run has cost so far is known while it goes on', async () => {
    const { engine } = open({}, { waits: { ...SEAMS.waits, activity: 50 } });
    const spent = (amount: number): Step => ({
      update: { sessionUpdate: 'usage_update', used: 1, size: 9, cost: { amount, currency: 'USD' } },
    });
    const hold = join(directory(), 'hold');
    const steps = [spent(0.25), { text: 'a' }, { sh: `until [ -e ${hold} ]; do sleep 0.1; done` }];
    const ref = refOf(await engine.create(session(steps), meta()));
    const costNow = (now: Session): number | undefined => {
      const runs = bySession(engine.pastRuns?.() ?? []);
      return summaryOf(now, 'id', runs.get(sessionKey(ref))).cost?.usd;
    };
    const working = await until(engine, ref, (now) => costNow(now) !== undefined);
    expect([working.status?.agentStatus, costNow(working)]).toEqual(['working', 0.25]);
    writeFileSync(hold, '');
    const ended = await until(engine, ref, phase('Stopped'));
    expect(costNow(ended)).toBe(0.25);
    expect(ended.metadata.annotations).not.toHaveProperty(ANNOTATION.runCost);
  });

  test('a dry run makes nothing, and names what would be made', async () => {
    const { engine, stateDir, cwd } = open();
    const manifest = await engine.validate({ initialPrompt: 'x' }, meta({ labels: { a: 'b' } }));
    expect(manifest).toMatchObject({
      kind: 'AgenticSession',
      metadata: { namespace: 'default', labels: { a: 'b' }, annotations: { 'amber/workspace': cwd } },
      spec: { initialPrompt: 'x' },
    });
    expect(existsSync(stateDir)).toBe(false);
    const workflow = { activeWorkflow: { gitUrl: 'https://example.org/x.git' } };
    await expect(engine.validate(workflow, meta())).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(engine.validate({ timeout: -1 }, meta())).rejects.toMatchObject({ code: 'INVALID' });
  });
});
