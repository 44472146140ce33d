import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { RunTracker } from '../../../src/core/tracker/run-tracker.ts';
import { called, failed, feed, finished, OTHER, OWN, RUNNING, said, sent, session, started, taken } from './events.ts';

const QUESTION = JSON.stringify({ questions: [{ question: 'Which?', options: [{ label: 'a' }] }] });

/** One run as the platform tells it, with its id on every event. */
function storyOf(runId: string, threadId: string): fc.Arbitrary<AguiEvent[]> {
  const ids = { run_id: runId };
  const part = fc.oneof(
    fc.tuple(fc.string({ maxLength: 20 }), fc.uuid()).map(([words, id]) => said(words, id, ids)),
    fc.uuid().map((id) => called('Bash', '{"command":"ls"}', id, ids)),
    fc.uuid().map((id) => called('AskUserQuestion', QUESTION, id, ids)),
    fc.constant([failed('An event was too large to send (2 MB)', ids)]),
    fc.constant([{ type: 'UNHEARD_OF', ...ids }]),
  );
  const end = fc.constantFrom<AguiEvent[]>(
    [finished(runId)],
    [finished(runId, { result: undefined })],
    [finished(runId, { result: { is_error: true } })],
    [finished(runId, { outcome: { type: 'cancelled' } })],
    [failed('boom', ids)],
  );
  return fc
    .tuple(fc.array(part, { maxLength: 5 }), end)
    .map(([parts, last]) => [taken(runId, { threadId }), started(runId, { threadId }), ...parts.flat(), ...last]);
}

/** Two lists shuffled into one, each in its own order. */
function interleaved(a: readonly AguiEvent[], b: readonly AguiEvent[], picks: readonly boolean[]): AguiEvent[] {
  const [left, right] = [[...a], [...b]];
  const mixed = picks.flatMap((pick) => (pick ? left : right).shift() ?? []);
  return [...mixed, ...left, ...right];
}

function endOf(events: readonly AguiEvent[]) {
  const tracker = sent();
  feed(tracker, events);
  return tracker.end(TIMING.errorSettle);
}

const OURS = storyOf(OWN, 'thread');

describe('whatever the runs are', () => {
  test('case 12: another run in between changes nothing of our end', () => {
    fc.assert(
      fc.property(OURS, storyOf(OTHER, 'thread'), fc.array(fc.boolean()), (ours, theirs, picks) => {
        expect(endOf(interleaved(ours, theirs, picks))).toEqual(endOf(ours));
      }),
    );
  });

  test('case 20: lifecycle events that come twice change nothing of our end', () => {
    fc.assert(
      fc.property(OURS, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (ours, twice) => {
        const doubled = ours.flatMap((event, at) => (/^RUN_/.test(event.type) && twice[at] ? [event, event] : [event]));
        expect(endOf(doubled)).toEqual(endOf(ours));
      }),
    );
  });

  test('case 19: a connection lost anywhere, with a whole replay after it, changes nothing of our end', () => {
    fc.assert(
      fc.property(OURS, fc.nat(), (ours, cut) => {
        const tracker = sent();
        feed(tracker, ours.slice(0, cut % ours.length));
        tracker.connection('closed', 1);
        tracker.connection('open', 1);
        feed(tracker, ours, 1);
        expect(tracker.end(1 + TIMING.errorSettle)).toEqual(endOf(ours));
      }),
    );
  });

  test('case 20: an end sticks, whatever comes after it', () => {
    fc.assert(
      fc.property(OURS, OURS, fc.constantFrom('Failed', 'Stopped', 'Running'), (ours, more, phase) => {
        const tracker = sent();
        feed(tracker, ours);
        const end = tracker.end(TIMING.errorSettle);
        expect(end).toBeDefined();
        feed(tracker, more, 10_000);
        tracker.session(session({ phase }), 10_001);
        tracker.probe({ runner: 'gone', tasks: 0 }, 10_002);
        tracker.expire('timeout', 10_003);
        expect(tracker.end(1_000_000)).toBe(end);
        expect(tracker.next(1_000_000)).toBeUndefined();
      }),
    );
  });

  test('a story without its end never ends while the session works and its runner lives', () => {
    fc.assert(
      fc.property(OURS, fc.array(fc.constantFrom('get', 'alive', 'close', 'open', 'probe')), (ours, acts) => {
        const tracker = sent();
        feed(tracker, ours.slice(0, -1));
        acts.forEach((act, index) => {
          const now = 7_000 * (index + 1);
          if (act === 'get') tracker.session(RUNNING, now);
          else if (act === 'alive') tracker.alive(now);
          else if (act === 'probe') tracker.probe({ runner: index % 2 === 0 ? 'alive' : 'unknown', tasks: 0 }, now);
          else tracker.connection(act === 'open' ? 'open' : 'closed', now);
          expect(tracker.end(now)).toBeUndefined();
        });
      }),
    );
  });

  test('a step that is taken is not asked for again at the same time: no busy loop', () => {
    const answers = fc.constantFrom<'fail' | 'none' | 'idle' | 'Running' | 'Stopped' | 'Stopping'>(
      'fail',
      'none',
      'idle',
      'Running',
      'Stopped',
      'Stopping',
    );
    const runners = fc.constantFrom<'alive' | 'gone' | 'unknown'>('alive', 'gone', 'unknown');
    fc.assert(
      fc.property(OURS, fc.boolean(), fc.array(fc.tuple(answers, runners), { minLength: 1 }), (ours, begun, plan) => {
        const tracker = sent();
        tracker.connection('open', 0);
        feed(tracker, begun ? ours.slice(0, 2) : []);
        let now = 0;
        let atOnce = 0;
        for (let step = 0; step < 200; step++) {
          const next = tracker.next(now);
          if (next === undefined) return;
          atOnce = next.at <= now ? atOnce + 1 : 0;
          // A look at the session, at its runner, and a reconnect may fall together; more would be a loop.
          expect(atOnce).toBeLessThan(5);
          now = Math.max(now, next.at);
          const [answer, runner] = plan[step % plan.length] ?? ['fail', 'unknown'];
          if (next.action === 'probe') tracker.probe({ runner, tasks: 0 }, now);
          else if (next.action === 'reconnect') {
            tracker.connection('closed', now);
            if (runner !== 'gone') tracker.connection('open', now);
          } else if (next.action === 'get') {
            if (answer === 'fail') tracker.failed(now);
            else if (answer === 'none') tracker.session(null, now);
            else if (answer === 'idle') tracker.session(session({ phase: 'Running', agentStatus: 'idle' }), now);
            else tracker.session(session({ phase: answer }), now);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('garbage never throws, and is never an end of ours', () => {
    const type = fc.constantFrom(
      'RUN_STARTED',
      'RUN_FINISHED',
      'RUN_ERROR',
      'TEXT_MESSAGE_CHUNK',
      'TOOL_CALL_CHUNK',
      'CUSTOM',
    );
    const event = fc
      .tuple(fc.oneof(type, fc.string()), fc.dictionary(fc.string(), fc.jsonValue()))
      .map(([name, fields]) => ({
        ...fields,
        type: name,
      }));
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const tracker = new RunTracker({ kind: 'sent', runId: 'a run that no garbage names' }, TIMING, 0);
        feed(tracker, events);
        expect(tracker.end(1_000_000)).toBeUndefined();
      }),
    );
  });
});
