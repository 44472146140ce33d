import { expect } from 'vitest';
import { systemClock } from '../../src/async/system-clock.ts';
import { Bed, PROJECT, type Tap } from './harness.ts';
import { logged, readOn } from './read-on.ts';

/** Numbers from 0 to 1, always the same ones. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/**
 * Clients of one run, each cut off again and again, after some milliseconds or some events, and resumed, until they have
 * been cut so often: what each was given has to be the log.
 */
export async function cutClients(clients: number, times: number): Promise<void> {
  await using bed = await Bed.open();
  const name = await bed.create();
  await bed.run(name, 'run-1');
  const run = await bed.store.runner.next();
  const random = seeded(42);
  let cuts = 0;
  const cut = async (tap: Tap): Promise<void> => {
    const patience = systemClock.sleep(1 + Math.floor(random() * 12));
    const wanted = Math.floor(random() * 40);
    await Promise.race([tap.until(({ items }) => items.length > wanted).catch(() => undefined), patience]);
    cuts++;
  };
  const url = `${bed.url}${bed.path(name, '/agui/events')}`;
  const readers = Promise.all(
    Array.from({ length: clients }, () => readOn(url, ({ raw }) => raw.includes('RUN_FINISHED'), cut)),
  );
  for (let i = 1; cuts < times; i++) {
    if (!run.send({ type: 'CUSTOM', name: 'n', value: i })) await run.drained();
    if (i % 4 === 0) await systemClock.sleep(1);
  }
  run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
  run.end();
  const delivered = await readers;
  const log = logged(bed.stateDir, PROJECT, name);
  for (const got of delivered) expect(got).toEqual(log);
}
