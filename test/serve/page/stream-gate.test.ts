import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StreamGate } from '../../../src/serve/page/browser/session/stream-gate.ts';

let gate: StreamGate;
let over: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  gate = new StreamGate();
  over = new AbortController();
});
afterEach(() => vi.useRealTimers());

/** The next connection; `signal` is undefined until it may be made. */
async function next(): Promise<{ signal?: AbortSignal }> {
  const connection: { signal?: AbortSignal } = {};
  void gate.opened(over.signal).then((signal) => {
    connection.signal = signal;
  });
  await vi.advanceTimersByTimeAsync(0);
  return connection;
}

const isOpen = ({ signal }: { signal?: AbortSignal }): boolean => signal !== undefined && !signal.aborted;
const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test('the stream of a session that runs stays open, however quiet it is', async () => {
  const connection = await next();
  gate.received(true);
  gate.changed(false);
  await wait(600_000);
  expect(isOpen(connection)).toBe(true);
});

test('the stream of a session that has stopped is closed once all was read and nothing more comes', async () => {
  gate.changed(true);
  const connection = await next();
  gate.received(false);
  await wait(60_000);
  expect(isOpen(connection)).toBe(true);
  gate.received(true);
  for (let more = 0; more < 5; more++) {
    await wait(1_500);
    gate.received(true);
  }
  expect(isOpen(connection)).toBe(true);
  await wait(2_000);
  expect(isOpen(connection)).toBe(false);
  expect(isOpen(await next())).toBe(false);
});

test.each([
  ['it was started', () => gate.changed(false), true],
  ['it has changed, stopped as it is', () => gate.changed(true), false],
  ['a message was sent', () => gate.wake(), false],
])('a closed stream is opened again where %s, and closed where it has still stopped', async (_, open, isRunning) => {
  gate.changed(true);
  await next();
  gate.received(true);
  await wait(2_000);
  const second = await next();
  expect(isOpen(second)).toBe(false);
  open();
  await wait(0);
  expect(isOpen(second)).toBe(true);
  gate.received(true);
  await wait(60_000);
  expect(isOpen(second)).toBe(isRunning);
});

test('where the server ends the stream of a session that has stopped, none is opened', async () => {
  gate.changed(true);
  await next();
  gate.received(true);
  expect(isOpen(await next())).toBe(false);
});

test('a hidden tab closes its stream after some seconds whatever comes, and opens it only when it is seen', async () => {
  const first = await next();
  gate.setHidden(true);
  await wait(4_000);
  gate.setHidden(false);
  await wait(60_000);
  expect(isOpen(first)).toBe(true);
  gate.setHidden(true);
  for (let second = 0; second < 5; second++) {
    await wait(1_000);
    gate.received(true);
  }
  expect(isOpen(first)).toBe(false);
  const again = await next();
  gate.wake();
  gate.changed(false);
  await wait(60_000);
  expect(isOpen(again)).toBe(false);
  gate.setHidden(false);
  await wait(0);
  expect(isOpen(again)).toBe(true);
});

test('a page that is left waits for nothing', async () => {
  gate.setHidden(true);
  await wait(5_000);
  const connection = await next();
  expect(connection.signal).toBeUndefined();
  over.abort();
  await wait(0);
  expect(connection.signal).toBeDefined();
});
