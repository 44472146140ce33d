import { describe, expect, test } from 'vitest';
import { textIn } from '../../src/core/agui/message-files.ts';
import { AmberError } from '../../src/core/errors.ts';
import { ANNOTATION, type RunInput } from '../../src/core/session/session.ts';
import type { SendDeps } from '../../src/run/message/hand-over-message.ts';
import { sendUnattended } from '../../src/run/message/send-unattended.ts';
import { sendMessage } from '../../src/run/send-message.ts';
import { answers, asks, runFinished, runStarted, says } from '../fakes/agui.ts';
import { type FakeSession, type Script, unavailable } from '../fakes/engine.ts';
import type { VirtualClock } from '../fakes/virtual-clock.ts';
import { type Bench, bench, resultOf } from './harness.ts';

/** Answers each message after a second. */
const answering =
  (more: (clock: VirtualClock) => Script = () => ({})) =>
  (clock: VirtualClock): Script => ({
    started: async (session) => {
      session.enter('Creating');
      await clock.sleep(200);
      session.enter('Running', { startTime: `start ${clock.now()}` });
    },
    sent: (session, input) => answer(clock, session, input),
    ...more(clock),
  });

async function answer(clock: VirtualClock, session: FakeSession, { runId, messages }: RunInput): Promise<void> {
  const user = { id: 'u1', role: 'user', content: messages[0]?.content };
  session.emit({ type: 'MESSAGES_SNAPSHOT', runId, messages: [user] });
  await clock.sleep(100);
  session.emit(runStarted(runId), ...says(runId, `m-${runId}`, 'Hello'));
  await clock.sleep(1_000);
  session.emit(runFinished(runId));
}

function sending(script: (clock: VirtualClock) => Script = answering()): Bench & {
  send(session: FakeSession, more?: Partial<SendDeps>): ReturnType<typeof sendMessage>;
} {
  const made = bench(script);
  let ids = 0;
  const newId = (): string => `id-${++ids}`;
  return {
    ...made,
    send: (session, more = {}) => sendMessage(session.ref, 'And now?', { ...made.deps(), newId, ...more }),
  };
}

const sentMessages = ({ engine }: Bench): string[] =>
  engine.calls('send').map(({ detail }) => textIn((detail as RunInput).messages[0]?.content ?? ''));

describe('send to a running session', () => {
  test('tails the run of our own id and leaves the session as it was', async () => {
    const { clock, engine, send, reported } = sending();
    const session = engine.add('one', 'Running');
    const result = await clock.run(send(session));
    expect(result).toMatchObject({
      outcome: 'finished',
      exitCode: 0,
      session: 'one',
      runId: 'id-1',
      message: 'Hello',
      stopped: false,
      stopReason: 'kept',
    });
    expect(engine.calls('stop')).toEqual([]);
    expect(engine.calls('start')).toEqual([]);
    expect(resultOf(reported)).toEqual(result);
  });

  test('events of older runs in the replay are marked as foreign; they never end us', async () => {
    const { clock, engine, send, reported } = sending();
    const session = engine.add('one', 'Running');
    session.emit(runStarted('old'), ...says('old', 'm0', 'An old answer'), runFinished('old'));
    const result = await clock.run(send(session));
    expect(result.message).toBe('Hello');
    const events = reported.filter((update) => update.type === 'event');
    expect(events.filter(({ runId }) => runId === 'old').every(({ foreign }) => foreign === true)).toBe(true);
    expect(events.filter(({ runId }) => runId === 'id-1').some(({ foreign }) => foreign === true)).toBe(false);
  });

  test('asked to stop: stops a session, no matter who started it', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Running');
    const result = await clock.run(send(session, { stop: true }));
    expect(result).toMatchObject({ outcome: 'finished', stopped: true, stopReason: 'run-finished' });
    expect(session.phase).toBe('Stopped');
  });

  test('a session that is not there: exit 6', async () => {
    const { clock, engine, send, reported } = sending();
    const session = engine.add('one', 'Running');
    session.removed = true;
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: null, exitCode: 6, session: null, error: { code: 'NOT_FOUND' } });
    expect(resultOf(reported)).toEqual(result);
  });

  test.each([
    ['INVALID', 2],
    ['FORBIDDEN', 4],
    ['UNAUTHENTICATED', 4],
    ['NOT_FOUND', 6],
    ['NO_STREAM', 1],
  ] as const)('a message that is refused, %s, stops nothing that is not ours', async (code, exitCode) => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Running');
    engine.fail('send', { kind: 'refused', error: new AmberError(code, 'no') });
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: null, exitCode, stopped: false, stopReason: null });
    expect(session.phase).toBe('Running');
  });

  test('a runner that is gone: exit 1 within a minute, with what to do', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Running');
    session.runner = 'gone';
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: null, exitCode: 1, error: { code: 'UNAVAILABLE' }, stopped: false });
    expect(result.error?.hint).toContain('amber stop one');
    expect(result.durationMs).toBeLessThan(32_000);
    expect(engine.calls('send')).toEqual([]);
  });

  test('a runner that still boots is waited for', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Running');
    session.runner = 'gone';
    const running = send(session);
    await clock.advance(3_000);
    expect(engine.calls('send')).toEqual([]);
    session.runner = 'alive';
    expect((await clock.run(running)).outcome).toBe('finished');
  });
});

