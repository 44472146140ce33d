import { expect, test } from 'vitest';
import type { StreamItem } from '../../src/core/agui/events.ts';
import { AmberError } from '../../src/core/errors.ts';
import type { Session } from '../../src/core/session/session.ts';
import type { TailSource } from '../../src/tail/tail-source.ts';
import { arrived, SleepyClock } from '../fakes/clock.ts';
import { sessionOf } from '../fakes/sse-server.ts';
import { Tailed } from './tailed.ts';

/** A stream that sends nothing until `first` is called with its first batch, and then ends. */
function silent(isEmpty: () => Promise<boolean>) {
  let send: (items: readonly StreamItem[]) => void = () => undefined;
  const asked = { isEmpty: 0 };
  const source: TailSource = {
    get: async () => sessionOf('Running') as Session,
    probe: async () => ({ runner: 'alive', tasks: 0 }),
    async *events() {
      yield await new Promise<readonly StreamItem[]>((resolve) => {
        send = resolve;
      });
    },
    isEmpty: async () => {
      asked.isEmpty += 1;
      return isEmpty();
    },
  };
  return { source, asked, first: (items: readonly StreamItem[]) => send(items) };
}

async function lookAt(source: TailSource, clock: SleepyClock, kind: 'replay-end' | 'session-end' = 'replay-end') {
  const tailed = new Tailed(source, clock, { until: { kind } });
  let isDone = false;
  tailed.done.then(
    () => {
      isDone = true;
    },
    () => undefined,
  );
  await arrived();
  for (let n = 0; n < 5; n += 1) {
    await clock.advance(1_000);
    await arrived();
  }
  return { tailed, isDone: () => isDone };
}

test('a log that is empty has been read, although its stream sends nothing', async () => {
  const { source, asked } = silent(async () => true);
  const { tailed, isDone } = await lookAt(source, new SleepyClock());
  expect(isDone()).toBe(true);
  expect(tailed.types).toEqual(['session.phase']);
  expect(asked.isEmpty).toBe(1);
});

test.each<[what: string, isEmpty: () => Promise<boolean>]>([
  ['holds something', async () => false],
  [
    'may not be asked',
    async () => {
      throw new AmberError('FORBIDDEN', 'not for you');
    },
  ],
])('a log that %s is waited for', async (_, isEmpty) => {
  const { source, asked, first } = silent(isEmpty);
  const { tailed, isDone } = await lookAt(source, new SleepyClock());
  expect(isDone()).toBe(false);
  expect(asked.isEmpty).toBe(1);
  const event = { type: 'RUN_STARTED', threadId: 't', runId: 'r' };
  first([{ kind: 'event', event, raw: JSON.stringify(event) }]);
  await tailed.done;
  expect(tailed.types).toContain('RUN_STARTED');
});

test('who follows the session waits for what comes', async () => {
  const { source, asked } = silent(async () => true);
  const { isDone } = await lookAt(source, new SleepyClock(), 'session-end');
  expect(isDone()).toBe(false);
  expect(asked.isEmpty).toBe(0);
});
