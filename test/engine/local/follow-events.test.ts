import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { refOf, type SessionRef } from '../../../src/core/session/session.ts';
import { HANG_MS } from '../../fakes/patience.ts';
import { expectValid, said, types } from './acp/agent-harness.ts';
import {
  directory,
  dirOf,
  items,
  message,
  meta,
  open,
  phase,
  read,
  session,
  spawnHost,
  UNPOLLED,
  until,
} from './engine-harness.ts';

describe('readers', () => {
  test('replay, then live, then what comes, then the end', async () => {
    const { engine } = open();
    const ref = refOf(await engine.create(session([{ echo: true }], { stopOnRunFinished: false }), meta()));
    await read(engine, ref, ({ type }) => type === 'RUN_FINISHED');
    const kinds: string[] = [];
    for await (const item of items(engine, ref)) {
      kinds.push(item.kind === 'event' ? item.event.type : item.kind);
      if (item.kind === 'live') await engine.send(ref, message('more', 'r2'));
      else if (item.kind === 'event' && item.event.type === 'RUN_FINISHED' && item.event.runId === 'r2')
        await engine.stop(ref, 'user');
    }
    expect(kinds.indexOf('live')).toBeGreaterThan(kinds.indexOf('RUN_FINISHED'));
    expect(kinds.indexOf('live')).toBeLessThan(kinds.lastIndexOf('RUN_STARTED'));
    expect(kinds.filter((kind) => kind === 'live')).toHaveLength(1);
    const again: string[] = [];
    for await (const item of items(engine, ref)) again.push(item.kind);
    expect(again.at(-1)).toBe('live');
  });

  test('other processes see the same events in time while a third one stops the session', async () => {
    const stateDir = join(directory(), 'state');
    const here = { stateDir, clock: UNPOLLED };
    const spawning = (ref: SessionRef): void => void spawnHost(stateDir, ref, 'unpolled');
    const { engine } = open({ ...here, hosting: 'own-process', spawnHost: spawning });
    const ref = refOf(
      await engine.create(session([{ text: 'a' }, { sleep: 150 }, { text: 'b' }, { hang: true }]), meta()),
    );
    const readers = [open(here), open(here)].map(({ engine: reader }) => read(reader, ref));
    const watched = await read(engine, ref, ({ type, delta }) => type === 'TEXT_MESSAGE_CONTENT' && delta === 'b');
    expect(said(watched)).toBe('ab');
    await open({ stateDir }).engine.stop(ref, 'user');
    await until(engine, ref, phase('Stopping', 'Stopped'));
    const [one, two] = await Promise.all(readers);
    expect(one).toEqual(two);
    await expectValid(one ?? []);
    expect(said(one ?? [])).toBe('ab');
  });

  test('a flood reaches a reader in the process, and one outside, whole and in order', async () => {
    const { engine, stateDir } = open();
    const ref = refOf(await engine.create(session([{ flood: 20_000 }]), meta()));
    const outside = open({ stateDir }).engine;
    const [inside, beside] = await Promise.all([read(engine, ref), read(outside, ref)]);
    const words = Array.from({ length: 20_000 }, (_, i) => `word${i} `).join('');
    expect(said(inside)).toBe(words);
    expect(beside).toEqual(inside);
  });

  test('a slow reader gets everything once', async () => {
    const { engine, stateDir } = open();
    const ref = refOf(await engine.create(session([{ flood: 60_000 }]), meta()));
    const log = join(dirOf(stateDir, ref), 'events.jsonl');
    const seen: number[] = [];
    for await (const item of items(engine, ref)) {
      if (item.kind !== 'event') continue;
      seen.push(item.seq ?? 0);
      // More than is kept in memory for a reader.
      if (seen.length === 1_000) await vi.waitUntil(() => statSync(log).size > 5 << 20, { timeout: HANG_MS });
    }
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => i + 1));
    expect(seen.length).toBeGreaterThan(60_000);
  });

  test('leaving a stream ends it at once, wherever it waits', async () => {
    const { engine, stateDir } = open({ clock: UNPOLLED });
    const ref = refOf(await engine.create(session([{ text: 'a' }, { hang: true }]), meta()));
    await until(engine, ref, phase('Running'));
    for (const reader of [engine, open({ stateDir, clock: UNPOLLED }).engine]) {
      const leave = new AbortController();
      const stream = (async () => {
        for await (const _ of reader.events(ref, undefined, leave.signal));
        return 'ended';
      })();
      await systemClock.sleep(50);
      leave.abort();
      expect(await stream).toBe('ended');
    }
  });

  test('a reader that comes before the first event gets it', async () => {
    const { engine, stateDir } = open();
    const { initialPrompt: _, ...silent } = session([{ echo: true }]);
    const ref = refOf(await engine.create(silent, meta()));
    const outside = read(open({ stateDir }).engine, ref);
    await systemClock.sleep(50);
    await engine.send(ref, message('first'));
    expect(types(await outside).at(0)).toBe('RUN_STARTED');
  });
});
