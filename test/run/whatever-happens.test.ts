import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AguiEvent } from '../../src/core/agui/events.ts';
import { AmberError, type ErrorCode } from '../../src/core/errors.ts';
import type { Result } from '../../src/core/result.ts';
import { ANNOTATION } from '../../src/core/session/session.ts';
import { runSession } from '../../src/run/run-session.ts';
import { sendMessage } from '../../src/run/send-message.ts';
import { asks, runError, runFinished, runStarted, says } from '../fakes/agui.ts';
import type { FakeSession, Fault, Script } from '../fakes/engine.ts';
import type { VirtualClock } from '../fakes/virtual-clock.ts';
import { type Bench, bench, META, resultOf, SPEC } from './harness.ts';

/** What may happen to a session, and when, in milliseconds after the step before. */
interface Happening {
  readonly after: number;
  readonly what:
    | 'run'
    | 'text'
    | 'finish'
    | 'fail'
    | 'ask'
    | 'stop'
    | 'crash'
    | 'die'
    | 'restart'
    | 'other'
    | 'otherEnds'
    | 'remove';
}

const happening: fc.Arbitrary<Happening> = fc.record({
  after: fc.constantFrom(0, 1, 50, 3_000, 20_000, 400_000),
  what: fc.constantFrom(
    'run',
    'text',
    'text',
    'finish',
    'finish',
    'fail',
    'ask',
    'stop',
    'crash',
    'die',
    'restart',
    'other',
    'otherEnds',
    'remove',
  ),
});

