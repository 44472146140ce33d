import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/async/system-clock.ts';
import { type Cluster, openCluster } from '../../../../src/engine/kubernetes/cluster-client.ts';
import {
  type SessionChange,
  type SessionsWatch,
  watchSessions,
} from '../../../../src/engine/kubernetes/watch/watch-sessions.ts';
import { closeConnections } from '../../../../src/http/pool.ts';
import { ObjectStore } from '../../../fakes/object-store.ts';
import { PacedClock } from '../../../fakes/paced-clock.ts';
import { HANG_MS } from '../../../fakes/patience.ts';

const dir = mkdtempSync(join(tmpdir(), 'amber-watch-'));
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(closeConnections);
beforeAll(() => import('@kubernetes/client-node/dist/config.js'), 60_000);

const SESSIONS = 'agenticsessions';

function openFake({ url }: ObjectStore): Promise<Cluster> {
  const kubeconfig = join(dir, 'config.json');
  const contexts = [{ name: 'x', context: { cluster: 'c', user: 'u' } }];
  const clusters = [{ name: 'c', cluster: { server: url } }];
  const users = [{ name: 'u', user: { token: 't' } }];
  writeFileSync(kubeconfig, JSON.stringify({ 'current-context': 'x', contexts, clusters, users }));
  return openCluster({ kubeconfig, env: {}, notice: () => undefined });
}

/** A watch that writes down what it reports, in words. */
class WatchRecord implements AsyncDisposable {
  readonly words: string[] = [];
  readonly ended: Promise<unknown>;
  readonly #over = new AbortController();

  constructor(cluster: Cluster, options: Partial<SessionsWatch> = {}, seen?: (change: SessionChange) => void) {
    const { signal } = this.#over;
    const follow = async (): Promise<void> => {
      for await (const changes of watchSessions({ cluster, clock: systemClock, signal, ...options }))
        for (const change of changes) {
          this.words.push(wordOf(change));
          seen?.(change);
        }
    };
    this.ended = follow().catch((error: unknown) => error);
  }

  /** Waits until it has reported all of this since the last call, in this order and nothing in between. */
  async next(...words: readonly string[]): Promise<void> {
    await expect.poll(() => this.words, { timeout: HANG_MS }).toEqual(words);
    this.words.length = 0;
  }

  async until(word: string): Promise<void> {
    await expect.poll(() => this.words, { timeout: HANG_MS }).toContain(word);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort(new Error('over'));
    await this.ended;
  }
}

function wordOf(change: SessionChange): string {
  if (change.kind === 'changed') return `${change.session.metadata.name}=${change.session.status?.phase ?? '-'}`;
  if (change.kind === 'deleted') return `-${change.ref.project}/${change.ref.name}`;
  return change.kind;
}

const phase = (value: string) => ({ status: { phase: value } });

