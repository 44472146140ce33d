import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/async/clock.ts';
import { TIMING } from '../../src/core/timing.ts';
import { RunTracker } from '../../src/core/tracker/run-tracker.ts';
import { Witness, type WitnessAnswer } from '../../src/tail/witness.ts';
import { runError, runStarted } from '../fakes/agui.ts';
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
  await using server = await SseServer.start((connection) => {
    connection.send(runStarted('r1'), runError('r1'));
    setTimeout(() => {
      server.session = sessionOf('Stopped');
      connection.end();
    }, 50);
  });
  const began = systemClock.now();
  const tracker = new RunTracker({ kind: 'initial' }, TIMING, began);
  const watch = new Tailed(sourceOf(server), systemClock, { until: { kind: 'own-end', tracker } });
  expect((await watch.done)?.outcome).toBe('failed');
  expect(watch.types).not.toContain('stream.reconnected');
  expect(systemClock.now() - began).toBeLessThan(1_500);
});
