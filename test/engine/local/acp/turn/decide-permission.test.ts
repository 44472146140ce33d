import { describe, expect, test } from 'vitest';
import {
  decide,
  decideByPerson,
  type PermissionRequest,
} from '../../../../../src/engine/local/acp/turn/decide-permission.ts';

const ONCE = { id: 'once', name: 'Allow', kind: 'allow_once' };
const ALWAYS = { id: 'always', name: 'Always', kind: 'allow_always' };
const REJECT = { id: 'reject', name: 'Reject', kind: 'reject_once' };
const NEVER = { id: 'never', name: 'Never', kind: 'reject_always' };

const where = { workspace: '/work', person: false };
const request = (kind: string | undefined, more: Partial<PermissionRequest> = {}): PermissionRequest => ({
  title: 'a tool',
  ...(kind !== undefined && { kind }),
  options: [ALWAYS, ONCE, NEVER, REJECT],
  paths: [],
  ...more,
});
const allowed = { answer: 'select', optionId: 'once', refused: false };
const refused = { answer: 'select', optionId: 'reject', refused: true };

const KINDS = [
  'read',
  'search',
  'think',
  'edit',
  'delete',
  'move',
  'execute',
  'fetch',
  'switch_mode',
  'other',
  undefined,
];

describe('the policy', () => {
  test.each(['all', 'read', 'none', 'ask'] as const)('%s: nobody is asked where there is nothing to choose', (mode) => {
    expect(decide(mode, request('read', { options: [] }), { ...where, person: true })).toEqual({ answer: 'cancel' });
  });

  test.each(KINDS)('all allows %s, once', (kind) => {
    expect(decide('all', request(kind), where)).toEqual(allowed);
  });

  test.each(KINDS)('none refuses %s', (kind) => {
    expect(decide('none', request(kind), where)).toEqual(refused);
  });

  test.each(KINDS)('read allows %s only if it is read, search or think', (kind) => {
    const harmless = kind === 'read' || kind === 'search' || kind === 'think';
    expect(decide('read', request(kind), where)).toEqual(harmless ? allowed : refused);
  });

  test.each(KINDS)('ask leaves %s to a person, and is read where there is none', (kind) => {
    expect(decide('ask', request(kind), { ...where, person: true })).toEqual({ answer: 'ask' });
    expect(decide('ask', request(kind), where)).toEqual(decide('read', request(kind), where));
  });

  test.each([
    ['/work', true],
    ['/work/src/a.ts', true],
    ['src/a.ts', true],
    ['..hidden/a', true],
    ['file:///work/a', true],
    ['/work/../etc/passwd', false],
    ['../other', false],
    ['/etc/passwd', false],
    ['/workshop/a', false],
    ['~/.ssh/id_rsa', false],
    ['file:///etc/passwd', false],
    ['https://example.org/work', false],
  ])('read: %s is inside of the workspace: %s', (path, inside) => {
    expect(decide('read', request('read', { paths: ['/work/a', path] }), where)).toEqual(inside ? allowed : refused);
  });

  test('"always" is chosen only where nothing narrower is offered', () => {
    expect(decide('all', request('edit', { options: [ALWAYS, REJECT] }), where)).toMatchObject({ optionId: 'always' });
    expect(decide('none', request('edit', { options: [ONCE, NEVER] }), where)).toMatchObject({ optionId: 'never' });
  });

  test('without an option that fits, the request is cancelled', () => {
    expect(decide('none', request('edit', { options: [ONCE] }), where)).toEqual({ answer: 'cancel' });
    expect(decide('all', request('edit', { options: [] }), where)).toEqual({ answer: 'cancel' });
  });

  test.each([
    ['once', { answer: 'select', optionId: 'once', refused: false }],
    ['always', { answer: 'select', optionId: 'always', refused: false }],
    ['never', { answer: 'select', optionId: 'never', refused: true }],
    [null, refused],
    ['something else', refused],
  ])('a person who answers %s', (chosen, decision) => {
    expect(decideByPerson(request('edit'), chosen)).toEqual(decision);
  });
});
