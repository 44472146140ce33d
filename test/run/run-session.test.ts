import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../src/core/agui/events.ts';
import type { Clock } from '../../src/core/clock.ts';
import { AmberError } from '../../src/core/errors.ts';
import { ANNOTATION } from '../../src/core/session/session.ts';
import { TIMING } from '../../src/core/stream-timing.ts';
import { runSession } from '../../src/run/run-session.ts';
import { answers, asks, runError, runFinished, runStarted, says } from '../fakes/agui.ts';
import { type FakeSession, type Script, unavailable } from '../fakes/engine.ts';
import type { VirtualClock } from '../fakes/virtual-clock.ts';
import { bench, META, resultOf, SPEC } from './harness.ts';

/** A session that runs for a second and finishes. */
const good =
  (...end: readonly AguiEvent[]) =>
  (clock: VirtualClock): Script => ({
    started: async (session) => {
      session.enter('Creating');
      await clock.sleep(100);
      session.enter('Running', { startTime: '2026-11-22T12:00:00Z' });
      session.emit(runStarted('r1'), ...says('r1', 'm1', 'Hel', 'lo'));
      await clock.sleep(1_000);
      session.emit(...(end.length === 0 ? [runFinished('r1')] : end));
    },
  });

describe('a run that ends', () => {
  test('finished: the session is stopped and the result says so', async () => {
    const { clock, engine, deps, reported } = bench(good());
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toEqual({
      outcome: 'finished',
      exitCode: 0,
      session: 'session-1',
      runId: 'r1',
      message: 'Hello',
      usage: null,
      stopped: true,
      stopReason: 'run-finished',
      durationMs: expect.any(Number),
    });
    expect(resultOf(reported)).toEqual(result);
    expect(engine.sessions[0]?.phase).toBe('Stopped');
    expect(engine.calls('stop')).toHaveLength(1);
  });

  test('the session is created with stopOnRunFinished and the request id, once', async () => {
    const { clock, engine, deps } = bench(good());
    await clock.run(runSession(SPEC, META, deps()));
    expect(engine.calls('create').map(({ detail }) => detail)).toEqual([
      { spec: { ...SPEC, stopOnRunFinished: true }, meta: META },
    ]);
  });

  test('the stop is asked for in the very moment of RUN_FINISHED, even if the reader of the updates hangs', async () => {
    const { clock, engine, deps } = bench(good());
    let free = (): void => {};
    const emit = (updates: readonly { readonly type: string }[]): Promise<void> | undefined =>
      updates.some(({ type }) => type === 'event')
        ? new Promise((resolve) => {
            free = resolve;
          })
        : undefined;
    const running = runSession(SPEC, META, deps({ emit }));
    await clock.advance(500);
    free();
    await clock.advance(700);
    expect(engine.calls('stop')).toEqual([{ at: 1_100, call: 'stop', detail: 'run-finished' }]);
    free();
    expect((await clock.run(running)).outcome).toBe('finished');
  });

  test('each phase is reported once, by whichever witness saw it first', async () => {
    const { clock, deps, reported } = bench(() => ({
      started: async (session) => {
        session.enter('Running', { startTime: '2026-11-22T12:00:00Z' });
        session.emit(runStarted('r1'));
        await clock.sleep(1_000);
        session.emit(runFinished('r1'));
      },
    }));
    await clock.run(runSession(SPEC, META, deps()));
    const phases = reported.flatMap((update) => (update.type === 'session.phase' ? [update.phase] : []));
    expect(phases).toEqual(['Running', 'Stopping', 'Stopped']);
  });

  test('an error is given its time to be overtaken, whatever reading so far has cost', async () => {
    const { clock, deps, warnings } = bench((clock) => ({
      started: async (session) => {
        session.enter('Running', { startTime: '2026-11-22T12:00:00Z' });
        session.emit(runStarted('r1'));
        for (let batch = 0; batch < 300; batch++) {
          session.emit(...says('r1', `m${batch}`, 'more'));
          await clock.sleep(10);
        }
        session.emit(runError('r1'));
        await clock.sleep(TIMING.errorSettle / 2);
        session.emit(runFinished('r1'));
      },
    }));
    // Each look at the clock takes a while here, as it does on a loaded machine.
    let cost = 0;
    const now = (): number => {
      cost += 5;
      return clock.now() + cost;
    };
    const ticking: Clock = { now, date: () => clock.date(), sleep: (ms, signal) => clock.sleep(ms, signal) };
    const result = await clock.run(runSession(SPEC, META, deps({ clock: ticking })));
    expect(result.outcome).toBe('finished');
    expect(warnings()).toContain('RUN_ERROR_RECOVERED');
  });

  test('failed: stopped as well, exit 3', async () => {
    const { clock, deps } = bench(good(runError('r1')));
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 3, stopped: true, stopReason: 'run-error' });
    expect(result.error).toMatchObject({ code: 'MODEL', message: 'the model refused' });
  });

  test('a question: stopped, with the question and exit 5', async () => {
    const { clock, deps } = bench(() => ({
      started: (session) => {
        session.enter('Running');
        session.emit(...asks('r1', 'Which colour?'));
      },
    }));
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'needs-input', exitCode: 5, stopped: true, stopReason: 'question' });
    expect(result.question?.questions[0]?.question).toBe('Which colour?');
  });

  test('stopped by someone else: no second stop is sent', async () => {
    const { clock, engine, deps } = bench((clock) => ({
      started: async (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'));
        await clock.sleep(1_000);
        session.enter('Stopped', { stoppedReason: 'user' });
      },
    }));
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'stopped', by: 'other', exitCode: 9, stopped: true, stopReason: 'user' });
    expect(engine.calls('stop')).toEqual([]);
  });

  test('a dead runner: lost, and the session that claims to run is stopped', async () => {
    const { clock, engine, deps } = bench(() => ({
      started: (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'));
        session.runner = 'gone';
      },
    }));
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'lost', exitCode: 1, stopped: true, error: { code: 'RUNNER_GONE' } });
    expect(engine.sessions[0]?.phase).toBe('Stopped');
    expect(result.durationMs).toBeLessThan(30_000);
  });

  test('background tasks that the stop cuts off, and refused permissions, are reported', async () => {
    const hook = {
      last_assistant_message: 'Hello',
      background_tasks: [{ id: 'b1', status: 'running', description: 'npm run watch' }],
    };
    const { clock, deps, reported } = bench(
      good(
        { type: 'CUSTOM', name: 'hook:Stop', value: hook, runId: 'r1' },
        { type: 'CUSTOM', name: 'amber:refused', value: { count: 2 }, runId: 'r1' },
        runFinished('r1'),
      ),
    );
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result.refused).toBe(2);
    const warnings = reported.flatMap((update) => (update.type === 'warning' ? [update.message] : []));
    expect(warnings).toEqual([
      'stopping the session cut off background tasks: npm run watch',
      '2 of the agent’s requests were refused: it could not do all that it wanted',
    ]);
  });

  test('nothing is left behind: no timer, no listener, no open stream', async () => {
    const { clock, deps } = bench(good());
    await clock.run(runSession(SPEC, META, deps()));
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});

