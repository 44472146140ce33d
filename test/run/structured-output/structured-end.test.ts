import { describe, expect, test } from 'vitest';
import { textIn } from '../../../src/core/agui/message-files.ts';
import { AmberError } from '../../../src/core/errors.ts';
import type { RunInput } from '../../../src/core/session/session.ts';
import { runSession } from '../../../src/run/run-session.ts';
import { sendMessage } from '../../../src/run/send-message.ts';
import { check } from '../../../src/run/structured-output/check-against-schema.ts';
import type { OutputSchema } from '../../../src/run/structured-output/output-schema.ts';
import { asks, runFinished, runStarted, says } from '../../fakes/agui.ts';
import type { Script } from '../../fakes/engine.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { type Bench, bench, META, resultOf, SPEC } from '../harness.ts';

const text = JSON.stringify({ type: 'object', properties: { files: { type: 'integer' } }, required: ['files'] });
/** In this thread: the clock is none that another thread knows. */
const outputSchema: OutputSchema = {
  text,
  judge: async (message) => {
    const { json, complaints } = check({ kind: 'answer', schema: text, message });
    return json === undefined ? { complaints } : { value: JSON.parse(json) };
  },
};

const USAGE = { inputTokens: 10, outputTokens: 5 };

/** Answers the prompt, and each message after it, with the next of these. */
const saying =
  (...answers: readonly string[]) =>
  (clock: VirtualClock): Script => {
    let runs = 0;
    const end = (runId: string) =>
      runFinished(runId, { usage: [USAGE], result: { is_error: false, total_cost_usd: 0.25 } });
    return {
      started: async (session) => {
        await clock.sleep(100);
        session.enter('Running', { startTime: `start ${clock.now()}` });
        if (runs > 0 || session.spec.initialPrompt === undefined) return;
        runs += 1;
        session.emit(runStarted('r1'), ...says('r1', 'm1', answers[0] ?? ''));
        await clock.sleep(1_000);
        session.emit(end('r1'));
      },
      sent: async (session, { runId }) => {
        runs += 1;
        session.emit(runStarted(runId), ...says(runId, `m${runs}`, answers[runs - 1] ?? ''));
        await clock.sleep(1_000);
        session.emit(end(runId));
      },
    };
  };

const messages = ({ engine }: Bench): string[] =>
  engine.calls('send').map(({ detail }) => textIn((detail as RunInput).messages[0]?.content ?? ''));
