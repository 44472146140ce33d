import { expect, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { readSessionRuns } from '../../../src/cli/usage/session-runs.ts';
import { AmberError } from '../../../src/core/errors.ts';
import { lastRunAnnotations } from '../../../src/core/session/last-run-annotation.ts';
import { FakeEngine, FakeSession } from '../../fakes/engine.ts';

const AT = Date.parse('2026-11-20T00:00:00Z');

/** A session that has stopped, with a run that took a minute. */
function stopped(name: string, completionTime: string): FakeSession {
  const session = new FakeSession({ project: 'p', name }, {}, {});
  const result = { total_cost_usd: 0.5, usage: { input_tokens: 7, output_tokens: 3 } };
  session.emit(
    { type: 'RUN_STARTED', threadId: name, runId: `run-${name}`, timestamp: AT },
    { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', role: 'assistant', delta: 'done', timestamp: AT + 1_000 },
    { type: 'RUN_FINISHED', threadId: name, runId: `run-${name}`, result, timestamp: AT + 60_000 },
  );
  session.enter('Stopped', { completionTime });
  return session;
}

test('runs are what the sessions’ own events say; sessions that ended before are not read, and what can’t be read is counted', async () => {
  const engine = new FakeEngine(systemClock);
  const read = async (since?: string) => {
    const begun: number[] = [];
    const found = await readSessionRuns(
      { clock: systemClock },
      engine,
      'p',
      since === undefined ? undefined : new Date(since),
      (count) => begun.push(count),
    );
    return { ...found, begun };
  };
  engine.sessions.push(stopped('old', '2026-11-01T00:00:00Z'), stopped('new', '2026-11-20T00:02:00Z'));
  expect(await read('2026-11-10')).toEqual({
    begun: [1],
    unread: 0,
    runs: [
      {
        ...{ project: 'p', session: 'new', runId: 'run-new', outcome: 'finished', cost: { usd: 0.5 } },
        ...{ startedAt: '2026-11-20T00:00:00.000Z', endedAt: '2026-11-20T00:01:00.000Z' },
        usage: { inputTokens: 7, outputTokens: 3 },
      },
    ],
  });
  const [, { annotations } = { annotations: {} }] = engine.sessions;
  Object.assign(
    annotations,
    lastRunAnnotations({ runId: 'run-new', outcome: 'failed', code: 'OUTPUT_INVALID', at: '' }),
  );
  expect((await read('2026-11-10')).runs).toMatchObject([{ outcome: 'failed', code: 'OUTPUT_INVALID' }]);
  engine.fail('events', { kind: 'refused', error: new AmberError('NO_STREAM', 'no way to the events') });
  const all = await read();
  expect([all.begun, all.runs.length, all.unread]).toEqual([[2], 1, 1]);
});
