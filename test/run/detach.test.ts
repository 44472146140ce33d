import { describe, expect, test } from 'vitest';
import { runDetached } from '../../src/run/run-session.ts';
import { unavailable } from '../fakes/engine.ts';
import { bench, META, resultOf, SPEC } from './harness.ts';

describe('run --detach', () => {
  test('leaves once the session runs; it stops by itself after its run', async () => {
    const { clock, engine, deps, reported } = bench((clock) => ({
      started: async (session) => {
        await clock.sleep(1_000);
        session.enter('Creating');
        await clock.sleep(3_000);
        session.enter('Running');
      },
    }));
    const result = await clock.run(runDetached(SPEC, META, deps()));
    expect(result).toMatchObject({
      outcome: 'detached',
      exitCode: 0,
      session: 'session-1',
      stopped: false,
      stopReason: 'detached',
    });
    expect(engine.calls('create')[0]?.detail).toEqual({ spec: { ...SPEC, stopOnRunFinished: true }, meta: META });
    expect(engine.calls('stop')).toEqual([]);
    expect(reported.map((update) => (update.type === 'session.phase' ? update.phase : update.type))).toEqual([
      'session.created',
      'Creating',
      'Running',
      'result',
    ]);
    expect(resultOf(reported)).toEqual(result);
  });

  test('a session that has finished already is no failure', async () => {
    const { clock, deps } = bench(() => ({ started: (session) => session.enter('Stopped') }));
    expect(await clock.run(runDetached(SPEC, META, deps()))).toMatchObject({ outcome: 'detached', exitCode: 0 });
  });

  test('a session that fails before it runs: failed, with the reason', async () => {
    const conditions = [{ type: 'Ready', status: 'False' as const, message: 'no such image' }];
    const { clock, deps } = bench(() => ({ started: (session) => session.enter('Failed', { conditions }) }));
    const result = await clock.run(runDetached(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 3, stopped: true });
    expect(result.error?.message).toContain('no such image');
  });

  test('a session that fails by way of Stopping has failed, too', async () => {
    const { clock, deps } = bench((clock) => ({
      started: async (session) => {
        session.enter('Creating');
        await clock.sleep(100);
        session.enter('Stopping');
        await clock.sleep(2_000);
        session.enter('Failed');
      },
    }));
    expect(await clock.run(runDetached(SPEC, META, deps()))).toMatchObject({ outcome: 'failed', exitCode: 3 });
  });

  test('one that never runs is stopped at the start limit', async () => {
    const { clock, deps } = bench(() => ({ started: (session) => session.enter('Pending') }));
    const result = await clock.run(runDetached(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'timed-out', exitCode: 124, stopped: true, stopReason: 'timeout' });
    expect(result.durationMs).toBeGreaterThanOrEqual(600_000);
  });

  test('SIGINT before it runs stops it', async () => {
    const { clock, deps, interrupts } = bench(() => ({ started: (session) => session.enter('Creating') }));
    const running = runDetached(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    expect(await clock.run(running)).toMatchObject({ outcome: 'cancelled', exitCode: 130, stopped: true });
  });

  test('a server that is away for a moment is asked again', async () => {
    const { clock, engine, deps } = bench((clock) => ({
      started: async (session) => {
        session.enter('Creating');
        await clock.sleep(100);
        session.enter('Running');
      },
    }));
    engine.fail('get', { kind: 'refused', error: unavailable() });
    expect((await clock.run(runDetached(SPEC, META, deps()))).outcome).toBe('detached');
  });

  test('--keep: it does not stop by itself', async () => {
    const { clock, engine, deps } = bench();
    await clock.run(runDetached(SPEC, META, deps({ keep: true })));
    expect(engine.calls('create')[0]?.detail).toEqual({ spec: SPEC, meta: META });
  });
});
