import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { SessionStatus } from '../../../src/core/session/session.ts';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { RunTracker } from '../../../src/core/tracker/run-tracker.ts';
import { drive } from './drive.ts';
import { failed, feed, finished, initial, OTHER, OWN, RUNNING, said, sent, session, started, taken } from './events.ts';
import type { Frame } from './scene.ts';

const heartbeats = (until: number): Frame[] =>
  Array.from({ length: until / 15_000 }, (_, n) => ({ at: n * 15_000 + 15_000 }));
const framesOf = (...events: AguiEvent[]): Frame[] => events.map((event) => ({ at: 0, event }));
const BEGUN = framesOf(started(OWN), ...said('working on it', 'm1', { run_id: OWN }));

describe('case 31: a runner whose life is another one', () => {
  const world = {
    frames: [...BEGUN, ...heartbeats(600_000)],
    get: () => RUNNING,
    probe: () => 'alive' as const,
    replay: () => [started(OWN)],
    until: 120_000,
  };

  test('has none of our run, although the session says nothing of it', () => {
    const course = drive(sent(), { ...world, life: (now) => (now < 20_000 ? 'pod 0' : 'pod 1') });
    expect(course.end).toMatchObject({ outcome: 'lost', error: { code: 'RUNNER_RESTARTED' } });
    expect(course.at).toBeLessThan(50_000);
  });

  test('is the same for as long as its name is, and where none is reported', () => {
    expect(drive(sent(), { ...world, life: () => 'pod 0' }).end).toBeUndefined();
    expect(drive(sent(), world).end).toBeUndefined();
  });

  test('goes on all the same where an event of our run comes after that', () => {
    const late = { at: 27_000, event: { type: 'CUSTOM', name: 'x', value: 1, runId: OWN } };
    const frames = [...BEGUN, late, { at: 28_000, event: finished(OWN) }];
    const course = drive(sent(), { ...world, frames, life: (now) => (now < 20_000 ? 'pod 0' : 'pod 1') });
    expect(course.end?.outcome).toBe('finished');
  });
});