describe('create', () => {
  test('a lost answer: the session is found by its request id, and not created twice', async () => {
    const { clock, engine, deps } = bench(good());
    engine.fail('create', { kind: 'lost', error: unavailable() });
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'finished', session: 'session-1', stopped: true });
    expect(engine.sessions).toHaveLength(1);
    expect(engine.calls('create')).toHaveLength(1);
  });

  test('a request id that made a session for another prompt is refused, and that session left alone', async () => {
    const { clock, engine, deps } = bench(good());
    await engine.create(SPEC, META);
    const result = await clock.run(runSession({ initialPrompt: 'Something else' }, META, deps()));
    expect(result).toMatchObject({ outcome: null, exitCode: 1, session: null, stopReason: null });
    expect(result.error).toMatchObject({ code: 'CONFLICT', hint: expect.stringContaining('amber status session-1') });
    expect(engine.calls('stop')).toEqual([]);
  });

  test('a lost request is sent again, after the search', async () => {
    const { clock, engine, deps } = bench(good());
    engine.fail('create', { kind: 'refused', error: unavailable() }, { kind: 'refused', error: unavailable() });
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'finished', session: 'session-1' });
    expect(engine.seen.slice(0, 5).map(({ call }) => call)).toEqual(['create', 'list', 'create', 'list', 'create']);
  });

  test('a lost answer and a search that fails: nothing is sent again before a search has worked', async () => {
    const { clock, engine, deps } = bench(good());
    engine.fail('create', { kind: 'lost', error: unavailable() });
    engine.fail('list', { kind: 'refused', error: unavailable() }, { kind: 'refused', error: unavailable() });
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result.outcome).toBe('finished');
    expect(engine.sessions).toHaveLength(1);
  });

  test('a server that is not there is reported within seconds, with what to look for', async () => {
    const { clock, engine, deps, reported } = bench();
    for (let n = 0; n < 9; n += 1) {
      engine.fail('create', { kind: 'refused', error: unavailable() });
      engine.fail('list', { kind: 'refused', error: new AmberError('UNAVAILABLE', 'cannot list') });
    }
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: null, exitCode: 1, session: null, stopped: false, stopReason: null });
    expect(result.error?.message).toBe(unavailable().message);
    expect(result.error?.hint).toContain('request-1');
    expect(result.durationMs).toBeLessThan(10_000);
    expect(resultOf(reported)).toEqual(result);
  });

  test.each([
    ['UNAUTHENTICATED', 4],
    ['FORBIDDEN', 4],
    ['INVALID', 2],
    ['NOT_FOUND', 6],
    ['STATE', 1],
  ] as const)('%s is no matter for another try: exit %i', async (code, exitCode) => {
    const { clock, engine, deps } = bench();
    engine.fail('create', { kind: 'refused', error: new AmberError(code, 'no', { hint: 'do this' }) });
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: null, exitCode, error: { code, message: 'no', hint: 'do this' } });
    expect(engine.calls('create')).toHaveLength(1);
  });

  test('an engine that says it dropped stopOnRunFinished: reported once, and the session is stopped by us', async () => {
    const { clock, engine, deps, warnings } = bench(good());
    const create = engine.create.bind(engine);
    engine.create = async (spec, meta) => {
      const session = await create(spec, meta);
      return { ...session, spec: { ...session.spec, stopOnRunFinished: false } };
    };
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(warnings()).toEqual(['stop-flag-lost']);
    expect(result.stopped).toBe(true);
  });

  test('an engine that never returns the flag is not suspected', async () => {
    const { clock, engine, deps, warnings } = bench(good());
    const create = engine.create.bind(engine);
    engine.create = async (spec, meta) => ({ ...(await create(spec, meta)), spec: {} });
    await clock.run(runSession(SPEC, META, deps()));
    expect(warnings()).toEqual([]);
  });

  test('a prompt that is too long for the engine goes as a message, and its run is ours', async () => {
    const { clock, engine, deps } = bench((clock) => ({
      started: (session) => session.enter('Running'),
      sent: async (session, { runId, messages }) => {
        await clock.sleep(10);
        session.emit(runStarted(runId), ...says(runId, 'm1', `${messages[0]?.content.length}`), runFinished(runId));
      },
    }));
    engine.maxInitialPrompt = 10;
    const result = await clock.run(runSession({ initialPrompt: 'ééééééé' }, META, deps()));
    expect(result).toMatchObject({ outcome: 'finished', message: '7', stopped: true, stopReason: 'run-finished' });
    expect(engine.calls('create')[0]?.detail).toMatchObject({ spec: { stopOnRunFinished: true } });
    expect(engine.sessions[0]?.spec.initialPrompt).toBeUndefined();
  });

  test('a prompt that follows as a message and is refused: the session that was made for it is stopped', async () => {
    const { clock, engine, deps } = bench();
    engine.maxInitialPrompt = 1;
    engine.fail('send', { kind: 'refused', error: new AmberError('FORBIDDEN', 'no') });
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: null, exitCode: 4, stopped: true, stopReason: 'run-error' });
    expect(engine.sessions[0]?.phase).toBe('Stopped');
  });
});