describe('send to a stopped session', () => {
  test('starts it, sends once it runs, and stops it', async () => {
    const { clock, engine, send, reported } = sending();
    const session = engine.add('one', 'Stopped');
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: 'finished', stopped: true, stopReason: 'run-finished' });
    expect(engine.seen.map(({ call }) => call).filter((call) => ['start', 'send', 'stop'].includes(call))).toEqual([
      'start',
      'send',
      'stop',
    ]);
    expect(session.phase).toBe('Stopped');
    const phases = reported.flatMap((update) => (update.type === 'session.phase' ? [update.phase] : []));
    expect(phases).toEqual(['Stopped', 'Creating', 'Running', 'Stopping', 'Stopped']);
  });

  test('--keep leaves it running', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Stopped');
    const result = await clock.run(send(session, { keep: true }));
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: false, stopReason: 'kept' });
    expect(session.phase).toBe('Running');
  });

  test('one that is still stopping is waited for: a start would be lost', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Stopping');
    const running = send(session);
    await clock.advance(20_000);
    expect(engine.calls('start')).toEqual([]);
    session.enter('Stopped');
    expect((await clock.run(running)).outcome).toBe('finished');
    expect(engine.calls('start')).toHaveLength(1);
  });

  test('one that runs but is told to stop is waited for too', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Running');
    session.annotations[ANNOTATION.desiredPhase] = 'Stopped';
    const running = send(session);
    await clock.advance(5_000);
    expect(engine.calls('send')).toEqual([]);
    session.enter('Stopped');
    expect((await clock.run(running)).outcome).toBe('finished');
    expect(engine.calls('start')).toHaveLength(1);
  });

  test('one that was stopped before it ever started is started', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Pending');
    session.annotations[ANNOTATION.desiredPhase] = 'Stopped';
    const start = engine.start.bind(engine);
    engine.start = (ref) => {
      session.annotations = {};
      return start(ref);
    };
    expect(await clock.run(send(session))).toMatchObject({ outcome: 'finished', stopped: true });
  });

  test('a start that was lost is asked for again, and one that was refused too', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Stopped');
    engine.fail('start', { kind: 'ignored' }, { kind: 'refused', error: unavailable() });
    expect((await clock.run(send(session))).outcome).toBe('finished');
    expect(engine.calls('start')).toHaveLength(3);
  });

  test('a session that fails to start: failed, with the reason, at once', async () => {
    const message = 'image not found';
    const { clock, engine, send } = sending((clock) => ({
      started: async (session) => {
        session.enter('Creating');
        await clock.sleep(500);
        session.enter('Failed', { conditions: [{ type: 'Ready', status: 'False', reason: 'PodFailed', message }] });
      },
    }));
    const session = engine.add('one', 'Failed', { completionTime: 'once' });
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 3, error: { code: 'SESSION_FAILED' }, stopped: true });
    expect(result.error?.message).toContain(message);
    expect(engine.calls('start')).toHaveLength(1);
  });

  test('one that never comes up: timed out at the start limit, and stopped', async () => {
    const { clock, engine, send } = sending(() => ({ started: (session) => session.enter('Creating') }));
    const result = await clock.run(send(engine.add('one', 'Stopped')));
    expect(result).toMatchObject({ outcome: 'timed-out', exitCode: 124, stopped: true, stopReason: 'timeout' });
    expect(result.error?.code).toBe('RUN_NEVER_STARTED');
  });

  test('it stopped between our look and our message: started, and sent again', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Running');
    const post = engine.send.bind(engine);
    engine.send = async (ref, input) => {
      if (engine.calls('send').length === 0) session.enter('Stopped');
      return post(ref, input);
    };
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: 'finished', stopped: true });
    expect(engine.calls('start')).toHaveLength(1);
  });
});