describe('case 11: our end was lost while heartbeats flow', () => {
  test('the session has stopped: found in the replay at the first look after 2 s of silence', () => {
    const course = drive(sent(), {
      frames: [...BEGUN, ...heartbeats(600_000)],
      get: (now) => (now < 1_000 ? RUNNING : session({ phase: 'Stopped', stoppedReason: 'user' })),
      replay: () => [started(OWN), finished(OWN)],
    });
    expect(course.end?.outcome).toBe('finished');
    // Five seconds after the look that RUN_STARTED was worth.
    expect(course.gets).toEqual([0, 5_000]);
    expect(course.reconnects).toEqual([5_000]);
  });

  test('a silence is worth one early look, and one that keeps coming back none within five seconds', () => {
    const ticks = Array.from({ length: 10 }, (_, n) => ({
      at: 20_000 + n * 3_000,
      event: { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'x', run_id: OWN },
    }));
    const course = drive(sent(), {
      frames: [...BEGUN, ...ticks],
      get: () => RUNNING,
      probe: () => 'alive',
      until: 60_000,
    });
    expect(course.gets).toEqual([0, 5_000, 10_000, 22_000, 28_000, 34_000, 40_000, 46_000, 51_000, 57_000]);
  });

  test.each<[what: string, status: SessionStatus]>([
    ['the agent is idle', { phase: 'Running', agentStatus: 'idle' }],
    ['the agent waits for an answer', { phase: 'Running', agentStatus: 'waiting_input' }],
  ])('%s: after 10 s of quiet the end is found in the replay', (_what, status) => {
    const course = drive(sent(), {
      frames: [...BEGUN, ...heartbeats(600_000)],
      get: (now) => (now < 1_000 ? RUNNING : session(status)),
      probe: () => 'alive',
      replay: () => [started(OWN), finished(OWN)],
    });
    expect(course.end?.outcome).toBe('finished');
    expect(course.at).toBe(10_000);
    expect(course.reconnects).toEqual([10_000]);
  });

  test('idle, and no end in two replays: nobody will ever see it', () => {
    const course = drive(sent(), {
      frames: [...BEGUN, ...heartbeats(600_000)],
      get: () => session({ phase: 'Running', agentStatus: 'idle' }),
      probe: () => 'alive',
      replay: () => [started(OWN)],
    });
    expect(course.end).toMatchObject({ outcome: 'lost', error: { code: 'NO_END' } });
    expect(course.reconnects).toHaveLength(2);
    expect(course.at).toBeLessThan(60_000);
  });

  test('the agent’s status lags: an idle that turns to working is nothing', () => {
    const course = drive(sent(), {
      frames: [...BEGUN, ...heartbeats(120_000)],
      get: (now) => (now < 20_000 ? session({ phase: 'Running', agentStatus: 'idle' }) : RUNNING),
      probe: () => 'alive',
      replay: () => [started(OWN)],
      until: 120_000,
    });
    expect(course.end).toBeUndefined();
  });

  test('another run’s events are no sign of ours', () => {
    const chatter = Array.from({ length: 60 }, (_, n) => ({
      at: n * 1_000,
      event: { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm9', delta: 'x', run_id: OTHER },
    }));
    const course = drive(sent(), { frames: [...BEGUN, ...chatter], get: () => RUNNING, until: 20_000 });
    expect(course.gets).toContain(10_000);
  });
});

describe('case 17: no end, and the session stops', () => {
  const course = (status: SessionStatus, tracker = sent(), frames = BEGUN) =>
    drive(tracker, {
      frames,
      get: (now) => (now < 5_000 ? RUNNING : session(status)),
      probe: () => 'unknown',
      replay: () => frames.flatMap(({ event }) => event ?? []),
    });

  test.each<[status: SessionStatus, end: object]>([
    [
      { phase: 'Stopped', stoppedReason: 'user' },
      { outcome: 'stopped', by: 'other' },
    ],
    [{ phase: 'Stopped' }, { outcome: 'stopped', by: 'other' }],
    [
      { phase: 'Stopped', stoppedReason: 'timeout' },
      { outcome: 'timed-out', by: 'other' },
    ],
    [
      { phase: 'Stopped', stoppedReason: 'inactivity' },
      { outcome: 'timed-out', by: 'other' },
    ],
    [{ phase: 'Completed' }, { outcome: 'lost', error: { code: 'NO_END' } }],
  ])('%j', (status, end) => {
    expect(course(status).end).toMatchObject(end);
  });

  test('Failed: with the reason that the session’s conditions give', () => {
    const conditions = [
      { type: 'S3Available', status: 'False', reason: 'NotConfigured', message: 'no S3' },
      { type: 'Ready', status: 'False', reason: 'PodFailed', message: 'OOMKilled' },
    ] as const;
    expect(course({ phase: 'Failed', conditions }).end).toMatchObject({
      outcome: 'failed',
      error: { code: 'SESSION_FAILED', message: 'the session failed: PodFailed: OOMKilled' },
    });
  });

  test('a deleted session has been stopped by someone', () => {
    const deleted = drive(sent(), { frames: BEGUN, get: (now) => (now < 5_000 ? RUNNING : null), replay: () => [] });
    expect(deleted.end).toMatchObject({ outcome: 'stopped', by: 'other', error: { code: 'NOT_FOUND' } });
    expect(deleted.at).toBe(7_000);
  });

  test('Stopped, but our RUN_FINISHED was witnessed: finished', () => {
    const tracker = sent();
    feed(tracker, [started(OWN), ...said('done', 'm1'), finished(OWN)]);
    tracker.session(session({ phase: 'Stopped', stoppedReason: 'user' }), 1);
    expect(tracker.end(1)?.outcome).toBe('finished');
  });

  test('Stopped before the first run of a new session began: stopped', () => {
    expect(course({ phase: 'Stopped' }, initial(), []).end).toMatchObject({ outcome: 'stopped', runId: null });
  });

  test('the phase alone decides only after a replay was seen whole', () => {
    const tracker = sent();
    tracker.connection('open', 0);
    feed(tracker, [started(OWN)]);
    tracker.session(session({ phase: 'Stopped' }), 10_000);
    expect(tracker.end(14_000)).toBeUndefined();
    expect(tracker.next(14_000)).toEqual({ at: 10_000, action: 'reconnect' });
    tracker.connection('closed', 14_000);
    tracker.connection('open', 14_100);
    feed(tracker, [started(OWN)], 18_000);
    expect(tracker.end(22_999)).toBeUndefined();
    expect(tracker.end(23_000)?.outcome).toBe('stopped');
  });

  test('a replay is seen whole when the stream says so, or ends', () => {
    for (const over of [
      (tracker: RunTracker) => tracker.live(),
      (tracker: RunTracker) => tracker.connection('closed', 10_002),
    ]) {
      const tracker = sent();
      tracker.connection('open', 0);
      feed(tracker, [started(OWN)]);
      tracker.session(session({ phase: 'Stopped' }), 10_000);
      tracker.connection('closed', 10_001);
      tracker.connection('open', 10_001);
      expect(tracker.end(10_002)).toBeUndefined();
      over(tracker);
      expect(tracker.end(10_002)?.outcome).toBe('stopped');
    }
  });

  test('a stream that can’t be opened any more is not waited for without end', () => {
    const tracker = sent();
    feed(tracker, [started(OWN)]);
    tracker.connection('open', 500);
    tracker.connection('closed', 1_000);
    tracker.session(session({ phase: 'Stopped' }), 1_000);
    expect(tracker.end(45_999)).toBeUndefined();
    expect(tracker.end(46_000)?.outcome).toBe('stopped');
  });

  test('the stream ends right after the session was asked: it is asked again at once, then every 2 s at most', () => {
    const tracker = sent();
    tracker.connection('open', 0);
    feed(tracker, [started(OWN), failed('boom', { run_id: OWN })]);
    tracker.session(RUNNING, 0);
    tracker.connection('closed', 50);
    expect(tracker.next(50)).toEqual({ at: 50, action: 'get' });
    tracker.session(RUNNING, 60);
    tracker.connection('closed', 300);
    expect(tracker.next(300)).toEqual({ at: 2_000, action: 'decide' });
    tracker.session(session({ phase: 'Stopped' }), 310);
    expect(tracker.end(310)?.outcome).toBe('failed');
  });

  test('a session that claims to work for ever: our deadline', () => {
    const tracker = sent();
    expect(
      drive(tracker, { frames: BEGUN, get: () => RUNNING, probe: () => 'alive', until: 1_800_000 }).end,
    ).toBeUndefined();
    tracker.expire('timeout', 1_800_000);
    expect(tracker.end(1_800_000)).toMatchObject({ outcome: 'timed-out', by: 'us', message: 'working on it' });
  });

  test('our deadline within the 2 s after an error: the error was the end', () => {
    const tracker = sent();
    feed(tracker, [started(OWN), failed('boom', { run_id: OWN })]);
    tracker.expire('timeout', 1_000);
    expect(tracker.end(1_000)?.outcome).toBe('failed');
  });
});

describe('case 29: after a suspend of the machine', () => {
  test('the phase is asked first, however much is overdue', () => {
    const tracker = sent();
    tracker.connection('open', 0);
    feed(tracker, [started(OWN)]);
    tracker.session(RUNNING, 10_000);
    tracker.probe({ runner: 'gone', tasks: 0 }, 10_000);
    expect(tracker.next(8 * 3_600_000)?.action).toBe('get');
  });

  test('a look at the runner before the suspend does not count', () => {
    const tracker = sent();
    tracker.connection('open', 0);
    feed(tracker, [started(OWN)]);
    tracker.session(RUNNING, 10_000);
    tracker.probe({ runner: 'gone', tasks: 0 }, 10_000);
    const later = 8 * 3_600_000;
    tracker.session(RUNNING, later);
    tracker.probe({ runner: 'gone', tasks: 0 }, later);
    expect(tracker.end(later + 4_999)).toBeUndefined();
  });
});

describe('case 31: the runner restarts in the middle', () => {
  const at = (startTime: string) => session({ phase: 'Running', agentStatus: 'working', startTime });

  test('startTime is no longer the one seen at our RUN_STARTED: lost within 30 s', () => {
    const course = drive(initial(), {
      frames: [...BEGUN, ...heartbeats(600_000)],
      get: (now) => at(now < 6_000 ? '2026-11-22T15:58:36Z' : '2026-11-22T15:58:43Z'),
      probe: () => 'alive',
      replay: () => BEGUN.flatMap(({ event }) => event ?? []),
    });
    expect(course.end).toMatchObject({ outcome: 'lost', error: { code: 'RUNNER_RESTARTED' } });
    expect(course.at).toBeLessThan(30_000);
    expect(course.gets[0]).toBe(0);
  });

  test('for a sent message it is the one seen just before the POST', () => {
    const startTime = '2026-11-22T15:58:36Z';
    const tracker = new RunTracker({ kind: 'sent', runId: OWN, startTime }, TIMING, 0);
    const course = drive(tracker, { frames: BEGUN, get: () => at('2026-11-22T15:58:43Z'), probe: () => 'alive' });
    expect(course.end?.error?.code).toBe('RUNNER_RESTARTED');
  });

  test('but our end in the replay counts more', () => {
    const course = drive(initial(), {
      frames: BEGUN,
      get: (now) => at(now < 6_000 ? '2026-11-22T15:58:36Z' : '2026-11-22T15:58:43Z'),
      probe: () => 'alive',
      replay: () => [started(OWN), finished(OWN)],
    });
    expect(course.end?.outcome).toBe('finished');
  });

  test('a restart before our RUN_STARTED is none', () => {
    const tracker = initial();
    tracker.session(at('2026-11-22T15:58:36Z'), 0);
    feed(tracker, [started(OWN)], 1_000);
    expect(tracker.next(1_000)).toEqual({ at: 1_000, action: 'get' });
    tracker.session(at('2026-11-22T15:58:43Z'), 1_001);
    tracker.session(at('2026-11-22T15:58:43Z'), 20_000);
    expect(tracker.next(20_000)?.action).not.toBe('reconnect');
  });
});

describe('case 32: our run was accepted but never starts', () => {
  test('timed out at --start-timeout, and not before', () => {
    const tracker = sent();
    const course = drive(tracker, {
      frames: framesOf(taken(OWN)),
      get: () => RUNNING,
      probe: () => 'gone',
      until: 600_000,
    });
    expect(course.end).toBeUndefined();
    expect(course.probes).toEqual([]);
    tracker.expire('start-timeout', 600_000);
    const end = { outcome: 'timed-out', by: 'us', error: { code: 'RUN_NEVER_STARTED' } };
    expect(tracker.end(600_000)).toMatchObject(end);
  });

  test('a run that has started is not touched by --start-timeout', () => {
    const tracker = sent();
    feed(tracker, [started(OWN)]);
    tracker.expire('start-timeout', 600_000);
    expect(tracker.end(600_000)).toBeUndefined();
  });
});

describe('case 33: the runner is dead while the phase claims Running', () => {
  const world = { frames: [...BEGUN, ...heartbeats(600_000)], get: () => RUNNING };
  const replay = () => BEGUN.flatMap(({ event }) => event ?? []);

  test('two looks 5 s apart say so: lost within 30 s', () => {
    const course = drive(sent(), { ...world, probe: () => 'gone', replay });
    expect(course.end).toMatchObject({ outcome: 'lost', error: { code: 'RUNNER_GONE' } });
    expect(course.probes).toEqual([10_000, 15_000]);
    expect(course.at).toBeLessThan(30_000);
  });

  test('one that dies after the first look, in a silent tool, is found out too', () => {
    const course = drive(sent(), { ...world, probe: (now) => (now < 12_000 ? 'alive' : 'gone'), replay });
    expect(course.at - 12_000).toBeLessThan(30_000);
  });

  test('its end in the replay counts more', () => {
    const course = drive(sent(), { ...world, probe: () => 'gone', replay: () => [started(OWN), finished(OWN)] });
    expect(course.end?.outcome).toBe('finished');
  });

  test.each(['alive', 'unknown'] as const)('a runner that is %s and silent is waited for without end', (runner) => {
    const course = drive(sent(), { ...world, probe: () => runner, replay, until: 3_600_000 });
    expect(course.end).toBeUndefined();
    expect(course.reconnects).toEqual([]);
    expect(course.gets.length).toBeLessThan(260);
  });

  test('a look that finds it alive makes the earlier one void; so does an event', () => {
    const once = drive(sent(), { ...world, probe: (now) => (now < 12_000 ? 'gone' : 'alive'), replay, until: 300_000 });
    expect(once.end).toBeUndefined();

    const speaks = drive(sent(), {
      ...world,
      frames: [...BEGUN, { at: 12_000, event: { type: 'CUSTOM', name: 'x', value: 1 } }],
      probe: (now) => (now < 12_000 ? 'gone' : 'alive'),
      until: 300_000,
    });
    expect(speaks.end).toBeUndefined();
  });

  test('unknown between two gones neither confirms nor clears', () => {
    let looks = 0;
    const course = drive(sent(), { ...world, probe: () => (++looks === 2 ? 'unknown' : 'gone'), replay });
    expect(course.end?.error?.code).toBe('RUNNER_GONE');
    expect(course.probes).toEqual([10_000, 15_000, 20_000]);
  });

  test('while the session itself does not answer, nobody is declared dead', () => {
    const course = drive(sent(), { ...world, get: () => 'error', probe: () => 'gone', until: 300_000 });
    expect(course.end).toBeUndefined();
    expect(course.probes).toEqual([]);
  });

  test('a session that is stopping is let stop', () => {
    const course = drive(sent(), {
      ...world,
      get: (now) => session({ phase: now < 60_000 ? 'Stopping' : 'Stopped', stoppedReason: 'user' }),
      probe: () => 'gone',
      replay,
    });
    expect(course.end?.outcome).toBe('stopped');
  });

  test('a replay after a reconnect is no sign of life', () => {
    const tracker = sent();
    tracker.connection('open', 0);
    feed(tracker, [started(OWN)]);
    for (const now of [4_000, 8_000]) {
      tracker.connection('closed', now);
      tracker.session(RUNNING, now);
      tracker.connection('open', now + 100);
      feed(tracker, [started(OWN), ...said('x', 'm1', { run_id: OWN })], now + 200);
    }
    expect(tracker.next(9_000)).toEqual({ at: 10_000, action: 'get' });
  });
});

describe('a message killed by another run’s auto-stop is worth sending again', () => {
  const over = (...events: AguiEvent[]) =>
    drive(sent(), {
      frames: framesOf(...events),
      get: () => session({ phase: 'Stopped', stoppedReason: 'user' }),
      replay: () => events,
    }).end;

  test('taken in while the other finished, never started', () => {
    const end = over(started(OTHER), finished(OTHER, { timestamp: 1_000_000 }), taken(OWN, { timestamp: 1_001_000 }));
    expect(end).toMatchObject({ outcome: 'lost', error: { code: 'RUN_NEVER_STARTED' }, overtaken: true });
  });

  test('the session is asked soon after the other’s end, and while it stops every 2 s', () => {
    const events = [started(OTHER), taken(OWN, { timestamp: 1_000_000 })];
    const end = finished(OTHER, { timestamp: 1_003_000 });
    const course = drive(sent(), {
      frames: [...framesOf(...events), { at: 3_000, event: end }, ...heartbeats(60_000)],
      get: (now) => (now < 8_000 ? session({ phase: 'Stopping' }) : session({ phase: 'Stopped' })),
      replay: () => [...events, end],
    });
    expect(course.gets).toEqual([5_000, 7_000, 9_000, 10_000]);
    expect(course.end).toMatchObject({ outcome: 'lost', overtaken: true });
    expect(course.at).toBeLessThan(15_000);
  });

  test('killed right after its start', () => {
    const end = over(
      started(OTHER),
      taken(OWN, { timestamp: 1_000 }),
      finished(OTHER, { timestamp: 9_000 }),
      started(OWN),
    );
    expect(end).toMatchObject({ outcome: 'stopped', overtaken: true });
  });

  test('not if the other finished long before: somebody stopped the session', () => {
    const end = over(started(OTHER), finished(OTHER, { timestamp: 1_000 }), taken(OWN, { timestamp: 61_000 }));
    expect(end?.overtaken).toBeUndefined();
  });
});

test('a look that failed is not asked for again at once', () => {
  const tracker = sent();
  feed(tracker, [started(OWN)]);
  expect(tracker.next(10_000)?.action).toBe('get');
  tracker.failed(10_000);
  expect(tracker.next(10_000)).toEqual({ at: 15_000, action: 'get' });
});
