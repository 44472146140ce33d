import { describe, expect, test } from 'vitest';
import { AmberError } from '../../src/core/errors.ts';
import { ANNOTATION } from '../../src/core/session/session.ts';
import { TIMING } from '../../src/core/stream-timing.ts';
import { type ConfirmStopOptions, confirmStop, type StopConfirmation } from '../../src/run/confirm-stop.ts';
import { FakeEngine, type FakeSession, type Script, unavailable } from '../fakes/engine.ts';
import { VirtualClock } from '../fakes/virtual-clock.ts';

function stopping(script: Script = {}): {
  clock: VirtualClock;
  engine: FakeEngine;
  session: FakeSession;
  confirm: (more?: Partial<ConfirmStopOptions>) => Promise<StopConfirmation['kind']>;
  /** The whole answer. */
  stop: (more?: Partial<ConfirmStopOptions>) => Promise<StopConfirmation>;
} {
  const clock = new VirtualClock();
  const engine = new FakeEngine(clock, script);
  const session = engine.add('one', 'Running');
  const stop = (more: Partial<ConfirmStopOptions> = {}): Promise<StopConfirmation> =>
    confirmStop(engine, session.ref, { clock, timing: TIMING, reason: 'user', timeoutMs: 30_000, ...more });
  const confirm = async (more: Partial<ConfirmStopOptions> = {}): Promise<StopConfirmation['kind']> =>
    (await stop(more)).kind;
  return { clock, engine, session, confirm, stop };
}

describe('a stop is confirmed', () => {
  test.each(['Stopped', 'Failed', 'Completed'] as const)('by phase %s', async (phase) => {
    const { clock, confirm } = stopping({ stopped: (session) => session.enter(phase) });
    expect(await clock.run(confirm())).toBe('confirmed');
    expect(clock.now()).toBeLessThanOrEqual(5);
  });

  test('by 404', async () => {
    const { clock, confirm } = stopping({
      stopped: (session) => {
        session.removed = true;
      },
    });
    expect(await clock.run(confirm())).toBe('confirmed');
  });

  test.each([undefined, 'Pending'] as const)(
    'by phase %s with desired-phase Stopped, in two looks 2 s apart',
    async (phase) => {
      const { clock, session, confirm } = stopping({ stopped: () => {} });
      session.status = phase === undefined ? {} : { phase };
      expect(await clock.run(confirm())).toBe('confirmed');
      expect(clock.now()).toBeGreaterThanOrEqual(2_000);
      expect(clock.now()).toBeLessThan(4_000);
    },
  );

  test('not by one such look, if the session starts after all', async () => {
    const { clock, engine, session, confirm } = stopping({
      stopped: async (session) => {
        if (engine.calls('stop').length > 1) return session.enter('Stopped');
        await clock.sleep(1_000);
        session.annotations = {};
        session.enter('Running');
      },
    });
    session.status = { phase: 'Pending' };
    expect(await clock.run(confirm())).toBe('confirmed');
    expect(session.phase).toBe('Stopped');
    expect(engine.calls('stop').length).toBe(2);
  });

  test('not by Stopped while a start is pending', async () => {
    const { clock, engine, session, confirm } = stopping();
    session.status = { phase: 'Stopped' };
    session.annotations[ANNOTATION.desiredPhase] = 'Running';
    engine.fail('stop', { kind: 'ignored' });
    const confirmed = confirm({ lookFirst: true });
    await clock.advance(500);
    session.enter('Running');
    expect(await clock.run(confirmed)).toBe('confirmed');
    expect(session.phase).toBe('Stopped');
  });
});

