import { describe, expect, test } from 'vitest';
import { AmberError } from '../../src/core/errors.ts';
import { ANNOTATION } from '../../src/core/session.ts';
import { TIMING } from '../../src/core/timing.ts';
import { type ConfirmStop, confirmStop } from '../../src/run/confirm-stop.ts';
import { FakeEngine, type FakeSession, type Script, unavailable } from '../fakes/engine.ts';
import { VirtualClock } from '../fakes/virtual-clock.ts';

function stopping(script: Script = {}): {
  clock: VirtualClock;
  engine: FakeEngine;
  session: FakeSession;
  confirm: (more?: Partial<ConfirmStop>) => Promise<'confirmed' | 'unconfirmed'>;
} {
  const clock = new VirtualClock();
  const engine = new FakeEngine(clock, script);
  const session = engine.add('one', 'Running');
  const confirm = (more: Partial<ConfirmStop> = {}): Promise<'confirmed' | 'unconfirmed'> =>
    confirmStop(engine, session.ref, { clock, timing: TIMING, reason: 'user', timeoutMs: 30_000, ...more });
  return { clock, engine, session, confirm };
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
  test('when its time is over', async () => {
    const { clock, confirm } = stopping({ stopped: () => {} });
    expect(await clock.run(confirm())).toBe('unconfirmed');
    expect(clock.now()).toBe(30_000);
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

  test('soon, when we may not even look', async () => {
    const { clock, engine, confirm } = stopping();
    const no = new AmberError('UNAUTHENTICATED', '401');
    engine.get = () => Promise.reject(no);
    const heard: unknown[] = [];
    expect(await clock.run(confirm({ failed: (error) => heard.push(error) }))).toBe('unconfirmed');
    expect(clock.now()).toBeLessThan(4_000);
    expect(heard).toContain(no);
  });

  test('a look that hangs, or that fails, does not use up the others', async () => {
    const { clock, engine, confirm } = stopping();
    engine.fail('get', { kind: 'hangs', works: false }, { kind: 'refused', error: unavailable() });
    expect(await clock.run(confirm())).toBe('confirmed');
    expect(clock.now()).toBeLessThan(6_000);
  });
});

test('the pauses between looks begin at 5 ms and double up to a second', async () => {
  const { clock, engine, confirm } = stopping({ stopped: (session) => session.enter('Stopping') });
  await clock.run(confirm());
  const looks = engine.calls('get').map(({ at }) => at);
  expect(looks.slice(0, 5)).toEqual([5, 10, 20, 40, 80]);
  expect((looks.at(-1) ?? 0) - (looks.at(-2) ?? 0)).toBe(1_000);
});
