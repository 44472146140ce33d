import { describe, expect, test } from 'vitest';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { type ConfirmStopOptions, confirmStop, type StopConfirmation } from '../../../src/run/confirm-stop.ts';
import { runSession } from '../../../src/run/run-session.ts';
import type { FakePlatform } from '../../fakes/platform/server.ts';
import type { FakeSession } from '../../fakes/platform/session.ts';
import { engineOn, heartOn, META, paced, seen } from './harness.ts';

async function running(platform: FakePlatform): Promise<FakeSession> {
  const session = platform.add({ initialPrompt: '[silent 600]' });
  await seen(platform, () => session.ran && session.status?.agentStatus === 'working');
  return session;
}

function stop(platform: FakePlatform, { project, name }: FakeSession, more: Partial<ConfirmStopOptions> = {}) {
  const { clock } = platform;
  const options = { clock, timing: TIMING, reason: 'user', timeoutMs: 30_000, ...more } as const;
  return confirmStop(engineOn(platform), { project, name }, options);
}

const LIMITS = { timeoutMs: 1_800_000, startTimeoutMs: 600_000, stopTimeoutMs: 30_000, questionGraceMs: 0 };

describe('a stop beside a writer that never rests', () => {
  test('gets through, 20 times of 20', async () => {
    const platform = await paced();
    const ends: StopConfirmation['kind'][] = [];
    for (let round = 0; round < 20; round += 1) {
      platform.traps.busyWriter = 0;
      const session = await running(platform);
      platform.traps.busyWriter = 0.95;
      ends.push((await stop(platform, session)).kind);
      expect(session.pod).toBe('none');
    }
    expect(ends).toEqual(Array.from({ length: 20 }, () => 'confirmed'));
  });

  test('is one request a try; the rights are asked for once', async () => {
    const platform = await paced();
    const session = await running(platform);
    platform.requests.length = 0;
    platform.traps.failWrites = 25;
    expect(await stop(platform, session)).toEqual({ kind: 'confirmed' });
    const asked = platform.requests.filter(({ method }) => method === 'POST').map(({ path }) => path.split('/').at(-2));
    expect(asked.filter((part) => part === 'amber-may-i')).toHaveLength(1);
    expect(session.stops).toBe(26);
    expect(asked).toHaveLength(27);
  });

  test('that is never taken says so, and how often it was tried', async () => {
    const platform = await paced({ traps: { busyWriter: 1 } });
    const session = platform.add({ initialPrompt: '[silent 600]' });
    await seen(platform, () => session.ran);
    expect(await stop(platform, session)).toEqual({
      kind: 'unconfirmed',
      why: expect.stringMatching(/^the stop was refused \(\d\d+ times\), its phase is Running: .*500 Failed to update/),
    });
  });

  test('an annotation is tried again as well', async () => {
    const platform = await paced();
    const session = await running(platform);
    platform.traps.failWrites = 5;
    await engineOn(platform).annotate(session, { 'amber/stop-owed': 'run-1' });
    expect(session.annotations).toMatchObject({ 'amber/stop-owed': 'run-1' });
  });
});

test('a stop that is taken and not carried out is waited for beyond its limit, and what for is said', async () => {
  const platform = await paced({ traps: { operatorLag: 45_000, autoStop: false } });
  const { deps, updates } = heartOn(platform, { limits: LIMITS });
  const result = await runSession({ initialPrompt: 'hi' }, META, deps);
  expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
  expect(updates).toContainEqual({
    type: 'warning',
    code: 'stop-waiting',
    message: expect.stringMatching(/has taken the stop \(desired-phase is Stopped\).*its phase is Running; .* 60 s/),
  });
});

test('a stop that is forbidden ends at once', async () => {
  const platform = await paced({ readerToken: 'reader' });
  const { project, name } = await running(platform);
  const { clock } = platform;
  const before = clock.now();
  const engine = engineOn(platform, { token: async () => 'reader' });
  const stopped = await confirmStop(
    engine,
    { project, name },
    { clock, timing: TIMING, reason: 'user', timeoutMs: 30_000 },
  );
  expect(stopped).toMatchObject({ kind: 'unconfirmed', denied: { code: 'FORBIDDEN' } });
  expect(clock.now() - before).toBeLessThan(5_000);
});

describe('a stop where the operator starves: StopConfirmation, and the pod goes on', () => {
  test('starts the session, which takes the pod over, and stops it again', async () => {
    const platform = await paced({ traps: { starvingOperator: true } });
    const { deps } = heartOn(platform, { limits: LIMITS });
    const result = await runSession({ initialPrompt: 'hi' }, META, deps);
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
    expect(platform.session()).toMatchObject({ phase: 'Stopped', pod: 'none', starts: 1 });
  });

  test('exits 7 with the pod’s name, where that does not help', async () => {
    const platform = await paced({ traps: { starvingOperator: true } });
    const { deps } = heartOn(platform, { limits: LIMITS });
    const run = runSession({ initialPrompt: 'hi' }, META, deps);
    await seen(platform, () => platform.sessions[0]?.phase === 'Stopped');
    platform.traps.busyWriter = 1;
    const result = await run;
    const pod = `${platform.session().name}-runner`;
    expect(result).toMatchObject({
      outcome: 'finished',
      exitCode: 7,
      stopped: false,
      stopReason: 'unconfirmed',
      error: {
        code: 'STOP_UNCONFIRMED',
        message: expect.stringContaining(pod),
        hint: `kubectl delete pod ${pod} -n team-a`,
      },
    });
  });
});