describe('a stop is asked for', () => {
  test('at once, before anything is waited for', () => {
    const { engine, confirm } = stopping();
    void confirm();
    expect(engine.calls('stop')).toEqual([{ at: 0, call: 'stop', detail: 'user' }]);
  });

  test('again after 409, 429 and 5xx', async () => {
    const { clock, engine, session, confirm } = stopping();
    engine.fail(
      'stop',
      { kind: 'refused', error: new AmberError('CONFLICT', '409') },
      { kind: 'refused', error: unavailable() },
    );
    expect(await clock.run(confirm())).toBe('confirmed');
    expect(session.phase).toBe('Stopped');
    expect(engine.calls('stop')).toHaveLength(3);
    expect(clock.now()).toBeLessThan(2_000);
  });

  test('again when a 202 was lost, until the phase moves', async () => {
    const { clock, engine, confirm } = stopping();
    engine.fail('stop', { kind: 'ignored' }, { kind: 'ignored' });
    expect(await clock.run(confirm())).toBe('confirmed');
    expect(engine.calls('stop')).toHaveLength(3);
  });

  test('not again once the phase moves, however long that takes', async () => {
    const { clock, engine, confirm } = stopping({
      stopped: async (session) => {
        session.enter('Stopping');
        await clock.sleep(25_000);
        session.enter('Stopped');
      },
    });
    expect(await clock.run(confirm())).toBe('confirmed');
    expect(engine.calls('stop')).toHaveLength(1);
  });

  test('not at all if a first look shows that the session has stopped', async () => {
    const { clock, engine, session, confirm } = stopping();
    session.enter('Stopped');
    expect(await clock.run(confirm({ lookFirst: true }))).toBe('confirmed');
    expect(engine.calls('stop')).toEqual([]);
  });

  test('by one request at a time: a second one may be refused because of the first', async () => {
    const { clock, engine, confirm } = stopping();
    engine.fail('stop', { kind: 'hangs', works: false });
    const confirmed = confirm();
    await clock.advance(9_000);
    expect(engine.calls('stop')).toHaveLength(1);
    expect(await clock.run(confirmed)).toBe('confirmed');
    expect(engine.calls('stop')).toHaveLength(2);
  });
});

describe('a stop stays unconfirmed', () => {
  test('when its time is over and it was refused each time: the words say so', async () => {
    const { clock, engine, stop } = stopping();
    engine.stop = () => Promise.reject(unavailable());
    expect(await clock.run(stop())).toEqual({
      kind: 'unconfirmed',
      why: expect.stringMatching(/^the stop was refused \(\d+ times\), its phase is Running: the server answered 503$/),
    });
    expect(clock.now()).toBe(30_000);
  });

  test('later, when the session has taken it: the limit’s end says what is waited for', async () => {
    const { clock, stop } = stopping({ stopped: () => {} });
    const said: [string, number, number][] = [];
    const waiting = (why: string, ms: number): void => void said.push([why, ms, clock.now()]);
    const taken = 'it has taken the stop (desired-phase is Stopped) and not carried it out yet, its phase is Running';
    expect(await clock.run(stop({ waiting }))).toEqual({ kind: 'unconfirmed', why: taken });
    expect(clock.now()).toBe(90_000);
    expect(said).toEqual([[taken, 60_000, 30_000]]);
  });

  test('when nobody wants to wait any longer', async () => {
    const { clock, confirm } = stopping({ stopped: () => {} });
    const hurry = new AbortController();
    const confirmed = confirm({ signal: hurry.signal });
    await clock.advance(1_000);
    hurry.abort();
    expect(await clock.run(confirmed)).toBe('unconfirmed');
    expect(clock.now()).toBe(1_000);
  });

  test('when nobody waits for a first look: nothing is said of a phase that was not seen', async () => {
    const { clock, stop } = stopping({ stopped: () => {} });
    const why = 'it was asked to stop, and what came of that was not waited for';
    expect(await clock.run(stop({ signal: AbortSignal.abort() }))).toEqual({ kind: 'unconfirmed', why });
  });

  test('soon, when we may not even look', async () => {
    const { clock, engine, stop } = stopping();
    const no = new AmberError('UNAUTHENTICATED', '401');
    engine.get = () => Promise.reject(no);
    expect(await clock.run(stop())).toMatchObject({ kind: 'unconfirmed', denied: no });
    expect(clock.now()).toBeLessThan(4_000);
  });

  test.each(['stop', 'get'] as const)('at once, when %s is forbidden', async (call) => {
    const { clock, engine, stop } = stopping();
    const no = new AmberError('FORBIDDEN', '403');
    engine.fail(call, { kind: 'refused', error: no });
    expect(await clock.run(stop())).toMatchObject({ kind: 'unconfirmed', denied: no });
    expect(clock.now()).toBeLessThan(100);
    expect(engine.calls('stop').length).toBe(1);
  });

  test('a stop that is forbidden, of a session that has stopped by itself, is confirmed', async () => {
    const { clock, engine, session, confirm } = stopping();
    session.enter('Stopped');
    engine.fail('stop', { kind: 'refused', error: new AmberError('FORBIDDEN', '403') });
    expect(await clock.run(confirm())).toBe('confirmed');
  });

  test('a look that hangs, or that fails, does not use up the others', async () => {
    const { clock, engine, confirm } = stopping();
    engine.fail('get', { kind: 'hangs', works: false }, { kind: 'refused', error: unavailable() });
    expect(await clock.run(confirm())).toBe('confirmed');
    expect(clock.now()).toBeLessThan(6_000);
  });
});

