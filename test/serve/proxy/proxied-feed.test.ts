import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Appendable, AppendFile } from '../../../src/engine/local/log/append-file.ts';
import type { SseBlock } from '../../../src/serve/events/sse-block.ts';
import { Checkpoints } from '../../../src/serve/proxy/checkpoints.ts';
import { ProxiedFeed, type ProxiedFeedDeps } from '../../../src/serve/proxy/proxied-feed.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

function place(): string {
  const dir = mkdtempSync(join(tmpdir(), 'amber-log-'));
  dirs.push(dir);
  return join(dir, 'deep', 'events.log');
}

function deps(more: Partial<ProxiedFeedDeps> = {}): ProxiedFeedDeps & { clock: VirtualClock } {
  const clock = new VirtualClock();
  return { diskRetry: 1_000, failed: () => undefined, published: () => undefined, ...more, clock };
}

const event = (value: number) => ({ event: { type: 'CUSTOM', name: 'n', value } });

async function read(log: ProxiedFeed, after = 0): Promise<{ seq: number; runId?: string; value: unknown }[]> {
  const all: SseBlock[] = [];
  for await (const block of log.replay(after, new AbortController().signal)) all.push(block);
  return all.flatMap(({ frames }) =>
    frames.map(({ seq, raw, runId }) => ({
      seq,
      ...(runId !== undefined && { runId }),
      value: (JSON.parse(raw) as { value: unknown }).value,
    })),
  );
}

describe('the event log', () => {
  test('appends, then publishes; what was published is in the file', async () => {
    const path = place();
    const log = await ProxiedFeed.open(path, deps());
    const seen: number[] = [];
    log.join({
      offer: ({ frames, last }) => {
        seen.push(...frames.map(({ seq }) => seq));
        expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(last);
      },
      end: () => undefined,
    });
    for (let i = 1; i <= 3; i++) void log.append('run', [event(i)]);
    expect(seen).toEqual([]);
    log.flush();
    expect(seen).toEqual([1, 2, 3]);
    log.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is read from any number on, across restarts', async () => {
    const path = place();
    let log = await ProxiedFeed.open(path, deps());
    for (let i = 1; i <= 1_000; i++) void log.append(`run-${i % 3}`, [event(i)]);
    log.close();
    log = await ProxiedFeed.open(path, deps());
    void log.append('run-x', [event(1_001)]);
    log.flush();
    for (const after of [0, 1, 63, 64, 65, 500, 999, 1_000, 1_001, 5_000]) {
      const got = await read(log, after);
      expect(got.map(({ seq, value }) => [seq, value])).toEqual(
        Array.from({ length: Math.max(0, 1_001 - after) }, (_, i) => [after + 1 + i, after + 1 + i]),
      );
    }
    expect((await read(log, 1_000))[0]?.runId).toBe('run-x');
    log.close();
  });

  test('drops a last line that was cut off, and only that', async () => {
    const path = place();
    let log = await ProxiedFeed.open(path, deps());
    void log.append('run', [event(1), event(2)]);
    log.close();
    appendFileSync(path, 'run\t{"type":"CUSTOM","name":"n","val');
    log = await ProxiedFeed.open(path, deps());
    void log.append('run', [event(3)]);
    log.flush();
    expect((await read(log)).map(({ value }) => value)).toEqual([1, 2, 3]);
    log.close();
  });

  test('holds back, publishes nothing and loses nothing while the disk is full', async () => {
    const path = place();
    let room = 200;
    /** A disk on which only so many bytes find room, the last write a part of its own. */
    const openFile = (at: string, size: number): Appendable => {
      const file = new AppendFile(at, size);
      return {
        get size() {
          return file.size;
        },
        append(bytes) {
          if (bytes.length > room) {
            appendFileSync(at, bytes.subarray(0, room));
            new AppendFile(at, file.size).close();
            throw new Error('ENOSPC');
          }
          room -= bytes.length;
          file.append(bytes);
        },
        close: () => file.close(),
      };
    };
    const failures: unknown[] = [];
    const options = deps({ openFile, failed: (error) => failures.push(error) });
    const log = await ProxiedFeed.open(path, options);
    const seen: number[] = [];
    log.join({ offer: ({ frames }) => void seen.push(...frames.map(({ seq }) => seq)), end: () => undefined });
    void log.append('run', [event(1), event(2)]);
    log.flush();
    for (let i = 3; i <= 10; i++) void log.append('run', [event(i)]);
    log.flush();
    const waiting = log.append('run', [event(11)]);
    expect(waiting).toBeInstanceOf(Promise);
    await options.clock.advance(5_000);
    expect(seen).toEqual([1, 2]);
    expect(failures.length).toBe(6);
    room = 10_000;
    await options.clock.run(Promise.resolve(waiting));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect((await read(log)).map(({ value }) => value)).toEqual(seen);
    log.close();
  });

  test('keeps lines whole that hold line breaks between tokens, and any text', async () => {
    const log = await ProxiedFeed.open(place(), deps());
    const raw = '{"type":"CUSTOM",\r\n"name":"a\\nb\\tc","value":"\t"}'.replace('\t', '\\t');
    void log.append('run', [{ event: { type: 'CUSTOM' }, raw }, event(2)]);
    log.flush();
    expect((await read(log)).map(({ seq }) => seq)).toEqual([1, 2]);
    log.close();
  });
});

describe('checkpoints', () => {
  test('stay as few as they are, however long the log becomes, and never point past what is asked for', () => {
    const checkpoints = new Checkpoints();
    for (let seq = 1; seq <= 1_000_000; seq++) checkpoints.add({ seq, offset: seq * 10 });
    expect(JSON.stringify(checkpoints).length).toBeLessThan(100);
    for (const seq of [0, 1, 63, 64, 1_000, 123_456, 999_999, 2_000_000]) {
      const place = checkpoints.before(seq);
      expect(place.seq).toBeLessThanOrEqual(seq);
      expect(place.offset).toBe(place.seq * 10);
      expect(Math.min(seq, 1_000_000) - place.seq).toBeLessThan(8_192);
    }
  });
});
