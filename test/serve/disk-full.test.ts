import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/async/system-clock.ts';
import { FakeRunners } from '../fakes/hostless/runner.ts';
import { ask, eventually, PROJECT, Tap } from './harness.ts';
import { logged, readOn } from './read-on.ts';
import { Served } from './served-child.ts';

const NAME = 'session-1';
const EVENTS = 3_000;
/** The process's own limit on the size of files, which can be raised while it runs. */
const NO_LIMITS = spawnSync('prlimit', ['--version']).status !== 0;

test.skipIf(NO_LIMITS)(
  'a disk that takes no more holds events back; once it does, readers have all of them',
  async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'amber-full-'));
    const runners = new FakeRunners();
    await runners.listen();
    onTestFinished(async () => {
      await runners.close();
      rmSync(stateDir, { recursive: true, force: true });
    });
    const runnersUrl = runners.address(NAME).url;
    // In units of 1,024 bytes: a fifth of what is to come.
    const served = new Served({ stateDir, runners: runnersUrl, name: NAME, before: 'ulimit -S -f 120' });
    const agui = `${await served.url()}/api/projects/${PROJECT}/agentic-sessions/${NAME}/agui`;
    const delivered = readOn(`${agui}/events`, ({ raw }) => raw.includes('"RUN_FINISHED"'));
    await ask(`${agui}/run`, { method: 'POST', body: { runId: 'run-1', messages: [] } });
    const run = await runners.next();
    const sending = (async () => {
      for (let i = 1; i < EVENTS; i++)
        if (!run.send({ type: 'CUSTOM', name: 'x'.repeat(150), value: i })) await run.drained();
      run.send({ type: 'RUN_FINISHED', threadId: NAME, runId: 'run-1' });
      run.end();
    })();
    const metric = async (name: string): Promise<number> => {
      const { text } = await ask(`${new URL(agui).origin}/metrics`);
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
    };
    await eventually(async () => (await metric('amber_serve_log_failures_total')) > 0, 'a full disk');
    await systemClock.sleep(100);
    const log = () => logged(stateDir, PROJECT, NAME);
    const held = log().length;
    expect(held).toBeLessThan(EVENTS);
    // What is not written is not published.
    const late = await Tap.open(`${agui}/events`);
    await late.until(({ isLive }) => isLive, ': live');
    expect(late.seqs).toHaveLength(held);
    late.close();

    spawnSync('prlimit', ['--pid', String(served.process.pid), '--fsize=unlimited']);
    await sending;
    expect(await delivered).toEqual(log());
    expect(log()).toHaveLength(EVENTS);
    await eventually(() => served.said.includes('stop run-finished'), 'the stop');
  },
);
