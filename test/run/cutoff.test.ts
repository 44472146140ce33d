import { describe, expect, test } from 'vitest';
import { AmberError } from '../../src/core/errors.ts';
import { Interrupts } from '../../src/run/interrupts.ts';
import { runSession } from '../../src/run/run-session.ts';
import { answers, runFinished, runStarted, says } from '../fakes/agui.ts';
import type { Script } from '../fakes/engine.ts';
import type { VirtualClock } from '../fakes/virtual-clock.ts';
import { bench, META, resultOf, SPEC } from './harness.ts';

const atWork = (): Script => ({
  started: (session) => {
    session.enter('Running');
    session.emit(runStarted('r1'), ...says('r1', 'm1', 'I begin'));
    session.emit({ type: 'TOOL_CALL_START', toolCallId: 't1', toolCallName: 'Bash', runId: 'r1' });
  },
});

describe('Interrupts', () => {
  test('the first one aborts, the second one hurries', async () => {
    const interrupts = new Interrupts();
    interrupts.trigger('SIGINT');
    expect([interrupts.first.aborted, interrupts.hurry.aborted]).toEqual([true, false]);
    interrupts.trigger('SIGTERM');
    await interrupts.second;
    expect([interrupts.hurry.aborted, interrupts.signal]).toEqual([true, 'SIGINT']);
  });

  test('a closed pipe counts once and never hurries; a signal after it says more', () => {
    const interrupts = new Interrupts();
    interrupts.trigger('EPIPE');
    interrupts.trigger('EPIPE');
    interrupts.trigger('SIGTERM');
    expect([interrupts.first.aborted, interrupts.hurry.aborted, interrupts.signal]).toEqual([true, false, 'SIGTERM']);
    interrupts.trigger('EPIPE');
    expect(interrupts.hurry.aborted).toBe(false);
    interrupts.trigger('SIGTERM');
    expect(interrupts.hurry.aborted).toBe(true);
  });
});