describe('limits', () => {
  const silent = (): Script => ({
    started: (session) => {
      session.enter('Running');
      session.emit(runStarted('r1'), ...says('r1', 'm1', 'I begin'));
    },
  });

  test('the whole run: stopped by us, 124, with what was said', async () => {
    const { clock, deps } = bench(silent);
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({
      outcome: 'timed-out',
      by: 'us',
      exitCode: 124,
      message: 'I begin',
      stopped: true,
      stopReason: 'timeout',
    });
    expect(result.durationMs).toBeGreaterThanOrEqual(1_800_000);
    expect(result.durationMs).toBeLessThan(1_801_000);
  });

  test('a run that never starts: timed out at the start limit, stopped', async () => {
    const { clock, deps } = bench(() => ({ started: (session) => session.enter('Creating') }));
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({
      outcome: 'timed-out',
      by: 'us',
      exitCode: 124,
      error: { code: 'RUN_NEVER_STARTED' },
      stopped: true,
      stopReason: 'timeout',
    });
    expect(result.durationMs).toBeLessThan(601_000);
  });

  test('a run that has started is not touched by the start limit', async () => {
    const { clock, deps } = bench((clock) => ({
      started: async (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'));
        await clock.sleep(900_000);
        session.emit(...answers('r1'));
      },
    }));
    expect((await clock.run(runSession(SPEC, META, deps()))).outcome).toBe('finished');
  });

  test('a run that starts while the reader of the updates hangs is not taken for one that never started', async () => {
    const { clock, deps } = bench((clock) => ({
      started: async (session) => {
        session.emit({ type: 'CUSTOM', name: 'early', value: 1 });
        session.enter('Running');
        await clock.sleep(1_000);
        session.emit(runStarted('r1'));
        await clock.sleep(700_000);
        session.emit(...answers('r1'));
      },
    }));
    const emit = async (updates: readonly { readonly type: string }[]): Promise<void> => {
      if (updates.some(({ type }) => type === 'event')) await clock.sleep(599_000);
    };
    const result = await clock.run(runSession(SPEC, META, deps({ emit })));
    expect(result.error).toBeUndefined();
    expect(result.outcome).toBe('finished');
  });

  test('0 is no limit', async () => {
    const limits = { timeoutMs: 0, startTimeoutMs: 0, stopTimeoutMs: 30_000, questionGraceMs: 0 };
    const { clock, deps } = bench((clock) => ({
      started: async (session) => {
        await clock.sleep(3_600_000);
        session.enter('Running');
        session.emit(runStarted('r1'));
        await clock.sleep(36_000_000);
        session.emit(...answers('r1'));
      },
    }));
    expect((await clock.run(runSession(SPEC, META, deps({ limits })))).outcome).toBe('finished');
  });

  test('a create that never answers ends at the start limit plus the time of a stop', async () => {
    const { clock, engine, deps } = bench();
    engine.fail('create', { kind: 'hangs', works: false });
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'timed-out', exitCode: 124, session: null, error: { code: 'TIMEOUT' } });
    expect(result.durationMs).toBe(630_000);
  });
});

