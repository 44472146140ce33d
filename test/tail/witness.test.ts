import { describe, expect, test } from 'vitest';
import { TIMING } from '../../src/core/stream-timing.ts';
import { RunTracker } from '../../src/core/tracker/run-tracker.ts';
import { Witness, type WitnessAnswer } from '../../src/tail/witness.ts';
import { runError, runStarted } from '../fakes/agui.ts';
import { arrived, SleepyClock } from '../fakes/clock.ts';
import { SseServer, sessionOf } from '../fakes/sse-server.ts';
import { sourceOf, Tailed } from './tailed.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a witness', () => {
  test('is asked again at once, and then no more than twice in twice the pause', async () => {
    const witness = new Witness(
      async () => 1,
      250,
      () => witness.taken(),
    );
    for (const [at, next] of [
      [0, 0],
      [10, 500],
      [500, 510],
    ] as const) {
      expect(witness.when(at)).toBe(at);
      witness.ask(at);
      await settled();
      expect(witness.when(at)).toBe(Math.max(at, next));
    }
  });

  test('is not asked again while its answer waits to be taken note of', async () => {
    const answers: WitnessAnswer<number>[] = [];
    const witness = new Witness(
      async () => answers.length,
      250,
      (answer) => answers.push(answer),
    );
    witness.ask(0);
    await settled();
    expect(answers).toEqual([{ value: 0 }]);
    expect(witness.asking).toBe(true);
    witness.ask(1_000);
    await settled();
    expect(answers).toHaveLength(1);
    witness.taken();
    expect(witness.asking).toBe(false);
  });
});

test('a run that fails at once ends with its stream, without a reconnection', async () => {
  const clock = new SleepyClock();
  await using server = await SseServer.start(async (connection) => {
    connection.send(runStarted('r1'), runError('r1'));
    await clock.sleep(50);
    server.session = sessionOf('Stopped');
    connection.end();
  });
  const tracker = new RunTracker({ kind: 'initial' }, TIMING, clock.now());
  const watch = new Tailed(sourceOf(server), clock, { until: { kind: 'own-end', tracker } });
  let isDone = false;
  void watch.done.then(() => {
    isDone = true;
  });
  while (!isDone) {
    // All that needs no time has happened before some passes.
    for (let i = 0; i < 10; i += 1) await arrived();
    await clock.advance(50);
  }
  expect(clock.now()).toBeLessThan(1_500);
  expect((await watch.done)?.outcome).toBe('failed');
  expect(watch.types).not.toContain('stream.reconnected');
});
