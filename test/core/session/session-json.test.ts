import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSession } from '../../../src/core/session/session-json.ts';
import { SCENES } from '../../fakes/platform/scene.ts';

const recorded = (scene: string): readonly { session: unknown }[] =>
  readFileSync(new URL(`../../fixtures/platform/${scene}/session.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { session: unknown });

describe('a session object', () => {
  test('each recorded one is read: name, phase, start', () => {
    for (const scene of SCENES)
      for (const { session } of recorded(scene)) {
        const read = readSession(session, 'elsewhere');
        expect(read?.metadata).toMatchObject({ name: expect.stringMatching(/^session-/), namespace: 'team-a' });
        expect(read?.status?.phase).toBe((session as { status?: { phase: string } }).status?.phase);
      }
  });

  test('right after create there is no status', () => {
    expect(readSession(recorded('text')[0]?.session, 'team-a')?.status).toBeUndefined();
  });

  test('a stopped one has its phase, reason and conditions', () => {
    const { status } = readSession(recorded('text').at(-1)?.session, 'team-a') ?? {};
    expect(status).toMatchObject({ phase: 'Stopped', stoppedReason: 'user', startTime: '2026-11-22T15:37:07Z' });
    expect(status?.conditions).toContainEqual(expect.objectContaining({ type: 'S3Available', status: 'False' }));
  });

  test('zeros that stand for what was not kept are absent', () => {
    const { spec } = readSession(recorded('text')[0]?.session, 'team-a') ?? {};
    expect(spec).not.toHaveProperty('timeout');
    expect(spec?.llmSettings).toEqual({ model: 'claude-sonnet-4-6', temperature: 0.7 });
  });

  test('the runner type is found in the environment', () => {
    expect(readSession(recorded('text')[0]?.session, 'team-a')?.spec.runnerType).toBe('claude-agent-sdk');
  });

  test('stopOnRunFinished false is not the same as absent', () => {
    const read = (spec: object): unknown =>
      readSession({ metadata: { name: 'x' }, spec }, 'p')?.spec.stopOnRunFinished ?? 'absent';
    expect([read({ stopOnRunFinished: true }), read({ stopOnRunFinished: false }), read({})]).toEqual([
      true,
      false,
      'absent',
    ]);
  });

  test('an annotation that was set to null, and so became "", is absent', () => {
    const session = readSession({ metadata: { name: 'x', annotations: { 'amber/stop-owed': '', a: 'b' } } }, 'p');
    expect(session?.metadata.annotations).toEqual({ a: 'b' });
  });

  test('fields of a wrong type are left out and the rest is kept', () => {
    const odd = {
      metadata: { name: 'x', uid: 7, labels: { a: 1, b: 'c' } },
      spec: { repos: [{ branch: 'no url' }, null, { url: 'u', autoPush: 'yes' }], timeout: 'soon', llmSettings: [] },
      status: { phase: 'Dancing', conditions: [{ type: 'Ready', status: 'Perhaps' }, 3], startTime: null },
    };
    expect(readSession(odd, 'p')).toEqual({
      apiVersion: 'vteam.ambient-code/v1alpha1',
      kind: 'AgenticSession',
      metadata: { name: 'x', namespace: 'p', labels: { b: 'c' } },
      spec: { repos: [{ url: 'u' }] },
      status: { conditions: [] },
    });
  });

  test.each([null, [], 'x', {}, { metadata: {} }, { metadata: { name: '' } }])('%j is none', (json) => {
    expect(readSession(json, 'p')).toBeUndefined();
  });
});
