import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/async/system-clock.ts';
import { ownIdentity } from '../../../../src/engine/local/process-identity.ts';
import { makeDir } from '../../../../src/engine/local/state/files.ts';
import { tryLock, withLock } from '../../../../src/engine/local/state/process-lock.ts';
import { SessionStore } from '../../../../src/engine/local/state/session-store.ts';
import { directory, runScript } from '../engine-harness.ts';

const exit = (child: ReturnType<typeof runScript>): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', resolve));

/** A session on disk without a host. */
function bareSession(stateDir: string, name: string): SessionStore {
  const store = new SessionStore(stateDir, systemClock);
  const ref = { project: 'default', name };
  makeDir(store.paths(ref).dir);
  store.add(ref, {
    apiVersion: 'v',
    kind: 'k',
    metadata: { name, namespace: 'default', resourceVersion: '1' },
    spec: {},
    status: { phase: 'Stopped' },
  });
  return store;
}

describe('the lock', () => {
  test('processes that patch at once lose nothing, and each patch raises resourceVersion by one', async () => {
    const stateDir = directory();
    const store = bareSession(stateDir, 'session-1');
    const writers = ['a', 'b', 'c', 'd'].map((id) => runScript('lock-main.ts', stateDir, 'session-1', id, '100'));
    expect(await Promise.all(writers.map(exit))).toEqual([0, 0, 0, 0]);
    const { metadata } = store.read({ project: 'default', name: 'session-1' });
    expect(Object.keys(metadata.annotations ?? {})).toHaveLength(400);
    expect(metadata.resourceVersion).toBe('401');
  });

  test('writers that are killed at any moment leave a whole session and a lock that others get', async () => {
    const stateDir = directory();
    const store = bareSession(stateDir, 'session-1');
    const survivor = runScript('lock-main.ts', stateDir, 'session-1', 'survivor', '100');
    let survived: number | null | undefined;
    const survival = exit(survivor).then((code) => {
      survived = code;
    });
    let killed = 0;
    while (survived === undefined) {
      const victim = runScript('lock-main.ts', stateDir, 'session-1', `victim${killed}`, '100');
      await new Promise((started) => setTimeout(started, 120 + killed * 13));
      if (victim.exitCode === null) killed++;
      victim.kill('SIGKILL');
    }
    await survival;
    expect([survived, killed > 1]).toEqual([0, true]);
    const { metadata } = store.read({ project: 'default', name: 'session-1' });
    const keys = Object.keys(metadata.annotations ?? {});
    expect(keys.filter((key) => key.startsWith('test/survivor'))).toHaveLength(100);
    // Each patch added one key and one version, whoever was killed.
    expect(metadata.resourceVersion).toBe(String(keys.length + 1));
  });

  test('of two that break a stale lock only one has it', () => {
    const dir = join(directory(), 'lock');
    makeDir(dir);
    writeFileSync(join(dir, '7'), JSON.stringify({ pid: 2 ** 22 - 3, startTime: 'long ago' }));
    expect(tryLock(dir)).toBe(join(dir, '8'));
    expect(tryLock(dir, { pid: 1, startTime: 'another' })).toEqual(ownIdentity());
    expect(readdirSync(dir)).toEqual(['8']);
  });

  test('a pid that was given to another process holds no lock', () => {
    const dir = join(directory(), 'lock');
    makeDir(dir);
    writeFileSync(join(dir, '1'), JSON.stringify({ pid: process.pid, startTime: 'of an earlier process' }));
    expect(tryLock(dir)).toBe(join(dir, '2'));
  });

  test('a lock that is free, or was torn by a crash, is taken', () => {
    for (const text of ['', '{"pi']) {
      const dir = join(directory(), 'lock');
      makeDir(dir);
      writeFileSync(join(dir, '3'), text);
      expect(tryLock(dir)).toBe(join(dir, '4'));
    }
  });

  test('is given back when the section throws', async () => {
    const dir = join(directory(), 'lock');
    const broken = withLock(dir, systemClock, () => {
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(await withLock(dir, systemClock, () => 'mine')).toBe('mine');
  });

  test('a holder that never gives it back is named in the error', async () => {
    const dir = join(directory(), 'lock');
    makeDir(dir);
    tryLock(dir);
    let now = 0;
    const sleep = async (): Promise<void> => {
      now += 1_000;
    };
    const impatient = { ...systemClock, now: () => now, sleep };
    await expect(withLock(dir, impatient, () => 'mine')).rejects.toMatchObject({
      code: 'STATE',
      message: expect.stringContaining(String(process.pid)),
    });
  });
});
