import { describe, expect, onTestFinished, test } from 'vitest';
import type { StreamItem } from '../../../src/core/agui/events.ts';
import type { SessionRef } from '../../../src/core/session/session.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { readLog } from '../../../src/tail/read-log.ts';
import { HANG_MS } from '../../fakes/patience.ts';
import { type FakePlatform, type PlatformOptions, startPlatform } from '../../fakes/platform/server.ts';
import { engineOn, heartOn, ref, until } from './harness.ts';

async function start(options: PlatformOptions = {}): Promise<FakePlatform> {
  const platform = await startPlatform({ speed: 20, ...options });
  onTestFinished(() => platform.close());
  return platform;
}

/** Reads one connection until `enough`, then leaves it. */
async function read(
  engine: Engine,
  session: SessionRef,
  enough: (items: readonly StreamItem[]) => boolean,
): Promise<StreamItem[]> {
  const all: StreamItem[] = [];
  for await (const items of engine.events(session, undefined, AbortSignal.timeout(HANG_MS))) {
    all.push(...items);
    if (enough(all)) break;
  }
  return all;
}

const typesOf = (items: readonly StreamItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'event' ? [item.event.type] : []));
const has = (type: string) => (items: readonly StreamItem[]) => typesOf(items).includes(type);

describe('one connection to the events', () => {
  test('a session that does not exist is NOT_FOUND, not a stream of heartbeats', async () => {
    const platform = await start();
    const nobody = ref('session-0');
    await expect(read(engineOn(platform), nobody, () => true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(platform.asked('GET', '/agui/events')).toEqual([]);
  });

  test('a token that is refused, and its successor too: what was wanted, and what to do', async () => {
    const platform = await start();
    const session = platform.add();
    const tokens = [platform.token, 'successor'];
    const engine = engineOn(platform, { token: async () => tokens.shift() ?? 'successor' });
    await engine.get(session);
    platform.token = 'another';
    await expect(read(engine, session, () => true)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(/^cannot read the events of session/),
      hint: expect.stringContaining('tokenCommand'),
    });
    expect(platform.asked('GET', '/agui/events')).toHaveLength(2);
  });

  test('headers that come with the first heartbeat are waited for', async () => {
    const platform = await start();
    const session = platform.add();
    const items = await read(engineOn(platform), session, (all) => all.length > 0);
    expect(items[0]).toEqual({ kind: 'alive' });
  });

  test('live events come as they are, and the next connection replays the compacted log', async () => {
    const platform = await start();
    const session = platform.add({ initialPrompt: 'hi' });
    const engine = engineOn(platform);
    const live = typesOf(await read(engine, session, has('RUN_FINISHED')));
    expect(live).toContain('TEXT_MESSAGE_CONTENT');
    const replay = typesOf(await read(engine, session, has('RUN_FINISHED')));
    expect(replay).not.toContain('TEXT_MESSAGE_CONTENT');
    expect(replay).toEqual(['RAW', 'MESSAGES_SNAPSHOT', 'RUN_STARTED', 'CUSTOM', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED']);
  });

  test('a sign-in page in place of the stream is reported', async () => {
    const platform = await start();
    const session = platform.add();
    platform.traps.proxy = 'login';
    await expect(read(engineOn(platform), session, () => true)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  });

  test('leaving closes the connection', async () => {
    const platform = await start();
    const session = platform.add({ initialPrompt: 'hi' });
    await read(engineOn(platform), session, has('RUN_STARTED'));
    await until(() => session.log.readers === 0);
  });

  test('aborting closes it too', async () => {
    const platform = await start();
    const session = platform.add();
    const stop = new AbortController();
    const reading = (async () => {
      for await (const _ of engineOn(platform).events(session, undefined, stop.signal));
    })();
    await until(() => session.log.readers === 1);
    stop.abort();
    await reading.catch(() => undefined);
    await until(() => session.log.readers === 0);
  });
});

describe('the replay of a session', () => {
  test('ends with the first heartbeat, though a busy run leaves no pause', async () => {
    const platform = await start();
    const session = platform.add({ initialPrompt: '[slow 200]' });
    await until(() => session.log.events.length > 5);
    const { deps } = heartOn(platform);
    const limit = AbortSignal.timeout(HANG_MS);
    let seen = 0;
    for await (const updates of readLog(deps, session, limit)) seen += updates.length;
    expect(limit.aborted).toBe(false);
    expect(seen).toBeGreaterThan(5);
    expect(session.status?.agentStatus).toBe('working');
  });
});
