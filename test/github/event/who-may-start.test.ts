import { describe, expect, test } from 'vitest';
import { askedAbout, permissionOf } from '../../../src/github/event/who-may-start.ts';
import type { RepositoryRole } from '../../../src/github/plan/plan-facts.ts';
import { comment, label, MONA } from '../kit/situation.ts';

const open = { allowUsers: [], allowBots: [] };
const first = { triggeringActor: 'Mona' };
const may = (access: RepositoryRole, event = comment('@amber')) =>
  permissionOf(event, open, { access: { mona: access } }, first).may;

test.each<[RepositoryRole, string]>([
  ['admin', 'all'],
  ['maintain', 'all'],
  ['write', 'all'],
  ['triage', 'nothing'],
  ['read', 'nothing'],
  ['none', 'nothing'],
  ['unknown', 'nothing'],
])('with access %s one may start %s', (access, what) => {
  expect(may(access)).toBe(what);
});

describe('who is asked about', () => {
  test('sender and author, once each', () => {
    expect(askedAbout(comment('@amber'), open, first)).toEqual(['mona']);
    const forwarded = comment('@amber', { sender: { login: 'Eve', type: 'User' } });
    expect(askedAbout(forwarded, open, first)).toEqual(['eve', 'mona']);
  });

  test('the author of a re-run as well', () => {
    expect(askedAbout(comment('@amber'), open, { triggeringActor: 'eve' })).toEqual(['mona', 'eve']);
  });

  test('of a label the labeller alone: the issue is data', () => {
    expect(askedAbout(label(), open, first)).toEqual(['mona']);
  });

  test('nobody whom an input names', () => {
    expect(askedAbout(comment('@amber'), { ...open, allowUsers: ['mona'] }, first)).toEqual([]);
  });

  test('nobody where the answer is no whatever they may', () => {
    const bot = { login: 'x[bot]', type: 'Bot' };
    expect(askedAbout(comment('@amber', { author: bot, sender: bot }), open, first)).toEqual([]);
    expect(askedAbout(comment('@amber', { sender: null }), open, first)).toEqual([]);
  });
});

describe('bots', () => {
  const bot = { login: 'Renovate[bot]', type: 'Bot' };
  const allowed = { ...open, allowBots: ['renovate[bot]'] };
  const again = { triggeringActor: bot.login };

  test('that are named get the fix prompt, without access', () => {
    expect(permissionOf(comment('@amber', { author: bot, sender: bot }), allowed, { access: {} }, again).may).toBe(
      'fix',
    );
  });

  test('that are named let no person in with them', () => {
    const mixed = comment('@amber', { author: bot, sender: MONA });
    expect(permissionOf(mixed, allowed, { access: {} }, first).may).toBe('nothing');
    expect(permissionOf(mixed, allowed, { access: { mona: 'write' } }, first).may).toBe('fix');
  });

  test('whose type lies are known by their name, and the other way round', () => {
    for (const actor of [
      { login: 'x[bot]', type: 'User' },
      { login: 'x', type: 'Bot' },
      { login: 'org', type: 'Organization' },
      { login: 'x', type: '' },
    ])
      expect(
        permissionOf(
          comment('@amber', { author: actor, sender: actor }),
          open,
          { access: { x: 'admin', org: 'admin', 'x[bot]': 'admin' } },
          first,
        ).may,
      ).toBe('nothing');
  });
});

test('a deleted user is nobody, and so is its name', () => {
  const ghost = { login: 'ghost', type: 'User' };
  for (const author of [null, ghost, { login: '', type: 'User' }])
    expect(
      permissionOf(comment('@amber', { author }), open, { access: { mona: 'admin', ghost: 'admin' } }, first).may,
    ).toBe('nothing');
});
