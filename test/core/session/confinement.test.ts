import { describe, expect, test } from 'vitest';
import {
  type Confinement,
  confinementAnnotations,
  confinementIn,
  isDomain,
  UNCONFINED,
} from '../../../src/core/session/confinement.ts';

const ALL: Confinement = {
  keyProxy: 'on',
  sandbox: 'auto',
  domains: ['example.com', '*.example.org:443'],
  registries: ['npm', 'go'],
};

describe('a confinement in a session’s annotations', () => {
  test('comes back as it was; what is off leaves no trace', () => {
    expect(confinementIn(confinementAnnotations(ALL), UNCONFINED)).toEqual(ALL);
    expect(confinementAnnotations(UNCONFINED)).toEqual({});
  });

  test('counts more than what the host was started with, each for itself', () => {
    const inside = confinementAnnotations({ ...UNCONFINED, sandbox: 'on', domains: ['a.example'] });
    expect(confinementIn(inside, ALL)).toEqual({
      keyProxy: 'on',
      sandbox: 'on',
      domains: ['a.example'],
      registries: [],
    });
    expect(confinementIn({}, ALL)).toEqual(ALL);
  });

  test('that says nothing that is known, or more, changes no more than it may', () => {
    expect(confinementIn({ 'amber/sandbox': 'maybe *', 'amber/key-proxy': 'x' }, ALL)).toEqual(ALL);
    expect(confinementIn({ 'amber/sandbox': 'on * npm *.com evil.example/x' }, UNCONFINED)).toEqual({
      ...UNCONFINED,
      sandbox: 'on',
      registries: ['npm'],
    });
  });
});

test.each([
  'example.com',
  'localhost',
  'localhost:8080',
  '10.0.0.1',
  '10.0.0.1:80',
  '*.example.com',
  '*.a.example:443',
])('%s is a host', (text) => {
  expect(isDomain(text)).toBe(true);
});

test.each([
  '',
  '*',
  '*.com',
  '*example.com',
  'https://example.com',
  'example.com/x',
  'a b',
  'exa_mple.com',
  '-a.example',
])('"%s" is none', (text) => {
  expect(isDomain(text)).toBe(false);
});
