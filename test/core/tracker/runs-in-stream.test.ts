import { expect, test } from 'vitest';
import { RunsInStream } from '../../../src/core/tracker/runs-in-stream.ts';

const started = (runId: string, message: string) => ({
  type: 'RUN_STARTED',
  threadId: 't',
  runId,
  input: { messages: [{ id: message, role: 'user', content: 'x' }] },
});
const finished = (runId: string) => ({ type: 'RUN_FINISHED', threadId: 't', runId });
const snapshot = (message: string) => ({
  type: 'MESSAGES_SNAPSHOT',
  messages: [
    { id: message, role: 'user', content: 'x' },
    { id: 'a', role: 'assistant', content: 'answer' },
  ],
});

test('a snapshot without an id is of the run that brought its last message', () => {
  const table = new RunsInStream(0);
  table.take(started('one', 'm1'), 0);
  expect(table.take(snapshot('m1'), 1)?.id).toBe('one');
});

test('a run that answers an interrupt brings no message: a snapshot is of the one that goes on, not of the ended one', () => {
  const table = new RunsInStream(0);
  for (const event of [started('one', 'm1'), finished('one'), started('two', 'm2')]) table.take(event, 0);
  expect(table.take(snapshot('m1'), 1)?.id).toBe('two');
  table.take(finished('two'), 2);
  expect(table.take(snapshot('m1'), 3)?.id).toBe('one');
});