describe('docs/events.md, case 25: the answer to a message is lost', () => {
  test('the message came through: the stream shows its run, and it is not sent again', async () => {
    const made = sending();
    const { clock, engine, send } = made;
    engine.fail('send', { kind: 'lost', error: unavailable() });
    const result = await clock.run(send(engine.add('one', 'Running')));
    expect(result).toMatchObject({ outcome: 'finished', runId: 'id-1' });
    expect(sentMessages(made)).toHaveLength(1);
  });

  test('the message did not come through: it is sent again under the same id', async () => {
    const { clock, engine, send } = sending();
    engine.fail('send', { kind: 'refused', error: unavailable() });
    const result = await clock.run(send(engine.add('one', 'Running')));
    expect(result).toMatchObject({ outcome: 'finished', runId: 'id-1' });
    expect(engine.calls('send')).toHaveLength(2);
  });

  test('a server that stays away: exit 1, and the session is stopped since our message may run', async () => {
    const { clock, engine, send } = sending();
    for (let n = 0; n < 9; n += 1) engine.fail('send', { kind: 'refused', error: unavailable() });
    const result = await clock.run(send(engine.add('one', 'Running')));
    expect(result).toMatchObject({ outcome: null, exitCode: 1, stopped: true });
  });
});

describe('a message behind other runs', () => {
  test('says how many come before it, as far as the stream shows, and when its own begins', async () => {
    const { clock, engine, send, reported } = sending((clock) => ({
      ...answering()(clock),
      sent: async (session, input) => {
        const taken = (runId: string, id: string) => ({
          type: 'MESSAGES_SNAPSHOT',
          runId,
          timestamp: clock.now(),
          messages: [{ id, role: 'user', content: id }],
        });
        session.emit(taken('early', 'u1'));
        await clock.sleep(10);
        session.emit(taken(input.runId, 'u2'));
        await clock.sleep(10);
        session.emit(taken('late', 'u3'));
        await clock.sleep(1_000);
        session.emit(runFinished('first'), runStarted('early'), runFinished('early'));
        await clock.sleep(1_000);
        session.emit(runStarted(input.runId), ...says(input.runId, 'm', 'Hello'), runFinished(input.runId));
      },
    }));
    const session = engine.add('one', 'Running');
    session.emit(runStarted('first'));
    expect(await clock.run(send(session))).toMatchObject({ outcome: 'finished' });
    const queued = reported.flatMap((update) => (update.type === 'run.queued' ? [update.before] : []));
    expect(queued).toEqual([2, 0]);
  });

  test.each([
    ['has left its queue by then', [], 0],
    ['still waits', ['id-1'], 1],
    ['waits behind more', undefined, 2],
  ])('--no-wait: a message that %s waits behind no run that may be its own', async (_, later, expected) => {
    const { clock, engine, deps } = sending();
    const session = engine.add('one', 'Running');
    let looks = 0;
    const openRuns = async () => {
      const waiting = later === undefined ? ['other', 'id-1'] : looks++ === 0 ? ['id-1'] : later;
      return { isUnderWay: true, waiting };
    };
    const told = {
      ...deps(),
      newId: () => 'id-1',
      engine: Object.assign(engine, { openRuns, endsIdle: true as const }),
    };
    const result = await clock.run(sendUnattended(session.ref, 'x', told));
    expect(result).toMatchObject({ outcome: 'detached', runsBefore: expected });
  });

  test('--no-wait is refused before anything is sent where nobody else would end the session', async () => {
    const { clock, engine, deps } = sending();
    const session = engine.add('one', 'Stopped');
    const result = await clock.run(sendUnattended(session.ref, 'x', deps()));
    expect(result).toMatchObject({ outcome: null, exitCode: 2, error: { code: 'UNSUPPORTED' }, stopReason: null });
    expect([...engine.calls('send'), ...engine.calls('start'), ...engine.calls('stop')]).toEqual([]);
  });
});

