import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/core/result.ts';
import type { Update } from '../../../src/core/run-update.ts';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { runSession } from '../../../src/run/run-session.ts';
import { tail } from '../../../src/tail/tail.ts';
import type { FakePlatform } from '../../fakes/platform/server.ts';
import type { FakeSession } from '../../fakes/platform/session.ts';
import { engineOn, heartOn, META, paced, ref, seen } from './harness.ts';

/** Runs a prompt; once the run has been going for a while, does something to it. Gives when, on the platform's clock, it was over after that. */
async function runInto(platform: FakePlatform, prompt: string, act: (session: FakeSession) => void | Promise<void>) {
  const { deps, updates } = heartOn(platform);
  const running = runSession({ initialPrompt: prompt }, META, deps);
  await seen(platform, () => platform.sessions.some(({ ran }) => ran));
  await platform.clock.sleep(12_000);
  const from = platform.clock.now();
  await act(platform.session());
  const result = await running;
  return { result, updates, after: platform.clock.now() - from };
}

const warnings = (updates: readonly Update[]): string[] =>
  updates.flatMap((update) => (update.type === 'warning' ? [update.code] : []));

describe('what others do to the session in the middle of a run', () => {
  test('a stop is reported within 10 s', async () => {
    const platform = await paced();
    const { result, after } = await runInto(platform, '[slow 120]', (session) => void session.stop());
    expect(result).toMatchObject({ outcome: 'stopped', by: 'other', exitCode: 9, stopped: true });
    expect(after).toBeLessThan(10_000);
  });

  test('a deletion is final with the first 404, and no trouble of the stream’s is reported', async () => {
    const platform = await paced();
    const { result, updates, after } = await runInto(platform, '[slow 120]', (session) => session.remove());
    expect(result).toMatchObject({ outcome: 'stopped', by: 'other', exitCode: 9, error: { code: 'NOT_FOUND' } });
    expect(warnings(updates)).toEqual([]);
    expect(after).toBeLessThan(10_000);
  });

  test('a deletion after an end that the stream lost: the end is found in what is left of the log', async () => {
    const platform = await paced({ traps: { autoStop: false, dropTypes: ['RUN_FINISHED'] } });
    const { result } = await runInto(platform, '[slow 12] x', (session) => session.remove());
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
  });

  test('an agent that pauses costs one look in five seconds at most', async () => {
    const platform = await paced();
    const { deps } = heartOn(platform);
    const running = runSession({ initialPrompt: '[silent 9]' }, META, deps);
    await seen(platform, () => platform.sessions.some(({ ran }) => ran));
    const { name } = platform.session();
    const looks = (): number => platform.asked('GET', `/${name}`).length;
    const before = looks();
    await platform.clock.sleep(8_000);
    expect(looks() - before).toBeLessThanOrEqual(2);
    expect(await running).toMatchObject({ outcome: 'finished' });
  });
});

describe('case 35: a backend that crashes in the middle of a run', () => {
  const UNSEEN = { outcome: 'lost', exitCode: 1, error: { code: 'RUN_UNSEEN' }, stopped: true };

  test('is warned of after a minute; after the silence limit the run is lost, and its session stopped', async () => {
    const platform = await paced();
    const { result, updates, after } = await runInto(platform, '[slow 1200]', () => platform.crash(4_000));
    expect(result).toMatchObject(UNSEEN);
    expect(platform.session()).toMatchObject({ phase: 'Stopped', pod: 'none' });
    const reported = updates.flatMap((update) =>
      update.type === 'warning' && update.code === 'RUN_UNSEEN' ? [update] : [],
    );
    expect(reported).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/lost sight.*given up 10m .*--silence-timeout/) }),
    ]);
    expect(after).toBeGreaterThan(600_000);
    expect(after).toBeLessThan(640_000);
  });

  test('a break without a crash is none: the run shows itself', async () => {
    const platform = await paced();
    const { deps, updates } = heartOn(platform, { timing: { ...TIMING, unseenWarned: 5_000, unseenLost: 20_000 } });
    const running = runSession({ initialPrompt: '[slow 90]' }, META, deps);
    await seen(platform, () => platform.sessions.some(({ ran }) => ran));
    platform.traps.proxy = 'bad-gateway';
    platform.session().log.disconnect();
    await platform.clock.sleep(6_000);
    platform.traps.proxy = 'none';
    const result: Result = await running;
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0 });
    expect(warnings(updates)).not.toContain('RUN_UNSEEN');
  });

  test.each([true, false])('a reader of the session gets it, too; came after the run began: %s', async (late) => {
    const platform = await paced();
    const session = platform.add({ initialPrompt: '[slow 1200]' });
    await seen(platform, () => (late ? session.status?.agentStatus === 'working' : session.status !== undefined));
    const { clock } = platform;
    const over = new AbortController();
    const until = { kind: 'session-end' } as const;
    const updates = tail(engineOn(platform), ref(session.name), { until, signal: over.signal, clock, timing: TIMING });
    const reported: string[] = [];
    void clock.sleep(12_000).then(() => platform.crash(4_000));
    for await (const batch of updates) {
      reported.push(...warnings(batch));
      if (reported.includes('RUN_UNSEEN')) break;
    }
    expect(reported).toContain('RUN_UNSEEN');
    expect(clock.now()).toBeLessThan(120_000);
    over.abort();
  });
});