describe('docs/events.md, case 26: a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s during a tool call: one stop, what was said, exit %i', async (signal, exitCode) => {
    const { clock, engine, deps, interrupts, reported } = bench(atWork);
    const running = runSession(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger(signal);
    const result = await clock.run(running);
    expect(result).toMatchObject({
      outcome: 'cancelled',
      by: 'us',
      exitCode,
      runId: 'r1',
      message: 'I begin',
      stopped: true,
      stopReason: 'user',
    });
    expect(result.error).toBeUndefined();
    expect(engine.calls('stop')).toHaveLength(1);
    expect(resultOf(reported)).toEqual(result);
  });

  test('before create: nothing is created', async () => {
    const { clock, engine, deps, interrupts } = bench(atWork);
    interrupts.trigger('SIGINT');
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({
      outcome: 'cancelled',
      exitCode: 130,
      session: null,
      stopped: false,
      stopReason: null,
    });
    expect(engine.seen).toEqual([]);
  });

  test('while create is under way: what it made is stopped', async () => {
    const { clock, engine, deps, interrupts } = bench(atWork);
    const create = engine.create.bind(engine);
    engine.create = async (spec, meta) => {
      await clock.sleep(5_000);
      return create(spec, meta);
    };
    const running = runSession(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    const result = await clock.run(running);
    expect(result).toMatchObject({ outcome: 'cancelled', exitCode: 130, session: 'session-1', stopped: true });
    expect(engine.sessions[0]?.phase).toBe('Stopped');
  });

  test('while create is under way and its answer is lost: the session is looked for and stopped, not created again', async () => {
    const { clock, engine, deps, interrupts } = bench(atWork);
    const create = engine.create.bind(engine);
    engine.create = async (spec, meta) => {
      await create(spec, meta);
      await clock.sleep(2_000);
      throw new AmberError('UNAVAILABLE', 'reset');
    };
    const running = runSession(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    const result = await clock.run(running);
    expect(result).toMatchObject({ outcome: 'cancelled', session: 'session-1', stopped: true });
    expect(engine.calls('create')).toHaveLength(1);
  });

  test('while create never answers: given up after the time of a stop, with what to look for', async () => {
    const { clock, engine, deps, interrupts } = bench();
    engine.fail('create', { kind: 'hangs', works: true });
    const running = runSession(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    const result = await clock.run(running);
    expect(result).toMatchObject({ outcome: 'cancelled', exitCode: 130, session: null, durationMs: 31_000 });
    expect(result.error?.hint).toContain('amber/request-id=request-1');
  });

  test('while the stream can’t be opened', async () => {
    const { clock, engine, deps, interrupts } = bench(atWork);
    engine.fail('events', { kind: 'hangs', works: false });
    const running = runSession(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    expect(await clock.run(running)).toMatchObject({ outcome: 'cancelled', exitCode: 130, stopped: true });
  });

  test('during the stop: no second stop is sent, exit 130', async () => {
    const { clock, engine, deps, interrupts } = bench((clock: VirtualClock) => ({
      started: async (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'));
        await clock.sleep(1_000);
        session.emit(runFinished('r1'));
      },
      stopped: async (session) => {
        session.enter('Stopping');
        await clock.sleep(5_000);
        session.enter('Stopped');
      },
    }));
    const running = runSession(SPEC, META, deps());
    await clock.advance(2_000);
    interrupts.trigger('SIGINT');
    const result = await clock.run(running);
    expect(result).toMatchObject({ outcome: 'cancelled', by: 'us', exitCode: 130, stopped: true });
    expect(engine.calls('stop')).toHaveLength(1);
  });

  test('while the reader of the updates hangs', async () => {
    const { clock, engine, deps, interrupts } = bench(atWork);
    const emit = (updates: readonly { readonly type: string }[]): Promise<void> | undefined =>
      updates.some(({ type }) => type === 'event') ? new Promise(() => {}) : undefined;
    const running = runSession(SPEC, META, deps({ emit }));
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    await clock.advance(1_000);
    expect(engine.sessions[0]?.phase).toBe('Stopped');
    interrupts.trigger('SIGINT');
    expect(await clock.run(running)).toMatchObject({ outcome: 'cancelled', exitCode: 130, stopped: true });
  });

  test('a second one leaves at once, and tells the command that stops the session', async () => {
    const { clock, deps, interrupts, reported } = bench(() => ({ ...atWork(), stopped: () => {} }));
    const running = runSession(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    await clock.advance(500);
    interrupts.trigger('SIGINT');
    const result = await clock.run(running);
    expect(result).toMatchObject({
      outcome: 'cancelled',
      exitCode: 130,
      stopped: false,
      stopReason: 'unconfirmed',
      durationMs: 1_500,
      error: { hint: 'amber stop session-1' },
    });
    expect(resultOf(reported)).toEqual(result);
  });

  test('a second one while create hangs leaves at once too', async () => {
    const { clock, engine, deps, interrupts } = bench();
    engine.fail('create', { kind: 'hangs', works: false });
    const running = runSession(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    expect(await clock.run(running)).toMatchObject({ outcome: 'cancelled', exitCode: 130, durationMs: 2_000 });
  });

  test('a stop that fails is reported, with the command that stops the session', async () => {
    const { clock, engine, deps, interrupts } = bench(atWork);
    engine.stop = () => Promise.reject(new AmberError('UNAVAILABLE', 'Failed to update session'));
    const running = runSession(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    const result = await clock.run(running);
    expect(result).toMatchObject({ outcome: 'cancelled', exitCode: 130, stopped: false, stopReason: 'unconfirmed' });
    const message = expect.stringContaining('Failed to update session');
    expect(result.error).toMatchObject({ message, hint: 'amber stop session-1' });
  });
});

describe('a closed stdout', () => {
  test('stops the session like a signal', async () => {
    const { clock, engine, deps, interrupts } = bench(atWork);
    const running = runSession(SPEC, META, deps());
    await clock.advance(1_000);
    interrupts.trigger('EPIPE');
    const result = await clock.run(running);
    expect(result).toMatchObject({ outcome: 'cancelled', by: 'other', exitCode: 9, stopped: true });
    expect(engine.calls('stop')).toHaveLength(1);
  });

  test('an EPIPE that the reader throws is the same', async () => {
    const { clock, deps } = bench(atWork);
    const emit = (updates: readonly { readonly type: string }[]): void => {
      if (updates.some(({ type }) => type === 'event'))
        throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    };
    const result = await clock.run(runSession(SPEC, META, deps({ emit })));
    expect(result).toMatchObject({ outcome: 'cancelled', stopped: true });
    expect(result.error).toBeUndefined();
  });

  test('after the end of the run it changes nothing', async () => {
    const { clock, deps, interrupts } = bench(() => ({
      started: (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'), ...answers('r1'));
      },
    }));
    const running = runSession(SPEC, META, deps());
    await clock.advance(1);
    interrupts.trigger('EPIPE');
    expect(await clock.run(running)).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
  });
});

describe('--on-interrupt detach', () => {
  test('leaves the session running and tells the command that attaches again', async () => {
    const { clock, engine, deps, interrupts, reported } = bench(atWork);
    const running = runSession(SPEC, META, deps({ onInterrupt: 'detach' }));
    await clock.advance(1_000);
    interrupts.trigger('SIGINT');
    const result = await clock.run(running);
    expect(result).toMatchObject({ outcome: 'detached', exitCode: 0, stopped: false, stopReason: 'detached' });
    expect(engine.calls('stop')).toEqual([]);
    expect(engine.sessions[0]?.phase).toBe('Running');
    const warning = reported.find((update) => update.type === 'warning');
    expect(warning?.message).toContain('amber watch session-1');
  });

  test('while create is under way: waits for the session, then leaves it', async () => {
    const { clock, engine, deps, interrupts } = bench(atWork);
    const create = engine.create.bind(engine);
    engine.create = async (spec, meta) => {
      await clock.sleep(5_000);
      return create(spec, meta);
    };
    const running = runSession(SPEC, META, deps({ onInterrupt: 'detach' }));
    await clock.advance(1_000);
    interrupts.trigger('SIGTERM');
    const result = await clock.run(running);
    expect(result).toMatchObject({ outcome: 'detached', session: 'session-1', stopReason: 'detached' });
    expect(engine.calls('stop')).toEqual([]);
  });

  test('once the run has ended the stop is seen through', async () => {
    const { clock, deps, interrupts } = bench(() => ({
      started: (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'), ...answers('r1'));
      },
    }));
    const running = runSession(SPEC, META, deps({ onInterrupt: 'detach' }));
    await clock.advance(1);
    interrupts.trigger('SIGINT');
    expect(await clock.run(running)).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
  });
});