describe('beside a writer that never rests', () => {
  test('it is tried again within 300 ms each time, also while a look hangs', async () => {
    const { clock, engine, confirm } = stopping();
    const refusals = Array.from({ length: 40 }, () => ({ kind: 'refused', error: unavailable() }) as const);
    engine.fail('stop', ...refusals);
    engine.fail('get', { kind: 'hangs', works: false });
    expect(await clock.run(confirm())).toBe('confirmed');
    const at = engine.calls('stop').map((call) => call.at);
    expect(at).toHaveLength(41);
    for (const [index, time] of at.slice(1).entries()) {
      expect(time - (at[index] ?? 0)).toBeGreaterThanOrEqual(50);
      expect(time - (at[index] ?? 0)).toBeLessThanOrEqual(300);
    }
  });
});

describe('where a runner can outlive its session', () => {
  /** Ends the session as a starving operator does: the phase moves, the pod stays. */
  const starving: Script = { stopped: (session) => session.enter('Stopped') };

  function withPods(script: Script) {
    const made = stopping(script);
    made.engine.pod = ({ name }) => `${name}-runner`;
    return made;
  }

  test('Stopped counts once the runner no longer answers', async () => {
    const { clock, session, confirm } = withPods(starving);
    const confirmed = confirm();
    await clock.advance(4_000);
    session.runner = 'gone';
    expect(await clock.run(confirmed)).toBe('confirmed');
    expect(clock.now()).toBeLessThan(6_000);
  });

  test('nobody is asked after the stop where Stopping was seen: the pod is gone then', async () => {
    const { clock, engine, confirm } = withPods({
      stopped: async (session) => {
        session.enter('Stopping');
        await clock.sleep(3_000);
        session.enter('Stopped');
      },
    });
    expect(await clock.run(confirm())).toBe('confirmed');
    expect(engine.calls('probe').map(({ at }) => at)).toEqual([0]);
  });

  test('one that goes on answering is ended by a start and another stop', async () => {
    let stops = 0;
    const { clock, engine, session, confirm } = withPods({
      stopped: async (own) => {
        stops += 1;
        if (stops === 1) return own.enter('Stopped');
        own.enter('Stopping');
        await clock.sleep(1_000);
        own.runner = 'gone';
        own.enter('Stopped');
      },
      started: async (own) => {
        own.annotations[ANNOTATION.desiredPhase] = 'Running';
        own.enter('Pending');
        await clock.sleep(3_000);
        own.annotations = {};
        own.enter('Creating');
      },
    });
    expect(await clock.run(confirm())).toBe('confirmed');
    expect(session).toMatchObject({ phase: 'Stopped', runner: 'gone' });
    const asked = engine.seen.filter(({ call }) => call === 'stop' || call === 'start').map(({ call }) => call);
    expect(asked).toEqual(['stop', 'start', 'stop']);
  });

  test('one that nothing ends is reported by its pod, and no start is left behind', async () => {
    const { clock, engine, stop } = withPods({
      ...starving,
      started: (own) => {
        own.annotations[ANNOTATION.desiredPhase] = 'Running';
      },
    });
    expect(await clock.run(stop())).toEqual({
      kind: 'unconfirmed',
      why: 'its phase is Stopped, and its runner still answers (pod one-runner)',
      pod: 'one-runner',
    });
    expect(clock.now()).toBe(90_000);
    expect(engine.seen.findLast(({ call }) => call === 'stop' || call === 'start')?.call).toBe('stop');
  });

  test.each(['a look', 'the caller'] as const)(
    'a pod that boots behind Pending, as %s saw it, is ended too',
    async (who) => {
      let stops = 0;
      const { clock, engine, session, confirm } = withPods({
        stopped: async (own) => {
          stops += 1;
          if (who === 'a look' && stops === 1) await clock.sleep(1_000);
          if (stops > 1) own.runner = 'gone';
          own.enter('Stopped');
        },
        started: (own) => own.enter('Creating'),
      });
      session.status = who === 'a look' ? { phase: 'Pending' } : {};
      session.runner = 'gone';
      const confirmed = confirm(who === 'a look' ? {} : { before: 'Pending' });
      await clock.advance(8_000);
      session.runner = 'alive';
      expect(await clock.run(confirmed)).toBe('confirmed');
      expect(session).toMatchObject({ phase: 'Stopped', runner: 'gone' });
      expect(engine.calls('start')).toHaveLength(1);
    },
  );

  test('Stopped after Pending counts once nothing has answered for as long as a pod boots', async () => {
    const { clock, session, confirm } = withPods(starving);
    session.status = { phase: 'Pending' };
    session.runner = 'gone';
    expect(await clock.run(confirm({ before: 'Pending' }))).toBe('confirmed');
    expect(clock.now()).toBeGreaterThanOrEqual(10_000);
    expect(clock.now()).toBeLessThan(12_000);
  });

  test('a limit that is shorter than that says what is waited for', async () => {
    const { clock, session, confirm } = withPods(starving);
    session.status = { phase: 'Pending' };
    session.runner = 'unknown';
    const said: string[] = [];
    const waiting = (why: string): void => void said.push(why);
    expect(await clock.run(confirm({ before: 'Pending', timeoutMs: 5_000, waiting }))).toBe('confirmed');
    expect(said).toEqual(['its phase is Stopped, and a pod of it may still be on its way']);
  });

  test.each(['Stopping', 'Running'] as const)(
    'a runner that has ended is enough once the limit has passed, though the phase stays %s',
    async (phase) => {
      const { clock, confirm } = withPods({
        stopped: async (own) => {
          own.enter(phase);
          await clock.sleep(1_000);
          own.runner = 'gone';
        },
      });
      const said: string[] = [];
      expect(await clock.run(confirm({ waiting: (why) => void said.push(why) }))).toBe('confirmed');
      expect(clock.now()).toBe(30_000);
      expect(said).toEqual([]);
    },
  );

  test('one that was never seen alive may be dead in a pod that goes on', async () => {
    const { clock, session, confirm } = withPods({ stopped: () => {} });
    session.runner = 'gone';
    expect(await clock.run(confirm())).toBe('unconfirmed');
    expect(clock.now()).toBe(90_000);
  });

  test('Pending that is told to stop is no proof either', async () => {
    const { clock, session, confirm } = withPods({ stopped: () => {} });
    session.status = { phase: 'Pending' };
    const confirmed = confirm();
    await clock.advance(6_000);
    session.runner = 'gone';
    expect(await clock.run(confirmed)).toBe('confirmed');
    expect(clock.now()).toBeGreaterThan(6_000);
    expect(clock.now()).toBeLessThan(9_000);
  });
});

test('the pauses between looks begin at 5 ms and double up to a second', async () => {
  const { clock, engine, confirm } = stopping({ stopped: (session) => session.enter('Stopping') });
  await clock.run(confirm());
  const looks = engine.calls('get').map(({ at }) => at);
  expect(looks.slice(0, 5)).toEqual([5, 15, 35, 75, 155]);
  expect((looks.at(-1) ?? 0) - (looks.at(-2) ?? 0)).toBe(1_000);
});
