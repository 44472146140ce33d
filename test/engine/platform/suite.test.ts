import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/core/result.ts';
import { runSession } from '../../../src/run/run-session.ts';
import { sendMessage } from '../../../src/run/send-message.ts';
import type { FakePlatform } from '../../fakes/platform/server.ts';
import type { FakeSession } from '../../fakes/platform/session.ts';
import { engineOn, heartOn, META, paced, ref, seen } from './harness.ts';

/** Runs, and does something to the session once its run has begun. */
async function runUntil(platform: FakePlatform, act: (session: FakeSession) => void): Promise<Result> {
  const running = runSession({ initialPrompt: '[silent 600]' }, META, heartOn(platform).deps);
  await seen(platform, () => platform.sessions[0]?.log.events.some(({ type }) => type === 'RUN_STARTED') === true);
  act(platform.session());
  return running;
}

describe('the stream suite over HTTP', () => {
  test.each([
    [{ phase: 'Failed' }, { outcome: 'failed', exitCode: 3 }],
    [
      { phase: 'Stopped', stoppedReason: 'inactivity' },
      { outcome: 'timed-out', by: 'other', exitCode: 124 },
    ],
    [
      { phase: 'Stopped', stoppedReason: 'user' },
      { outcome: 'stopped', by: 'other', exitCode: 9 },
    ],
    [{ phase: 'Completed' }, { outcome: 'lost', exitCode: 1 }],
  ])('17. no end, and the session is %j → %j', async (status, result) => {
    const platform = await paced();
    expect(await runUntil(platform, (session) => session.end(status))).toMatchObject({ ...result, stopped: true });
  });

  test('17. a session that claims to work for ever → our deadline, 124', async () => {
    const platform = await paced();
    const { deps } = heartOn(platform);
    const limits = { ...deps.limits, timeoutMs: 30_000 };
    const result = await runSession({ initialPrompt: '[silent 600]' }, META, { ...deps, limits });
    expect(result).toMatchObject({ outcome: 'timed-out', by: 'us', exitCode: 124, stopped: true });
  });

  test('24. a token that expires in the middle and has a successor costs nothing', async () => {
    const platform = await paced();
    const engine = engineOn(platform);
    const running = runSession({ initialPrompt: '[slow 20]' }, META, { ...heartOn(platform).deps, engine });
    await seen(platform, () => platform.sessions[0]?.ran === true);
    platform.token = 'its-successor';
    platform.session().log.disconnect();
    expect(await running).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
  });

  test('24. one without a successor ends the run with 4, and says that the session may go on', async () => {
    const platform = await paced();
    const { token } = platform;
    const engine = engineOn(platform, { token: async () => token });
    const { deps, updates } = heartOn(platform);
    const limits = { ...deps.limits, stopTimeoutMs: 20_000 };
    const running = runSession({ initialPrompt: '[slow 600]' }, META, { ...deps, engine, limits });
    await seen(platform, () => platform.sessions[0]?.ran === true);
    platform.token = 'another';
    platform.session().log.disconnect();
    const result = await running;
    expect(result).toMatchObject({ outcome: null, exitCode: 4, stopped: false, stopReason: 'unconfirmed' });
    expect(result.error).toMatchObject({ code: 'UNAUTHENTICATED' });
    const reported = updates.flatMap((update) => (update.type === 'warning' ? [update.message] : []));
    expect(reported.join('\n')).toContain(`amber stop ${platform.session().name}`);
  });

  test('24. a sign-in page in the middle is reported, not waited for', async () => {
    const platform = await paced();
    const { deps } = heartOn(platform);
    const limits = { ...deps.limits, stopTimeoutMs: 20_000 };
    const running = runSession({ initialPrompt: '[slow 600]' }, META, { ...deps, limits });
    await seen(platform, () => platform.sessions[0]?.ran === true);
    platform.traps.proxy = 'login';
    platform.session().log.disconnect();
    expect(await running).toMatchObject({ outcome: null, exitCode: 1, error: { code: 'BAD_RESPONSE' } });
  });

  test('25. the answer to the POST is lost → one run, not two', async () => {
    const platform = await paced();
    const session = platform.add();
    await seen(platform, () => session.pod === 'ready');
    platform.traps.loseAnswer = 'run';
    const result = await sendMessage(ref(session.name), 'hello', heartOn(platform).deps);
    expect(result).toMatchObject({ outcome: 'finished', runId: session.posted[0] });
    expect(session.posted).toHaveLength(1);
  });

  test('31. the pod comes back in the middle, and does nothing → RUNNER_RESTARTED', async () => {
    const platform = await paced();
    const result = await runUntil(platform, (session) => void session.restartPod().catch(() => undefined));
    expect(result).toMatchObject({ outcome: 'lost', error: { code: 'RUNNER_RESTARTED' }, stopped: true });
  });

  test('32. the message was taken in and never starts → RUN_NEVER_STARTED at the start limit', async () => {
    const platform = await paced();
    const session = platform.add();
    await seen(platform, () => session.pod === 'ready');
    platform.traps.vanish = true;
    const { deps } = heartOn(platform);
    const limits = { ...deps.limits, startTimeoutMs: 30_000 };
    const result = await sendMessage(ref(session.name), 'hello', { ...deps, limits });
    expect(session.posted).toEqual([result.runId]);
    const end = { outcome: 'timed-out', by: 'us', exitCode: 124, stopped: true };
    expect(result).toMatchObject({ ...end, error: { code: 'RUN_NEVER_STARTED' } });
  });

  test('33. the runner is dead while the phase claims Running → RUNNER_GONE', async () => {
    const platform = await paced();
    const result = await runUntil(platform, (session) => session.killRunner());
    expect(result).toMatchObject({ outcome: 'lost', error: { code: 'RUNNER_GONE' }, stopped: true });
  });

  test('33. a 502 that tells of a time-out proves nothing: the run goes on', async () => {
    const platform = await paced();
    const running = runSession({ initialPrompt: '[silent 30]' }, META, heartOn(platform).deps);
    await seen(platform, () => platform.sessions[0]?.ran === true);
    platform.session().refusal = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
    expect(await running).toMatchObject({ outcome: 'finished', exitCode: 0 });
  });
});