describe('a session that others use', () => {
  test('a run of someone else goes on after ours: left alone without a note, since no stop is ours', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Running');
    session.emit({ ...runStarted('theirs'), threadId: 'another' });
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: false, stopReason: 'in-use' });
    expect(session.annotations[ANNOTATION.stopOwed]).toBeUndefined();
  });

  test('we started it, and another run goes on: the stop is left to that one', async () => {
    const { clock, engine, send } = sending((clock) => ({
      ...answering()(clock),
      sent: async (session, input) => {
        const queued = { id: 'u2', role: 'user', content: 'And then?' };
        await clock.sleep(10);
        void answer(clock, session, input);
        await clock.sleep(10);
        session.emit({ type: 'MESSAGES_SNAPSHOT', runId: 'theirs', messages: [queued] });
      },
    }));
    const session = engine.add('one', 'Stopped');
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: 'finished', stopped: false, stopReason: 'in-use' });
    expect(session.annotations[ANNOTATION.stopOwed]).toBe('id-1');
  });

  test('the last run of a session that owes a stop pays it, and takes the note away', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Running');
    session.annotations[ANNOTATION.stopOwed] = 'somebody';
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: 'finished', stopped: true, stopReason: 'run-finished' });
    expect(session.annotations[ANNOTATION.stopOwed]).toBeUndefined();
  });

  test('a note that the platform has emptied is none', async () => {
    const { clock, engine, send } = sending();
    const session = engine.add('one', 'Running');
    session.annotations[ANNOTATION.stopOwed] = '';
    expect(await clock.run(send(session))).toMatchObject({ stopped: false, stopReason: 'kept' });
  });

  test('a session that its own auto-stop has taken down is confirmed, not called kept', async () => {
    const { clock, engine, send } = sending((clock) => ({
      sent: async (session, { runId }) => {
        session.emit(runStarted(runId), ...answers(runId));
        session.enter('Stopping');
        await clock.sleep(3_000);
        session.enter('Stopped');
      },
    }));
    const result = await clock.run(send(engine.add('one', 'Running')));
    expect(result).toMatchObject({ outcome: 'finished', stopped: true, stopReason: 'run-finished' });
  });

  test('another run’s auto-stop kills ours: started and sent again, once, under a new id', async () => {
    const made = sending((clock) => ({
      ...answering()(clock),
      sent: async (session, input) => {
        if (input.runId !== 'id-1') return answer(clock, session, input);
        const at = Date.parse('2026-11-22T12:00:00Z');
        session.emit({ type: 'MESSAGES_SNAPSHOT', runId: input.runId, timestamp: at, messages: [] });
        session.emit({ ...runFinished('theirs'), timestamp: at + 500 });
        session.enter('Stopping');
        await clock.sleep(1_000);
        session.enter('Stopped', { stoppedReason: 'user' });
      },
    }));
    const { clock, engine, send, reported } = made;
    const session = engine.add('one', 'Running');
    session.emit({ ...runStarted('theirs'), timestamp: Date.parse('2026-11-22T11:59:00Z') });
    const result = await clock.run(send(session));
    expect(result).toMatchObject({ outcome: 'finished', runId: 'id-3', stopped: true, message: 'Hello' });
    expect(sentMessages(made)).toEqual(['And now?', 'And now?']);
    expect(engine.calls('start')).toHaveLength(1);
    expect(resultOf(reported)).toEqual(result);
  });
});

