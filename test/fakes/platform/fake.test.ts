import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PacedClock } from '../paced-clock.ts';
import { loadScene, SCENES, type SceneName } from './scene.ts';
import { type FakePlatform, type PlatformOptions, startPlatform } from './server.ts';

const SPEED = 200;

async function start(options: PlatformOptions = {}): Promise<FakePlatform> {
  const platform = await startPlatform({ speed: SPEED, ...options });
  onTestFinished(() => platform.close());
  return platform;
}

const recorded = (scene: SceneName, file: string): string =>
  readFileSync(new URL(`../../fixtures/platform/${scene}/${file}`, import.meta.url), 'utf8');

function ask(platform: FakePlatform, path: string, options: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${platform.token}` };
  return fetch(`${platform.url}/api/projects/team-a/agentic-sessions${path}`, { headers, ...options });
}

/** Reads a stream until it holds `end`, without heartbeats. */
async function read(platform: FakePlatform, name: string, end: string): Promise<string> {
  const abort = new AbortController();
  const response = await ask(platform, `/${name}/agui/events`, {
    headers: { authorization: `Bearer ${platform.token}` },
    signal: abort.signal,
  });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.replaceAll(': heartbeat\n\n', '').endsWith(end)) break;
  }
  abort.abort();
  return text.replaceAll(': heartbeat\n\n', '');
}

describe('the fake gives what the real platform gave', () => {
  const created = SCENES.filter((scene) => loadScene(scene).sent.length === 0 && scene !== 'flood-slow-reader');

  test.each(created)('%s: the stream and the later replay, byte for byte but for the name', async (scene) => {
    const platform = await start({ scene, clock: new PacedClock() });
    const { name } = (await (
      await ask(platform, '', { method: 'POST', headers: { authorization: `Bearer ${platform.token}` }, body: '{}' })
    ).json()) as { name: string };
    const own = (text: string): string =>
      text.replaceAll(loadScene(scene).session, name).replaceAll(': heartbeat\n\n', '');
    const live = own(recorded(scene, 'live.sse'));
    expect(await read(platform, name, live.slice(-200))).toBe(live);
    const replay = own(recorded(scene, 'replay.sse'));
    expect(await read(platform, name, replay.slice(-200))).toBe(replay);
  });

  test('a sent run has the caller’s id in place of the recorded one', async () => {
    const platform = await start();
    const { name } = platform.open('ask-then-answer');
    const body = JSON.stringify({ threadId: name, runId: 'own-run', messages: [] });
    const headers = { authorization: `Bearer ${platform.token}` };
    const reading = read(platform, name, '"structured_output":null}}\n\n');
    const answer = await ask(platform, `/${name}/agui/run`, { method: 'POST', body, headers });
    expect(await answer.json()).toEqual({ runId: 'own-run', threadId: name });
    const text = await reading;
    expect(text).toContain('"runId":"own-run"');
    expect(text).not.toContain(loadScene('ask-then-answer').sent[0]);
  });

  test('its own compaction leaves what the real one left', async () => {
    const platform = await start({ traps: { rewrite: true } });
    const session = platform.add();
    for (const { text, event } of loadScene('text').frames) session.log.publishFrame(text, event, runOf('text'));
    const own = await read(platform, session.name, '"type":"RUN_FINISHED"}\n\n');
    const parsed = (sse: string): unknown[] =>
      [...sse.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json));
    const types = (sse: string): unknown[] => parsed(sse).map((event) => (event as { type: string }).type);
    expect(types(own)).toEqual(types(recorded('text', 'replay.sse')));
  });
});

function runOf(scene: SceneName): string {
  return String(loadScene(scene).frames.find(({ event }) => event?.type === 'RUN_STARTED')?.event?.runId);
}