describe('--keep', () => {
  test('is created without stopOnRunFinished and left running, exit 0', async () => {
    const { clock, engine, deps } = bench(good());
    const result = await clock.run(runSession(SPEC, META, deps({ keep: true })));
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: false, stopReason: 'kept' });
    expect(engine.calls('create')[0]?.detail).toEqual({ spec: SPEC, meta: META });
    expect(engine.calls('stop')).toEqual([]);
  });

  test('a kept session that failed exits as the run deserves', async () => {
    const { clock, deps } = bench(good(runError('r1')));
    const result = await clock.run(runSession(SPEC, META, deps({ keep: true })));
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 3, stopped: false, stopReason: 'kept' });
  });

  test('a time limit stops it all the same', async () => {
    const { clock, deps } = bench(() => ({ started: (session) => session.enter('Running') }));
    const result = await clock.run(runSession(SPEC, META, deps({ keep: true })));
    expect(result).toMatchObject({ outcome: 'timed-out', stopped: true, stopReason: 'timeout' });
  });
});

describe('--question-grace', () => {
  const limits = { timeoutMs: 1_800_000, startTimeoutMs: 600_000, stopTimeoutMs: 30_000, questionGraceMs: 60_000 };
  const asking =
    (answered?: (session: FakeSession) => Promise<void>) =>
    (_clock: VirtualClock): Script => ({
      started: async (session) => {
        session.enter('Running');
        session.emit(...asks('r1', 'Which colour?'));
        await answered?.(session);
      },
    });

  test('nobody answers: stopped once the grace is over', async () => {
    const { clock, engine, deps } = bench(asking());
    const result = await clock.run(runSession(SPEC, META, deps({ limits })));
    expect(result).toMatchObject({ outcome: 'needs-input', exitCode: 5, stopped: true, stopReason: 'question' });
    expect(engine.calls('create')[0]?.detail).toEqual({ spec: SPEC, meta: META });
    expect(engine.calls('stop')[0]?.at).toBe(60_000);
  });

  test('somebody answers: the stop waits for the end of that run', async () => {
    const { clock, engine, deps } = bench((clock) =>
      asking(async (session) => {
        await clock.sleep(30_000);
        session.emit(runStarted('r2'));
        await clock.sleep(90_000);
        session.emit(runFinished('r2'));
      })(clock),
    );
    const result = await clock.run(runSession(SPEC, META, deps({ limits })));
    expect(result).toMatchObject({ outcome: 'needs-input', stopped: true, stopReason: 'question' });
    expect(engine.calls('stop')[0]?.at).toBe(120_000);
  });

  test('a session that is stopped meanwhile is waited for no longer, and not asked to stop', async () => {
    const { clock, engine, deps } = bench((clock) =>
      asking(async (session) => {
        await clock.sleep(5_000);
        session.enter('Stopped', { stoppedReason: 'user' });
      })(clock),
    );
    const result = await clock.run(runSession(SPEC, META, deps({ limits })));
    expect(result).toMatchObject({ outcome: 'needs-input', stopped: true });
    expect(result.durationMs).toBeLessThan(20_000);
    expect(engine.calls('stop')).toEqual([]);
  });

  test('a signal ends the wait: stopped, 130', async () => {
    const { clock, engine, deps, interrupts } = bench(asking());
    const running = runSession(SPEC, META, deps({ limits }));
    await clock.advance(10_000);
    interrupts.trigger('SIGINT');
    const result = await clock.run(running);
    expect(result).toMatchObject({ outcome: 'cancelled', exitCode: 130, stopped: true });
    expect(engine.calls('stop')).toHaveLength(1);
  });
});