describe('a run with an output schema', () => {
  test('the prompt ends with the schema, and the value is in the result', async () => {
    const it = bench(saying('```json\n{"files": 3}\n```'));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema })));
    const initialPrompt = expect.stringMatching(/^Say hello\n\nYour final message must be/);
    expect(it.engine.calls('create')).toMatchObject([{ detail: { spec: { stopOnRunFinished: true, initialPrompt } } }]);
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, structured: { files: 3 }, stopped: true });
    expect(messages(it)).toEqual([]);
  });

  test('an answer that does not fit: the agent is asked once more, in the same session, and both runs count', async () => {
    const it = bench(saying('About three.', '{"files": 3}'));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema })));
    expect(result).toMatchObject({
      outcome: 'finished',
      exitCode: 0,
      session: 'session-1',
      message: '{"files": 3}',
      structured: { files: 3 },
      usage: { inputTokens: 20, outputTokens: 10 },
      cost: { usd: 0.5 },
      stopped: true,
      stopReason: 'run-finished',
    });
    expect(it.engine.calls('create')).toHaveLength(1);
    expect(messages(it)).toEqual([expect.stringContaining('it is not JSON')]);
    expect(messages(it)[0]).toContain(text);
    expect(it.warnings()).toEqual(['output-invalid']);
    expect(it.engine.sessions[0]?.phase).toBe('Stopped');
  });

  test('it is stopped before the message, and started for it: killed in between, Amber leaves nothing that runs', async () => {
    const it = bench(saying('About three.', '{"files": 3}'));
    await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema })));
    const order = it.engine.seen.map(({ call }) => call).filter((call) => ['stop', 'start', 'send'].includes(call));
    expect(order).toEqual(['stop', 'start', 'send', 'stop']);
  });

  test('one that was kept is sent the message as it is, and goes on', async () => {
    const it = bench(saying('About three.', '{"files": 3}'));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema, keep: true })));
    expect(result).toMatchObject({ outcome: 'finished', structured: { files: 3 }, stopped: false, stopReason: 'kept' });
    expect(it.engine.calls('stop')).toEqual([]);
    expect(it.engine.calls('start')).toEqual([]);
  });

  test('no event is shown twice', async () => {
    const it = bench(saying('About three.', '{"files": 3}'));
    await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema })));
    const starts = it.reported.filter((update) => update.type === 'event' && update.event.type === 'RUN_STARTED');
    expect(starts).toHaveLength(2);
  });

  test('a second one that does not fit: failed, with what is wrong with that, and it is not told again', async () => {
    const it = bench(saying('About three.', '{"files": "3"}', '{"files": 3}'));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema })));
    expect(result).toMatchObject({
      outcome: 'failed',
      exitCode: 3,
      message: '{"files": "3"}',
      error: { code: 'OUTPUT_INVALID', message: 'the answer does not fit the output schema: /files must be integer' },
      stopped: true,
    });
    expect('structured' in result).toBe(false);
    const said = JSON.parse(it.engine.sessions[0]?.annotations['amber/last-run'] ?? '{}') as object;
    expect(said).toMatchObject({ outcome: 'failed', code: 'OUTPUT_INVALID', runId: result.runId });
    expect(messages(it)).toHaveLength(1);
    expect(resultOf(it.reported)).toEqual(result);
  });

  test('a message that could not be sent: failed, with what was wrong with the answer', async () => {
    const it = bench(saying('About three.'));
    it.engine.fail('send', { kind: 'refused', error: new AmberError('FORBIDDEN', 'not yours') });
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema, keep: true })));
    const error = { code: 'OUTPUT_INVALID', message: expect.stringContaining('it is not JSON') };
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 3, error, stopReason: 'kept' });
  });

  test('for anyone who looks while the agent is asked again, or after Amber was killed then, the run has failed', async () => {
    let seen: string | undefined;
    const it = bench((clock) => ({
      ...saying('About three.')(clock),
      sent: (session, { runId }) => {
        seen = session.annotations['amber/last-run'];
        session.emit(runStarted(runId), ...says(runId, 'm2', '{"files": 3}'), runFinished(runId));
      },
    }));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema })));
    expect(result.structured).toEqual({ files: 3 });
    expect(JSON.parse(seen ?? '{}')).toMatchObject({ outcome: 'failed', code: 'OUTPUT_INVALID', runId: 'r1' });
  });

  test('a question in the second run is one', async () => {
    const it = bench((clock) => ({
      ...saying('About three.')(clock),
      sent: (session, { runId }) => session.emit(...asks(runId, 'Which files?')),
    }));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema })));
    expect(result).toMatchObject({ outcome: 'needs-input', exitCode: 5, question: { text: expect.any(String) } });
  });

  test('a signal while the agent is told: cancelled, and stopped', async () => {
    const it = bench((clock) => ({
      ...saying('About three.')(clock),
      sent: (session, { runId }) => {
        session.emit(runStarted(runId));
        it.interrupts.trigger('SIGINT');
      },
    }));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ outputSchema })));
    expect(result).toMatchObject({ outcome: 'cancelled', exitCode: 130, stopped: true, stopReason: 'user' });
    expect(it.engine.sessions[0]?.phase).toBe('Stopped');
  });
});

describe('a message with an output schema', () => {
  test('to a session that runs and is not ours: told there, and left running', async () => {
    const it = bench(saying('About three.', '{"files": 3}'));
    const session = it.engine.add('one', 'Running');
    const result = await it.clock.run(sendMessage(session.ref, 'Count', it.deps({ outputSchema })));
    expect(result).toMatchObject({ outcome: 'finished', structured: { files: 3 }, stopped: false, stopReason: 'kept' });
    expect(messages(it)[0]).toMatch(/^Count\n\nYour final message must be/);
    expect(messages(it)).toHaveLength(2);
  });

  test('to one that had stopped: started for both, and stopped', async () => {
    const it = bench(saying('About three.', '{"files": 3}'));
    const session = it.engine.add('one', 'Stopped');
    const result = await it.clock.run(sendMessage(session.ref, 'Count', it.deps({ outputSchema })));
    expect(result).toMatchObject({ outcome: 'finished', structured: { files: 3 }, stopped: true });
  });
});