describe.each([
  ['begun by the watch itself', true],
  ['begun by a list, as with API servers before 1.34', false],
])('a watch of sessions, %s', (_what, streams) => {
  test('tells all that is there, then each change', async () => {
    await using server = await ObjectStore.start();
    server.streams = streams;
    server.put(SESSIONS, 'team-a', 'a', phase('Running'));
    server.put(SESSIONS, 'team-b', 'b');
    server.put('pods', 'team-a', 'a-runner', { kind: 'Pod' });
    await using reported = new WatchRecord(await openFake(server));
    await reported.next('a=Running', 'b=-', 'synced', 'current');
    server.put(SESSIONS, 'team-a', 'c');
    server.put(SESSIONS, 'team-a', 'a', phase('Stopped'));
    server.drop(SESSIONS, 'team-b', 'b');
    await reported.next('c=-', 'a=Stopped', '-team-b/b');
    await using one = new WatchRecord(await openFake(server), { namespace: 'team-b' });
    await one.next('synced', 'current');
  });

  test('goes on where it was after the server has closed it, or dropped it in the middle of a line', async () => {
    await using server = await ObjectStore.start();
    server.streams = streams;
    server.put(SESSIONS, 'team-a', 'a');
    await using reported = new WatchRecord(await openFake(server));
    await reported.next('a=-', 'synced', 'current');
    server.endWatches();
    server.put(SESSIONS, 'team-a', 'b');
    await reported.next('broken', 'current', 'b=-');
    server.endWatches('broken');
    server.put(SESSIONS, 'team-a', 'b', phase('Running'));
    await reported.next('broken', 'current', 'b=Running');
    expect(server.asked.filter((one) => one.startsWith('list'))).toHaveLength(streams ? 0 : 1);
  });

  test('begins anew where the server has forgotten what came in between, and tells only what differs', async () => {
    await using server = await ObjectStore.start();
    server.streams = streams;
    for (const name of ['a', 'b', 'c']) server.put(SESSIONS, 'team-a', name);
    await using reported = new WatchRecord(await openFake(server));
    await reported.next('a=-', 'b=-', 'c=-', 'synced', 'current');
    server.endWatches();
    server.put(SESSIONS, 'team-a', 'b', phase('Running'));
    server.drop(SESSIONS, 'team-a', 'a');
    server.put(SESSIONS, 'team-a', 'd');
    server.compact();
    await reported.until('d=-');
    await reported.until('synced');
    const news = reported.words.filter((word) => word.includes('=') || word.startsWith('-'));
    expect(news.sort()).toEqual(['-team-a/a', 'b=Running', 'd=-']);
  });

  test('tells of a session that was deleted and made anew in between that it went, and then of the other one', async () => {
    await using server = await ObjectStore.start();
    server.streams = streams;
    const gone = server.put(SESSIONS, 'team-a', 'a');
    server.put(SESSIONS, 'team-a', 'b');
    const uids: (string | undefined)[] = [];
    await using reported = new WatchRecord(await openFake(server), {}, (change) => {
      if (change.kind === 'deleted') uids.push(change.uid);
    });
    await reported.next('a=-', 'b=-', 'synced', 'current');
    server.endWatches();
    server.drop(SESSIONS, 'team-a', 'a');
    server.put(SESSIONS, 'team-a', 'a', phase('Pending'));
    server.compact();
    await reported.until('synced');
    expect(reported.words.filter((word) => word.includes('a'))).toEqual(['-team-a/a', 'a=Pending']);
    expect(uids).toEqual([gone.metadata.uid]);
  });

  test('a bookmark moves the place to go on from', async () => {
    await using server = await ObjectStore.start();
    server.streams = streams;
    await using reported = new WatchRecord(await openFake(server), { namespace: 'team-a' });
    await reported.next('synced', 'current');
    server.put(SESSIONS, 'team-b', 'elsewhere');
    server.compact();
    server.bookmark();
    await expect.poll(() => server.openWatches).toBe(1);
    server.endWatches();
    server.put(SESSIONS, 'team-a', 'a');
    await reported.next('broken', 'current', 'a=-');
  });

  test('one that falls silent is opened anew', async () => {
    await using server = await ObjectStore.start();
    server.streams = streams;
    const clock = new PacedClock();
    await using reported = new WatchRecord(await openFake(server), { clock });
    await reported.until('current');
    server.mute = true;
    server.put(SESSIONS, 'team-a', 'a');
    await reported.until('broken');
    server.mute = false;
    await reported.until('a=-');
  });

  test('goes on after errors of the server, and with what is no watch at all', async () => {
    await using server = await ObjectStore.start();
    server.streams = streams;
    server.upset('watch', 'dropped', { status: 503 }, { status: 429, headers: { 'retry-after': '1' } });
    server.put(SESSIONS, 'team-a', 'a');
    await using reported = new WatchRecord(await openFake(server));
    await reported.until('current');
    server.babble('<html>\n');
    await reported.until('broken');
    server.put(SESSIONS, 'team-a', 'b');
    await reported.until('b=-');
  });

  test('waits a minute at most, whatever it is asked to', async () => {
    await using server = await ObjectStore.start();
    server.streams = streams;
    server.upset('watch', { status: 503, headers: { 'retry-after': '86400' } });
    const clock = new PacedClock();
    await using reported = new WatchRecord(await openFake(server), { clock });
    await reported.until('current');
    expect(clock.now()).toBeLessThan(300_000);
  });
});

test('a server that takes the beginning for a plain watch is asked for a list', async () => {
  await using server = await ObjectStore.start();
  server.put(SESSIONS, 'team-a', 'a');
  server.mute = true; // accepts the watch and sends no end of a beginning
  await using reported = new WatchRecord(await openFake(server), { clock: new PacedClock() });
  await expect.poll(() => server.asked, { timeout: HANG_MS }).toContain(`list ${SESSIONS}`);
  server.mute = false;
  await reported.until('synced');
  expect(reported.words.filter((word) => word === 'a=-')).toHaveLength(1);
});

test('what the reader throws is the reader’s own, and ends the watch', async () => {
  await using server = await ObjectStore.start();
  server.put(SESSIONS, 'team-a', 'a');
  await using reported = new WatchRecord(await openFake(server), {}, () => {
    throw new TypeError('mine');
  });
  expect(await reported.ended).toMatchObject({ message: 'mine' });
  await expect.poll(() => server.openWatches, { timeout: HANG_MS }).toBe(0);
});

test('no right to watch is an error, not another try', async () => {
  await using server = await ObjectStore.start();
  server.upset('watch', { status: 403, reason: 'Forbidden' });
  await using reported = new WatchRecord(await openFake(server));
  expect(await reported.ended).toMatchObject({ code: 'FORBIDDEN' });
  expect(server.asked).toEqual([`watch ${SESSIONS}`]);
});

test('a token that is not taken for a while ends no watch that had begun', async () => {
  await using server = await ObjectStore.start();
  await using reported = new WatchRecord(await openFake(server));
  await reported.next('synced', 'current');
  server.upset('watch', { status: 401 });
  server.endWatches();
  server.put(SESSIONS, 'team-a', 'a');
  await reported.next('broken', 'broken', 'current', 'a=-');
});

test('pages that expire in the middle of the list are read from the start', async () => {
  await using server = await ObjectStore.start();
  server.streams = false;
  for (let at = 0; at < 700; at += 1) server.put(SESSIONS, 'team-a', `s${String(at).padStart(3, '0')}`);
  let isFirst = true;
  await using reported = new WatchRecord(await openFake(server), {}, (change) => {
    if (isFirst && change.kind === 'changed') server.compact();
    isFirst = false;
  });
  await reported.until('current');
  expect(new Set(reported.words.filter((word) => word.endsWith('=-'))).size).toBe(700);
  expect(reported.words.filter((word) => word.endsWith('=-'))).toHaveLength(700);
});