describe('a session that others use', () => {
  test('the run of someone else goes on: the stop is left to it, noted on the session', async () => {
    const { clock, engine, deps } = bench(() => ({
      started: (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'), runStarted('r2'), ...answers('r1'));
      },
    }));
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: false, stopReason: 'in-use' });
    expect(engine.sessions[0]?.annotations[ANNOTATION.stopOwed]).toBe('r1');
    expect(engine.calls('stop')).toEqual([]);
  });

  test('the other run ends while the note is written: the stop is ours again, and the note goes', async () => {
    const { clock, engine, deps } = bench(() => ({
      started: (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'), runStarted('r2'), ...answers('r1'));
      },
    }));
    const annotate = engine.annotate.bind(engine);
    engine.annotate = async (ref, annotations) => {
      await annotate(ref, annotations);
      if (engine.calls('annotate').length === 1) engine.sessions[0]?.emit(runFinished('r2'));
    };
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'finished', stopped: true, stopReason: 'run-finished' });
    expect(engine.sessions[0]?.annotations[ANNOTATION.stopOwed]).toBeUndefined();
  });

  test('a note that cannot be written: the session is stopped rather than forgotten', async () => {
    const { clock, engine, deps, warnings } = bench(() => ({
      started: (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'), runStarted('r2'), ...answers('r1'));
      },
    }));
    engine.fail('annotate', { kind: 'refused', error: new AmberError('FORBIDDEN', 'no') });
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'finished', stopped: true });
    expect(warnings()).toEqual(['stopping']);
  });
});