describe('signals and limits', () => {
  test('SIGINT stops the session, also one that others use', async () => {
    const { clock, engine, send, interrupts } = sending();
    const session = engine.add('one', 'Running');
    session.emit(runStarted('theirs'));
    const running = send(session);
    await clock.advance(500);
    interrupts.trigger('SIGINT');
    expect(await clock.run(running)).toMatchObject({ outcome: 'cancelled', exitCode: 130, stopped: true });
    expect(session.phase).toBe('Stopped');
  });

  test('so does the time limit', async () => {
    const { clock, engine, send } = sending((clock) => ({
      sent: async (session, { runId }) => {
        await clock.sleep(1);
        session.emit(runStarted(runId));
      },
    }));
    const session = engine.add('one', 'Running');
    session.emit(runStarted('theirs'));
    const result = await clock.run(send(session));
    expect(result).toMatchObject({
      outcome: 'timed-out',
      by: 'us',
      exitCode: 124,
      stopped: true,
      stopReason: 'timeout',
    });
  });

  test('SIGINT while the session starts stops it', async () => {
    const { clock, engine, send, interrupts } = sending(() => ({ started: (session) => session.enter('Creating') }));
    const session = engine.add('one', 'Stopped');
    const running = send(session);
    await clock.advance(2_000);
    interrupts.trigger('SIGINT');
    expect(await clock.run(running)).toMatchObject({ outcome: 'cancelled', exitCode: 130, stopped: true });
    expect(engine.calls('send')).toEqual([]);
    expect(session.phase).toBe('Stopped');
  });
});

describe('a session without memory', () => {
  const forgets = { conditions: [{ type: 'S3Available', status: 'False' as const }] };

  test('the message begins with the fenced transcript, and a warning says so', async () => {
    const made = sending();
    const { clock, engine, send, warnings } = made;
    const session = engine.add('one', 'Stopped', forgets);
    session.emit(runStarted('old'), ...says('old', 'm0', 'The answer is 42'), runFinished('old'));
    await clock.run(send(session));
    const [message = ''] = sentMessages(made);
    expect(message).toMatch(
      /^<transcript-([0-9a-f]{16})> [^\n]*\nassistant: The answer is 42\n<\/transcript-\1>\n\nAnd now\?$/,
    );
    expect(warnings()).toEqual(['memory-lost']);
  });

  test('one that was running remembers, whatever its condition says', async () => {
    const made = sending();
    const session = made.engine.add('one', 'Running', forgets);
    session.emit(...asks('old', 'Which?'));
    await made.clock.run(made.send(session));
    expect(sentMessages(made)).toEqual(['And now?']);
  });

  test('nothing was said: the message alone', async () => {
    const made = sending();
    await made.clock.run(made.send(made.engine.add('one', 'Stopped', forgets)));
    expect(sentMessages(made)).toEqual(['And now?']);
    expect(made.warnings()).toEqual([]);
  });
});
