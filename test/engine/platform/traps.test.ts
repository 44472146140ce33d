import { describe, expect, test } from 'vitest';
import { runSession } from '../../../src/run/run-session.ts';
import { sendMessage } from '../../../src/run/send-message.ts';
import type { Traps } from '../../fakes/platform/traps.ts';
import { engineOn, heartOn, META, paced, ref, seen, streamed } from './harness.ts';

const GREETING = 'Hello, this is the answer: fertig ✓.';

async function run(prompt: string, traps: Partial<Traps> = {}) {
  const platform = await paced({ traps });
  const { deps, updates } = heartOn(platform);
  const result = await runSession({ initialPrompt: prompt }, META, deps);
  return { platform, result, updates };
}

const FINISHED = { outcome: 'finished', exitCode: 0, stopped: true, stopReason: 'run-finished' };

describe('amber run among the traps of the stream', () => {
  test.each<[string, Partial<Traps>]>([
    ['every other delta is dropped', { dropEvery: 2 }],
    ['every other frame runs into the next one', { mergeEvery: 2 }],
    ['RUN_FINISHED is never sent live', { dropTypes: ['RUN_FINISHED'] }],
    ['RUN_STARTED is never sent live', { dropTypes: ['RUN_STARTED'] }],
    ['the end and all its snapshots are lost', { dropTypes: ['RUN_FINISHED', 'MESSAGES_SNAPSHOT', 'CUSTOM'] }],
    ['the log is not compacted', { compact: false, closeAfter: 5 }],
    ['lines come twice where replay turns into live', { doubleAtSwitch: 4, closeAfter: 6 }],
    ['the connection ends every few frames', { closeAfter: 3 }],
  ])('%s', async (_, traps) => {
    const { result } = await run('hi', traps);
    expect(result).toMatchObject({ ...FINISHED, message: GREETING });
  });

  test('what was printed is never printed again after a reconnect', async () => {
    const { result, updates } = await run('hi', { closeAfter: 6, compact: false });
    expect(result).toMatchObject(FINISHED);
    expect(streamed(updates)).toBe(GREETING);
    expect(updates.some(({ type }) => type === 'stream.reconnected')).toBe(true);
  });

  test('a gateway that answers HTML for a while costs time, not the run', async () => {
    const platform = await paced();
    const { deps } = heartOn(platform);
    const running = runSession({ initialPrompt: '[slow 20]' }, META, deps);
    await seen(platform, () => platform.sessions.some(({ ran }) => ran));
    platform.traps.proxy = 'bad-gateway';
    platform.session().log.disconnect();
    await deps.clock.sleep(12_000);
    platform.traps.proxy = 'none';
    expect(await running).toMatchObject(FINISHED);
  });

  test('a runner’s connection that ends without an end is waited for until our limit', async () => {
    const platform = await paced();
    const { deps } = heartOn(platform);
    const limits = { ...deps.limits, timeoutMs: 50_000 };
    const result = await runSession({ initialPrompt: '[eof]' }, META, { ...deps, limits });
    expect(result).toMatchObject({ outcome: 'timed-out', by: 'us', exitCode: 124, stopped: true });
  });

  test('a runner that dies is lost, and its session is stopped', async () => {
    const { result } = await run('[die]');
    expect(result).toMatchObject({ outcome: 'lost', exitCode: 1, error: { code: 'RUNNER_GONE' }, stopped: true });
  });

  test('RUN_ERROR is a failure, and Amber stops what the platform would leave running', async () => {
    const { platform, result } = await run('[error]');
    expect(result).toMatchObject({
      outcome: 'failed',
      exitCode: 3,
      stopped: true,
      error: { message: 'the agent gave up' },
    });
    expect(platform.session().phase).toBe('Stopped');
  });
});