const code = fc.constantFrom<ErrorCode>('UNAVAILABLE', 'CONFLICT', 'TIMEOUT', 'FORBIDDEN', 'BAD_RESPONSE', 'INTERNAL');
const fault: fc.Arbitrary<Fault> = fc.oneof(
  code.map((code) => ({ kind: 'refused' as const, error: new AmberError(code, `refused ${code}`) })),
  code.map((code) => ({ kind: 'lost' as const, error: new AmberError(code, `lost ${code}`) })),
  fc.boolean().map((works) => ({ kind: 'hangs' as const, works })),
);
const faults = fc.array(
  fc.tuple(fc.constantFrom('create', 'get', 'list', 'send', 'events', 'stop', 'start', 'probe', 'annotate'), fault),
  { maxLength: 6 },
);
const interrupts = fc.array(
  fc.tuple(fc.constantFrom(0, 10, 1_000, 30_000, 500_000), fc.constantFrom('SIGINT', 'SIGTERM', 'EPIPE')),
  { maxLength: 3 },
);
const world = fc.record({
  happenings: fc.array(happening, { maxLength: 6 }),
  faults,
  interrupts,
  keep: fc.boolean(),
  onInterrupt: fc.constantFrom('stop', 'detach'),
  questionGraceMs: fc.constantFrom(0, 60_000),
  breaksAt: fc.constantFrom(-1, -1, -1, 0, 3),
  stops: fc.constantFrom('soon', 'soon', 'late', 'never'),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

function play(clock: VirtualClock, { happenings, stops }: World): Script & { finished: Set<string> } {
  const finished = new Set<string>();
  const live = async (session: FakeSession, runId: string): Promise<void> => {
    for (const { after, what } of happenings) {
      await clock.sleep(after);
      if (session.phase !== 'Running') return;
      const emit = (...events: readonly AguiEvent[]): void => session.emit(...events);
      if (what === 'run') emit(runStarted(runId));
      else if (what === 'text') emit(...says(runId, 'm1', 'some ', 'text'));
      else if (what === 'fail') emit(runError(runId));
      else if (what === 'ask') emit(...asks(runId, 'Which?'));
      else if (what === 'stop') session.enter('Stopped', { stoppedReason: 'user' });
      else if (what === 'crash') session.enter('Failed');
      else if (what === 'die') session.runner = 'gone';
      else if (what === 'restart') session.enter('Running', { startTime: `${clock.now()}` });
      else if (what === 'other') emit({ ...runStarted('theirs'), threadId: 'another' });
      else if (what === 'otherEnds') {
        emit({ ...runFinished('theirs'), threadId: 'another' });
        // Where it is the first that a new session has, nobody can know that it is not ours.
        finished.add('theirs');
      } else if (what === 'remove') session.removed = true;
      else {
        emit(runFinished(runId));
        finished.add(runId);
      }
    }
  };
  return {
    finished,
    started: async (session) => {
      session.enter('Creating');
      await clock.sleep(100);
      if (session.phase !== 'Creating') return;
      session.enter('Running', { startTime: `${clock.now()}` });
      if (session.spec.initialPrompt !== undefined) await live(session, 'r1');
    },
    sent: (session, { runId }) => live(session, runId),
    stopped: async (session) => {
      if (stops === 'never' || session.phase === 'Stopped') return;
      session.enter('Stopping');
      await clock.sleep(stops === 'soon' ? 20 : 20_000);
      session.enter('Stopped', { stoppedReason: 'user' });
    },
  };
}

function holds(made: Bench, result: Result, finished: ReadonlySet<string>, { breaksAt }: World): void {
  const { reported, engine, clock } = made;
  if (breaksAt < 0) expect(resultOf(reported)).toEqual(result);
  const session = engine.sessions.find(({ ref }) => ref.name === result.session);
  // Success only with a witnessed end of the own run.
  if (result.outcome === 'finished') expect(finished.has(result.runId ?? '')).toBe(true);
  if (result.exitCode === 0) expect(['finished', 'detached']).toContain(result.outcome);
  // "Stopped" only if that is so; and what is not stopped is accounted for.
  if (result.stopped)
    expect(
      [session?.removed === true, session?.phase].some((it) => it === true || it === 'Stopped' || it === 'Failed'),
    ).toBe(true);
  else expect(['kept', 'in-use', 'detached', 'unconfirmed', null]).toContain(result.stopReason);
  if (result.stopReason === 'unconfirmed') {
    expect(result.exitCode).not.toBe(0);
    expect(result.error?.hint).toBeDefined();
    // Once: as the error, or beside another one.
    const isWarned = reported.some((it) => it.type === 'warning' && it.code === 'stop-unconfirmed');
    if (breaksAt < 0) expect(isWarned).toBe(result.error?.code !== 'STOP_UNCONFIRMED');
  }
  // Who was told to stop stops, whoever else uses the session and whatever was to be kept.
  if (result.outcome === 'cancelled' && result.by === 'us')
    expect(['kept', 'in-use', 'detached']).not.toContain(result.stopReason);
  // A session of our own is never left without a word.
  if (session?.annotations[ANNOTATION.requestId] !== undefined) expect(result.stopReason).not.toBeNull();
  if (result.outcome === null) expect(result.error).toBeDefined();
  expect(clock.now()).toBeLessThan(3_000_000);
}

async function live(world: World, existing: boolean): Promise<void> {
  let script: (Script & { finished: Set<string> }) | undefined;
  const made = bench((clock) => {
    script = play(clock, world);
    return script;
  });
  const { clock, engine, interrupts, reported, deps } = made;
  for (const [call, fault] of world.faults) engine.fail(call as Parameters<typeof engine.fail>[0], fault);
  let tells = 0;
  const own = deps({
    keep: world.keep,
    onInterrupt: world.onInterrupt as 'stop' | 'detach',
    limits: {
      timeoutMs: 1_800_000,
      startTimeoutMs: 600_000,
      stopTimeoutMs: 30_000,
      questionGraceMs: world.questionGraceMs,
    },
    emit: (updates) => {
      reported.push(...updates);
      tells += 1;
      if (tells - 1 === world.breaksAt) throw new Error('the reader broke');
    },
  });
  const running = existing ? sendMessage(engine.add('one', 'Stopped').ref, 'Hi', own) : runSession(SPEC, META, own);
  const signals = (async () => {
    for (const [after, cause] of world.interrupts) {
      await clock.sleep(after);
      interrupts.trigger(cause as 'SIGINT');
    }
  })();
  const result = await clock.run(running);
  await clock.run(signals);
  holds(made, result, script?.finished ?? new Set(), world);
}

test('whatever happens to a new session: one result, one truth, nothing forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(world, (world) => live(world, false)),
    { numRuns: 150 },
  );
});

test('whatever happens to a message: one result, one truth, nothing forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(world, (world) => live(world, true)),
    { numRuns: 150 },
  );
});
