import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/async/system-clock.ts';
import type { AguiEvent, StreamItem } from '../../../../src/core/agui/events.ts';
import { type Position, readChunks, START, seek } from '../../../../src/engine/local/log/log-reader.ts';
import { linesBackwards, repairLog } from '../../../../src/engine/local/log/log-repair.ts';
import { SessionEventLog } from '../../../../src/engine/local/log/session-event-log.ts';
import { directory } from '../engine-harness.ts';

const fail = (error: Error): never => {
  throw error;
};
const path = (): string => join(directory(), 'events.jsonl');
const event = (n: number, fill = ''): AguiEvent => ({ type: 'CUSTOM', name: 'n', value: n, fill, timestamp: 1 });

async function readAll(file: string, from: number): Promise<{ items: StreamItem[]; end: Position }> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    let end = from === 0 ? START : await seek(handle, from, size);
    const items: StreamItem[] = [];
    for await (const chunk of readChunks(handle, end, size)) {
      items.push(...chunk.items);
      end = chunk.position;
    }
    return { items, end };
  } finally {
    await handle.close();
  }
}

const seqs = (items: readonly StreamItem[]): unknown[] =>
  items.map((item) => (item.kind === 'event' ? item.seq : item));

describe('the log', () => {
  test('a torn last line is dropped at the next open, and only that line', () => {
    const file = path();
    writeFileSync(file, '{"type":"A"}\n{"type":"B"}\n{"type":"C');
    const log = new SessionEventLog(file, systemClock, fail);
    expect(log.seq).toBe(2);
    log.append(event(3));
    log.close();
    expect(readFileSync(file, 'utf8').split('\n')).toEqual([
      '{"type":"A"}',
      '{"type":"B"}',
      JSON.stringify(event(3)),
      '',
    ]);
  });

  test('a log that is nothing but a torn line becomes empty; a whole one is left alone', () => {
    const file = path();
    expect(repairLog(file)).toBe(0);
    writeFileSync(file, 'x'.repeat(200_000));
    expect(repairLog(file)).toBe(0);
    writeFileSync(file, `${'x'.repeat(200_000)}\n`);
    expect(repairLog(file)).toBe(200_001);
    expect(statSync(file).size).toBe(200_001);
  });

  test('is private', () => {
    const file = path();
    new SessionEventLog(file, systemClock, fail).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('events of one turn are published together, after they can be read from the file', async () => {
    const file = path();
    const log = new SessionEventLog(file, systemClock, fail);
    using reader = log.subscribe();
    log.append(event(1));
    log.append(event(2));
    expect(reader.take()).toEqual([]);
    await reader.wakeup.wait(1_000, systemClock);
    const [batch] = reader.take();
    expect(batch).toMatchObject({ seq: 2, end: statSync(file).size });
    log.close();
    expect(reader.take()).toBe('ended');
  });

  test('a reader that is too far behind is sent back to the file', () => {
    const log = new SessionEventLog(path(), systemClock, fail);
    using reader = log.subscribe();
    for (let i = 0; i < 20; i++) log.append(event(i, 'x'.repeat(300_000)));
    expect(reader.take()).toBe('slow');
    using another = log.subscribe();
    log.append(event(21, 'x'.repeat(300_000)));
    expect(another.take()).toHaveLength(1);
    log.close();
  });

  test('a cursor of any line gives exactly the lines after it', async () => {
    const file = path();
    const log = new SessionEventLog(file, systemClock, fail);
    for (let i = 1; i <= 50; i++) log.append(event(i, '€'.repeat(i * 997)));
    log.close();
    for (const from of [0, 1, 17, 49, 50, 99]) {
      const { items, end } = await readAll(file, from);
      expect(seqs(items)).toEqual(Array.from({ length: Math.max(0, 50 - from) }, (_, i) => from + i + 1));
      expect(end).toEqual({ offset: statSync(file).size, seq: 50 });
    }
  });

  test('a line that is no event is reported as a warning and counts as a line', async () => {
    const file = path();
    writeFileSync(file, '{"type":"A"}\nnot json\n[1]\n\n{"type":"B"}\n');
    const { items } = await readAll(file, 0);
    expect(items.map((item) => (item.kind === 'event' ? item.seq : item.kind))).toEqual([
      1,
      'warning',
      'warning',
      'warning',
      5,
    ]);
  });

  test('a line that is still growing is left for later', async () => {
    const file = path();
    writeFileSync(file, `{"type":"A"}\n{"type":"B","x":"${'y'.repeat(600_000)}`);
    expect(seqs((await readAll(file, 0)).items)).toEqual([1]);
    appendFileSync(file, '"}\n');
    expect(seqs((await readAll(file, 0)).items)).toEqual([1, 2]);
  });

  test('lines read backwards are the lines, whatever their lengths', () => {
    const length = fc.oneof(fc.nat(200), fc.integer({ min: 60_000, max: 140_000 }));
    fc.assert(
      fc.property(fc.array(length, { maxLength: 6 }), fc.boolean(), (lengths, torn) => {
        const file = path();
        const lines = lengths.map((n, i) => `${i}${'é'.repeat(n)}`);
        writeFileSync(file, lines.map((line) => `${line}\n`).join('') + (torn ? 'torn' : ''));
        expect([...linesBackwards(file)].reverse()).toEqual(lines);
      }),
      { numRuns: 60 },
    );
  });
});