describe('amber run among the traps of start and stop', () => {
  test('the platform’s own stop is missing: Amber stops', async () => {
    const { platform, result } = await run('hi', { autoStop: false });
    expect(result).toMatchObject(FINISHED);
    expect(platform.session().phase).toBe('Stopped');
  });

  test('stops that meet a concurrent write are repeated until the phase moves', async () => {
    const platform = await paced({ traps: { autoStop: false } });
    const { deps } = heartOn(platform);
    const running = runSession({ initialPrompt: 'hi' }, META, deps);
    await seen(platform, () => platform.sessions.some(({ ran }) => ran));
    platform.traps.failWrites = 3;
    expect(await running).toMatchObject(FINISHED);
    expect(platform.session().stops).toBeGreaterThan(3);
  });

  test('a stop so soon after create that the platform loses it is repeated', async () => {
    const platform = await paced({ traps: { earlyStop: 6_000 } });
    const { deps } = heartOn(platform);
    const running = runSession({ initialPrompt: '[slow 90]' }, META, deps);
    await seen(platform, () => platform.sessions.length > 0);
    deps.interrupts.trigger('SIGINT');
    expect(await running).toMatchObject({ outcome: 'cancelled', exitCode: 130, stopped: true });
    expect(platform.session().stops).toBeGreaterThan(1);
    expect(platform.session().phase).toBe('Stopped');
  });

  test.each(['create', 'stop'] as const)('a lost answer to %s makes no second session', async (loseAnswer) => {
    const { platform, result } = await run('hi', { loseAnswer, autoStop: false });
    expect(result).toMatchObject(FINISHED);
    expect(platform.sessions).toHaveLength(1);
  });

  test('busy answers are tried again', async () => {
    const { platform, result } = await run('hi', { busy: { status: 429, times: 2 } });
    expect(result).toMatchObject(FINISHED);
    expect(platform.sessions).toHaveLength(1);
  });

  test('a bad token ends at once with 4 and creates nothing', async () => {
    const platform = await paced();
    const engine = engineOn(platform, { token: async () => 'bad' });
    const result = await runSession({ initialPrompt: 'hi' }, META, heartOn(platform, { engine }).deps);
    expect(result).toMatchObject({ outcome: null, exitCode: 4, session: null, error: { code: 'UNAUTHENTICATED' } });
  });
});

describe('amber send among the traps', () => {
  test('a stopped session is started, its runner waited for, the message sent, the session stopped again', async () => {
    const platform = await paced();
    const session = platform.add({ initialPrompt: 'hi', stopOnRunFinished: true });
    await seen(platform, () => session.phase === 'Stopped');
    const { deps } = heartOn(platform);
    const result = await sendMessage(ref(session.name), 'again', deps);
    expect(result).toMatchObject({ ...FINISHED, message: GREETING, runId: session.posted.at(-1) });
    expect(session.phase).toBe('Stopped');
  });

  test('a start while the session is stopping would be lost: the stop is waited for', async () => {
    const platform = await paced({ traps: { autoStop: false } });
    const session = platform.add({ initialPrompt: 'hi' });
    await seen(platform, () => session.ran && session.status?.agentStatus === 'idle');
    session.stop();
    expect(session.phase).toBe('Stopping');
    const { deps } = heartOn(platform);
    const result = await sendMessage(ref(session.name), 'again', deps);
    expect(result).toMatchObject({ ...FINISHED, message: GREETING });
  });

  test('a lost answer to the message makes one run, not two', async () => {
    const platform = await paced();
    const session = platform.add();
    await seen(platform, () => session.pod === 'ready');
    platform.traps.loseAnswer = 'run';
    const result = await sendMessage(ref(session.name), 'hello', heartOn(platform).deps);
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, message: GREETING, stopped: false });
    expect(session.posted).toHaveLength(1);
  });

  test('two at once to one stopped session are put in order, both finish, and it is stopped', async () => {
    const platform = await paced();
    const session = platform.add({ initialPrompt: 'hi', stopOnRunFinished: false });
    await seen(platform, () => session.status?.agentStatus === 'idle');
    session.stop();
    await seen(platform, () => session.phase === 'Stopped');
    const send = (prompt: string) => sendMessage(ref(session.name), prompt, heartOn(platform).deps);
    const results = await Promise.all([send('[slow 2] one'), send('[slow 2] two')]);
    for (const result of results) expect(result).toMatchObject({ outcome: 'finished', exitCode: 0 });
    expect(new Set(results.map(({ runId }) => runId)).size).toBe(2);
    await seen(platform, () => session.phase === 'Stopped');
  });

  test('an unknown session is reported at once, with 6', async () => {
    const platform = await paced();
    const result = await sendMessage(ref('session-0'), 'x', heartOn(platform).deps);
    expect(result).toMatchObject({ outcome: null, exitCode: 6, error: { code: 'NOT_FOUND' } });
    expect(platform.asked('POST', '/agui/run')).toEqual([]);
  });
});

describe('a prompt longer than a pod can start with', () => {
  const prompt = `[text] ${'x'.repeat(1_000_000)}`;

  test('is sent as a message once the runner answers; the session is stopped afterwards', async () => {
    const { platform, result } = await run(prompt);
    expect(result).toMatchObject({ ...FINISHED, message: GREETING, runId: platform.session().posted[0] });
    expect(platform.session().body).not.toHaveProperty('initialPrompt');
    expect(platform.asked('POST', '/agui/run')[0]?.body.length).toBeGreaterThan(1_000_000);
    expect(platform.session().phase).toBe('Stopped');
  });
});
