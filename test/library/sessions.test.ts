import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Engine,
  exportSession,
  openEngine,
  runSession,
  type SessionRef,
  sendMessage,
  stopSession,
  type Update,
  watchSession,
} from '../../src/index.ts';
import { startPlatform } from '../fakes/platform/server.ts';

describe('sessions of the local engine', () => {
  let place: string;
  let engine: Engine;
  beforeEach(async () => {
    place = mkdtempSync(join(tmpdir(), 'amber-library-'));
    engine = await openEngine({ engine: 'local', cwd: place, stateDir: join(place, 'state') });
  });
  afterEach(async () => {
    await engine.close();
    rmSync(place, { recursive: true, force: true });
  });
  const demo = { agent: 'demo', prompt: 'What is here?' };
  const refOf = ({ session }: { readonly session: string | null }): SessionRef => ({
    project: 'default',
    name: session ?? '',
  });

  test('a kept one runs on until it is stopped; its updates come in order, the result last', async () => {
    const updates: Update[] = [];
    const kept = await runSession(engine, { ...demo, keep: true, onUpdate: (update) => void updates.push(update) });
    expect(kept).toMatchObject({ outcome: 'finished', stopped: false, stopReason: 'kept' });
    expect(updates[0]).toEqual({ type: 'session.created', session: refOf(kept) });
    expect(updates.at(-1)).toEqual({ type: 'result', result: kept });
    expect((await engine.get(refOf(kept))).status?.phase).toBe('Running');

    const again = await sendMessage(engine, refOf(kept), 'And now?', { stop: true });
    expect(again).toMatchObject({ outcome: 'finished', stopped: true, session: kept.session });
    expect(await stopSession(engine, refOf(kept))).toEqual({ stopped: true });
  });

  test('an output schema gives a value, a budget a limit, and what makes no sense is refused before anything is made', async () => {
    const outputSchema = { type: 'object', required: ['files'], properties: { files: { type: 'integer' } } };
    const asked = await runSession(engine, { ...demo, outputSchema });
    expect(asked).toMatchObject({ outcome: 'finished', structured: { files: expect.any(Number) } });
    const limited = await sendMessage(engine, refOf(asked), 'And now?', { maxTurns: 1 });
    expect(limited).toMatchObject({
      outcome: 'over-budget',
      limit: { kind: 'turns', value: 2, limit: 1 },
      stopped: true,
    });
    await expect(runSession(engine, { ...demo, outputSchema: { type: 'text' } })).rejects.toMatchObject({
      code: 'USAGE',
    });
    await expect(runSession(engine, { ...demo, maxCost: 0 })).rejects.toMatchObject({ code: 'INVALID' });
    let sessions = 0;
    for await (const _session of engine.list('default')) sessions += 1;
    expect(sessions).toBe(1);
  });

  test('the same request id makes one session', async () => {
    const options = { ...demo, requestId: 'order-66', labels: { team: 'a' }, permissions: 'none' } as const;
    const [first, second] = [await runSession(engine, options), await runSession(engine, options)];
    expect(second.session).toBe(first.session);
    const { metadata } = await engine.get(refOf(first));
    expect(metadata.labels).toMatchObject({ team: 'a' });
    expect(metadata.annotations).toMatchObject({ 'amber/permissions': 'none', 'amber/request-id': 'order-66' });
  });

  test('a reader that throws ends the run, and its session is stopped', async () => {
    const result = await runSession(engine, {
      ...demo,
      onUpdate: ({ type }) => {
        if (type === 'event') throw new Error('no more');
      },
    });
    expect(result).toMatchObject({ outcome: null, stopped: true, error: { message: 'no more' } });
  });

  test('an export shows no value of the session’s own variables', async () => {
    const secret = 'correct-horse-battery-staple';
    const run = await runSession(engine, { ...demo, prompt: `Find ${secret}`, environmentVariables: { WORD: secret } });
    for (const format of ['markdown', 'html'] as const) {
      const text = await exportSession(engine, refOf(run), format);
      expect(text).toContain('Find ***');
      expect(text).not.toContain(secret);
    }
  });

  test('a name alone is no session', async () => {
    // @ts-expect-error as JavaScript would call it
    await expect(stopSession(engine, 'session-1')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(sendMessage(engine, { project: 'default', name: '' }, 'x')).rejects.toMatchObject({ code: 'USAGE' });
  });
});

test('sessions of the platform: the token is asked for, and the session stopped', async () => {
  await using platform = await startPlatform({ scene: 'text' });
  let asked = 0;
  const token = async (): Promise<string> => {
    asked += 1;
    return platform.token;
  };
  const engine = await openEngine({ engine: 'platform', apiUrl: platform.url, token, env: {} });
  const result = await runSession(engine, { prompt: 'say hi', project: 'team-a', timeoutMs: 60_000 });
  expect(result).toMatchObject({ outcome: 'finished', stopped: true, message: 'Hello, this is the answer: fertig ✓.' });
  expect(asked).toBeGreaterThan(0);
  expect(platform.session().phase).toBe('Stopped');
  const types = new Set<string>();
  const ref = { project: 'team-a', name: result.session ?? '' };
  for await (const update of watchSession(engine, ref, { replay: true })) types.add(update.type);
  expect(types).toContain('event');
  await engine.close();
});