describe('whatever happens', () => {
  test('a reader that throws: the session is stopped, the result still reported', async () => {
    const { clock, engine, deps, reported } = bench(good());
    const emit = (updates: readonly (typeof reported)[number][]): void => {
      reported.push(...updates);
      if (updates.some(({ type }) => type === 'event')) throw new Error('cannot paint');
    };
    const result = await clock.run(runSession(SPEC, META, deps({ emit })));
    expect(result).toMatchObject({ outcome: null, exitCode: 1, stopped: true, stopReason: 'run-error' });
    expect(result.error).toEqual({ code: 'INTERNAL', message: 'cannot paint' });
    expect(engine.sessions[0]?.phase).toBe('Stopped');
    expect(resultOf(reported)).toEqual(result);
  });

  test('a full disk under the output: the same, with the system’s own code', async () => {
    const { clock, deps } = bench(good());
    const emit = (updates: readonly { readonly type: string }[]): Promise<void> =>
      updates.some(({ type }) => type === 'event')
        ? Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
        : Promise.resolve();
    const result = await clock.run(runSession(SPEC, META, deps({ emit })));
    expect(result).toMatchObject({ outcome: null, exitCode: 1, stopped: true, error: { code: 'ENOSPC' } });
  });

  test('a result that cannot be written is no success', async () => {
    const { clock, deps } = bench(good());
    const emit = (updates: readonly { readonly type: string }[]): void => {
      if (updates.some(({ type }) => type === 'result')) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const result = await clock.run(runSession(SPEC, META, deps({ emit })));
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 1, error: { code: 'ENOSPC' } });
  });

  test('the token expires in the middle: exit 4, and the stop is tried', async () => {
    const { clock, engine, deps } = bench(() => ({
      started: (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'));
      },
    }));
    engine.fail('get', { kind: 'refused', error: new AmberError('UNAUTHENTICATED', '401') });
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: null, exitCode: 4, error: { code: 'UNAUTHENTICATED' }, stopped: true });
    expect(engine.calls('stop').length).toBeGreaterThan(0);
  });

  test('a session that is deleted in the middle counts as stopped', async () => {
    const { clock, deps } = bench((clock) => ({
      started: async (session) => {
        session.enter('Running');
        session.emit(runStarted('r1'));
        await clock.sleep(1_000);
        session.removed = true;
        session.enter('Running');
      },
    }));
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'stopped', by: 'other', exitCode: 9, stopped: true });
  });
});

describe('a stop that is not confirmed', () => {
  const never = (clock: VirtualClock): Script => ({ ...good()(clock), stopped: () => {} });

  test('finished exits 7, and the command that stops the session is reported', async () => {
    const { clock, deps, reported } = bench(never);
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 7, stopped: false, stopReason: 'unconfirmed' });
    expect(result.error).toMatchObject({ code: 'STOP_UNCONFIRMED', hint: 'amber stop session-1' });
    const warnings = reported.flatMap((update) => (update.type === 'warning' ? [update] : []));
    expect(warnings.map(({ code }) => code)).toEqual(['stop-waiting']);
    expect(result.durationMs).toBe(91_100);
  });

  test('a failed run stays 3, and says stopped: false; what is in the way of the stop is a warning', async () => {
    const { clock, deps, reported } = bench((clock) => ({ ...good(runError('r1'))(clock), stopped: () => {} }));
    const result = await clock.run(runSession(SPEC, META, deps()));
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 3, stopped: false, stopReason: 'unconfirmed' });
    expect(result.error).toMatchObject({ code: 'MODEL', hint: 'amber stop session-1' });
    const warned = reported.flatMap((update) => (update.type === 'warning' ? [update.message] : []));
    expect(warned.at(-1)).toMatch(/^session "session-1" may still be running.*; this stops it: amber stop session-1$/);
  });
});

describe('without a way to the events', () => {
  const without = (engine: ReturnType<typeof bench>['engine']): void =>
    engine.fail('events', {
      kind: 'refused',
      error: new AmberError('NO_STREAM', 'no Service', { hint: '--api-url URL' }),
    });
  const warnings = (reported: ReturnType<typeof bench>['reported']): string[] =>
    reported.flatMap((update) => (update.type === 'warning' ? [update.message] : []));

  test('a session that goes on after its run: what ends that is said at its beginning, once', async () => {
    const { clock, engine, deps, reported } = bench(good());
    without(engine);
    const result = await clock.run(runSession(SPEC, META, deps({ keep: true })));
    const untold = warnings(reported).filter((message) =>
      message.startsWith('nothing here says when the run has ended'),
    );
    expect(untold).toEqual([expect.stringMatching(/--timeout ends it, 30m after its begin \(--api-url URL\)$/)]);
    expect(result).toMatchObject({ outcome: 'timed-out', exitCode: 124, error: { hint: '--api-url URL' } });
  });

  test('a session that ends by itself needs no such warning', async () => {
    const { clock, engine, deps, reported } = bench(good());
    without(engine);
    await clock.run(runSession(SPEC, META, deps()));
    expect(warnings(reported).some((message) => message.startsWith('nothing here tells'))).toBe(false);
  });
});
