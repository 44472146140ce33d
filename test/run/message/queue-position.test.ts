import { expect, test } from 'vitest';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { RunTracker } from '../../../src/core/tracker/run-tracker.ts';
import { QueuePosition } from '../../../src/run/message/queue-position.ts';
import { RunLifecycle } from '../../../src/run/run-lifecycle.ts';
import { bench } from '../harness.ts';

const REF = { project: 'test', name: 's' };

/** A message `own` in a session with a queue. */
function waiting() {
  const { clock, deps, engine, reported } = bench();
  let queue: readonly string[] = [];
  const openRuns = () => Promise.resolve({ isUnderWay: true, waiting: queue });
  const tracker = new RunTracker({ kind: 'sent', runId: 'own' }, TIMING, 0);
  const place = new QueuePosition(
    new RunLifecycle(deps({ engine: Object.assign(engine, { openRuns }) })),
    REF,
    tracker,
  );
  return {
    place,
    look: (...now: readonly string[]) => {
      queue = now;
      return place.look();
    },
    started: (more: object) => {
      tracker.event({ type: 'RUN_STARTED', threadId: 's', runId: 'own', ...more }, clock.now());
      place.take([]);
    },
    said: () => reported.flatMap((update) => (update.type === 'run.queued' ? [update.before] : [])),
  };
}

test('a count that rises is not said: nothing gets in before a message', async () => {
  const { look, said, started } = waiting();
  await look('a', 'own');
  await look('b', 'a', 'own');
  await look('own');
  await look('a', 'own');
  started({});
  expect(said()).toEqual([2, 1, 0]);
});

test('a message that its host only notes as asked has not begun, and nobody says so', async () => {
  const { look, said, started } = waiting();
  await look('own');
  started({ begun: false });
  expect(said()).toEqual([1]);
});
