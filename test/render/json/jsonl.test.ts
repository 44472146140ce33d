import { describe, expect, test } from 'vitest';
import { eventsRenderer, jsonlRenderer, jsonRenderer } from '../../../src/render/json/jsonl.ts';
import { tee } from '../../../src/render/renderer.ts';
import { runStarted, says } from '../../fakes/agui.ts';
import { MemoryOut, optionsFor } from '../outs.ts';
import { asOne, created, events, result } from '../updates.ts';

const lines = (out: MemoryOut): unknown[] =>
  out.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('-o jsonl', () => {
  test('one object a line, in order, the result last', async () => {
    const out = new MemoryOut();
    const options = optionsFor(out, new MemoryOut());
    const renderer = jsonlRenderer(options);
    await renderer.update([created, { type: 'session.phase', phase: 'Running' }]);
    await options.clock.advance(1_500);
    await renderer.update([
      ...events(runStarted('r1')),
      { type: 'stream.reconnected', attempt: 1, cause: 'reset' },
      { type: 'warning', code: 'w', message: 'careful' },
      result({ message: 'Hi' }),
    ]);
    await renderer.close();
    const envelope = { v: 1, ts: '2026-11-22T12:00:00.000Z', session: 'session-1', runId: null };
    const later = { ...envelope, ts: '2026-11-22T12:00:01.500Z' };
    expect(lines(out)).toEqual([
      { ...envelope, seq: 1, type: 'session.created', project: 'test' },
      { ...envelope, seq: 2, type: 'session.phase', phase: 'Running' },
      { ...later, seq: 3, runId: 'r1', type: 'event', event: runStarted('r1') },
      { ...later, seq: 4, type: 'stream.reconnected', attempt: 1, cause: 'reset' },
      { ...later, seq: 5, type: 'warning', code: 'w', message: 'careful' },
      {
        ...later,
        seq: 6,
        runId: 'r1',
        type: 'result',
        outcome: 'finished',
        exitCode: 0,
        message: 'Hi',
        usage: null,
        stopped: true,
        stopReason: 'run-finished',
        durationMs: 4_200,
      },
    ]);
    expect(Object.keys(lines(out)[2] as object)).toEqual(['v', 'seq', 'ts', 'session', 'runId', 'type', 'event']);
  });

  test('events are what was received, byte for byte', async () => {
    const out = new MemoryOut();
    const raw = '{"type":"CUSTOM", "big":12345678901234567890,"u":"\\u00e9"}';
    await jsonlRenderer(optionsFor(out, new MemoryOut())).update([{ type: 'event', event: JSON.parse(raw), raw }]);
    expect(out.text).toContain(`"event":${raw}}\n`);
  });

  test('an event that came over several lines is one line', async () => {
    const out = new MemoryOut();
    const raw = '{\n  "type": "CUSTOM",\r\n  "name": "a\\nb"\n}';
    await jsonlRenderer(optionsFor(out, new MemoryOut())).update([{ type: 'event', event: JSON.parse(raw), raw }]);
    expect(lines(out)).toMatchObject([{ event: { type: 'CUSTOM', name: 'a\nb' } }]);
  });

  test('an event without its text, and one without a run', async () => {
    const out = new MemoryOut();
    await jsonlRenderer({ ...optionsFor(out, new MemoryOut()), session: 'named' }).update([
      { type: 'event', event: { type: 'CUSTOM', name: 'x' } },
    ]);
    expect(lines(out)).toMatchObject([{ session: 'named', runId: null, event: { type: 'CUSTOM', name: 'x' } }]);
  });

  test('a run that changes changes its lines', async () => {
    const out = new MemoryOut();
    const [one, two] = [runStarted('r1'), runStarted('r2')];
    await jsonlRenderer(optionsFor(out, new MemoryOut())).update([
      { type: 'event', event: one, raw: JSON.stringify(one), runId: 'r1' },
      { type: 'event', event: two, raw: JSON.stringify(two), runId: 'r2' },
      { type: 'event', event: one, raw: JSON.stringify(one), runId: 'r1' },
    ]);
    expect(lines(out)).toMatchObject([{ runId: 'r1' }, { runId: 'r2' }, { runId: 'r1' }]);
  });

  test('known secrets are taken out of events, results and warnings, and every line is still JSON', async () => {
    const secret = 'pa"ss\\word-1';
    const out = new MemoryOut();
    await jsonlRenderer(optionsFor(out, new MemoryOut(), [secret])).update([
      ...events(...says('r1', 'm1', `it is ${secret}`)),
      { type: 'event', event: { type: 'RAW', event: { [secret]: 1, v: secret } } },
      { type: 'warning', code: 'w', message: `no ${secret}` },
      result({ message: secret, error: { code: 'X', message: secret } }),
    ]);
    expect(lines(out)).toHaveLength(6);
    expect(out.text).not.toContain('word-1');
    expect(lines(out).at(-1)).toMatchObject({ message: '***', error: { message: '***' } });
  });

  test('what comes at once is written at once', async () => {
    const out = new MemoryOut();
    await jsonlRenderer(optionsFor(out, new MemoryOut())).update(events(...says('r1', 'm1', 'a', 'b', 'c')));
    expect(out.writes).toBe(1);
  });

  test('deltas that came together are lines of their own, as if they had come one by one', async () => {
    const apart = events(...says('r1', 'm1', 'one', 'a tok', 'en-123 of it', 'two')).slice(1, -1);
    const [together, separate] = [new MemoryOut(), new MemoryOut()];
    for (const secret of ['none-of-it', 'token-123', 'en-123 of']) {
      await jsonlRenderer(optionsFor(together, together, [secret])).update([created, asOne(apart), ...apart]);
      await jsonlRenderer(optionsFor(separate, separate, [secret])).update([created, ...apart, ...apart]);
    }
    expect(together.text).toBe(separate.text);
    expect(together.text).toContain('***');
  });

  test('a slow output slows its writer', async () => {
    let free = (): void => {};
    const out = {
      isTTY: false,
      columns: 80,
      write: () =>
        new Promise<void>((resolve) => {
          free = resolve;
        }),
    };
    let isTaken = false;
    const taken = Promise.resolve(jsonlRenderer(optionsFor(out, out)).update([created])).then(() => {
      isTaken = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTaken).toBe(false);
    free();
    await taken;
  });
});

test('-o json prints the result alone, without known secrets', async () => {
  const out = new MemoryOut();
  const renderer = jsonRenderer(optionsFor(out, new MemoryOut(), ['hunter2-secret']));
  await renderer.update([created, ...events(...says('r1', 'm1', 'a'))]);
  expect(out.text).toBe('');
  await renderer.update([result({ message: 'hunter2-secret' })]);
  await renderer.close();
  expect(JSON.parse(out.text)).toMatchObject({ outcome: 'finished', exitCode: 0, message: '***' });
});

test('--events writes each of the deltas that came together', async () => {
  const apart = events(...says('r1', 'm1', 'one', 'two', 'a-secret', 'three')).slice(1, -1);
  const [together, separate] = [new MemoryOut(), new MemoryOut()];
  await eventsRenderer(optionsFor(together, together, ['a-secret'])).update([asOne(apart)]);
  await eventsRenderer(optionsFor(separate, separate, ['a-secret'])).update(apart);
  expect(together.text).toBe(separate.text);
  expect(together.text.split('\n')).toHaveLength(5);
});

test('--events writes the raw events and nothing else, beside another renderer', async () => {
  const [out, file] = [new MemoryOut(), new MemoryOut()];
  const renderer = tee(jsonRenderer(optionsFor(out, out)), eventsRenderer(optionsFor(file, file)));
  await renderer.update([created, ...events(runStarted('r1')), result()]);
  await renderer.close();
  expect(file.text).toBe(`${JSON.stringify(runStarted('r1'))}\n`);
  expect(JSON.parse(out.text)).toMatchObject({ outcome: 'finished' });
});
