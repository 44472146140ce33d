import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  checkAnnotations,
  checkEnvironmentName,
  checkLabels,
  checkProject,
  newSessionName,
} from '../../../src/core/session/names.ts';

const refusal = (start: string) =>
  expect.objectContaining({ code: 'INVALID', message: expect.stringContaining(start) });

describe('names that Kubernetes and the platform take', () => {
  test.each(['team-a', 'a', '0', 'a'.repeat(63)])('project %s', (project) => {
    expect(() => checkProject(project)).not.toThrow();
  });

  test.each(['', '-a', 'a-', 'A', 'a.b', 'a_b', '../x', 'a/b', 'a\n', 'ä', 'a'.repeat(64)])(
    'not project %j',
    (project) => {
      expect(() => checkProject(project)).toThrow(refusal('project'));
    },
  );

  test.each([{ a: '' }, { 'app.kubernetes.io/name': 'x' }, { A_b: 'C.d-e_f' }])('labels %j', (labels) => {
    expect(() => checkLabels(labels)).not.toThrow();
  });

  test.each([
    { '': 'x' },
    { '/a': 'x' },
    { 'A.b/c': 'x' },
    { 'a/b/c': 'x' },
    { a: '-x' },
    { a: 'x y' },
    { a: 'x'.repeat(64) },
    { ['k'.repeat(64)]: 'x' },
  ])('not labels %j', (labels) => {
    expect(() => checkLabels(labels)).toThrow(refusal('label'));
  });

  test('annotations hold any text, up to what Kubernetes stores', () => {
    expect(() => checkAnnotations({ 'amber/request-id': 'ä\n', 'Example.com/Key': 'x' })).not.toThrow();
    expect(() => checkAnnotations({ a: 'x'.repeat(262_144) })).toThrow(refusal('annotations'));
    expect(() => checkAnnotations({ 'a b': 'x' })).toThrow(refusal('annotation key'));
  });

  test.each(['A', '_a1', 'PATH'])('environment variable %s', (name) => {
    expect(() => checkEnvironmentName(name)).not.toThrow();
  });

  test.each(['', '1A', 'A-B', 'A B', 'A=B', 'ä'])('not environment variable %j', (name) => {
    expect(() => checkEnvironmentName(name)).toThrow(refusal('environment variable'));
  });
});

describe('newSessionName', () => {
  test('is session-<uuid> of version 7, short enough for the Service that the platform makes of it', () => {
    const name = newSessionName(randomBytes, new Date());
    expect(name).toMatch(/^session-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(name.length).toBeLessThanOrEqual(55);
  });

  test('begins with the time, so that sorted names are oldest first', () => {
    const times = [0, 1, 255, 256, 1_795_361_830_410, 1_795_361_830_411];
    const names = times.map((time) => newSessionName(randomBytes, new Date(time)));
    expect(names.toSorted()).toEqual(names);
    expect(newSessionName(() => new Uint8Array(10), new Date(1_795_361_830_410))).toBe(
      'session-01a203e7-760a-7000-8000-000000000000',
    );
  });

  test('is another one each time', () => {
    const date = new Date();
    expect(new Set(Array.from({ length: 1_000 }, () => newSessionName(randomBytes, date))).size).toBe(1_000);
  });
});
