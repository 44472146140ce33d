import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { claimsOf } from '../../../../../src/core/permissions/tool-request.ts';
import type { PermissionMode } from '../../../../../src/core/session/permission-mode.ts';
import type { PermissionPrompt } from '../../../../../src/engine/local/acp/agent-interface.ts';
import {
  decide,
  decideByPerson,
  type PermissionDecision,
} from '../../../../../src/engine/local/acp/turn/decide-permission.ts';
import { locateClaims } from '../../../../../src/engine/local/acp/turn/locate-paths.ts';

const ONCE = { id: 'once', name: 'Allow', kind: 'allow_once' };
const ALWAYS = { id: 'always', name: 'Always', kind: 'allow_always' };
const REJECT = { id: 'reject', name: 'Reject', kind: 'reject_once' };
const NEVER = { id: 'never', name: 'Never', kind: 'reject_always' };

const workspace = mkdtempSync(join(tmpdir(), 'amber-permission-'));
symlinkSync('/etc', join(workspace, 'link'));
afterAll(() => rmSync(workspace, { recursive: true }));

const request = (options: PermissionPrompt['options'] = [ALWAYS, ONCE, NEVER, REJECT]): PermissionPrompt => ({
  title: 'a tool',
  options,
});

interface Call {
  readonly kind?: string | undefined;
  readonly input?: unknown;
  readonly paths?: readonly string[];
  readonly edits?: boolean;
  readonly options?: PermissionPrompt['options'];
  readonly person?: boolean;
}

async function decided(mode: PermissionMode, call: Call): Promise<PermissionDecision> {
  const { edits = false, input, kind, options, paths = [], person = false } = call;
  const located = await locateClaims(claimsOf({ kind, input, paths, edits }), workspace);
  return decide(mode, request(options), located, person);
}

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
  test.each(['all', 'read', 'none', 'ask'] as const)(
    '%s: nobody is asked where there is nothing to choose',
    async (mode) => {
      expect(await decided(mode, { kind: 'read', options: [], person: true })).toEqual({ answer: 'cancel' });
    },
  );

  test.each(KINDS)('all allows %s, once', async (kind) => {
    expect(await decided('all', { kind })).toEqual(allowed);
  });

  test.each(KINDS)('none refuses %s', async (kind) => {
    expect(await decided('none', { kind })).toEqual(refused);
  });

  test.each(KINDS)('read allows %s only if it is read, search or think', async (kind) => {
    const harmless = kind === 'read' || kind === 'search' || kind === 'think';
    expect(await decided('read', { kind })).toEqual(harmless ? allowed : refused);
  });

  test.each(KINDS)('ask leaves %s to a person, and is read where there is none', async (kind) => {
    expect(await decided('ask', { kind, person: true })).toEqual({ answer: 'ask' });
    expect(await decided('ask', { kind })).toEqual(await decided('read', { kind }));
  });

  test.each([
    [workspace, true],
    [`${workspace}/src/a.ts`, true],
    ['src/a.ts', true],
    ['..hidden/a', true],
    [`file://${workspace}/a`, true],
    [`${workspace}/../etc/passwd`, false],
    ['../other', false],
    ['/etc/passwd', false],
    ['link/passwd', false],
    [`${workspace}shop/a`, false],
    ['~/.ssh/id_rsa', false],
    ['file:///etc/passwd', false],
    ['https://example.org/work', false],
  ])('read: %s is inside of the workspace: %s', async (path, inside) => {
    expect(await decided('read', { kind: 'read', paths: ['a', path] })).toEqual(inside ? allowed : refused);
  });

  test.each([
    ['a command', { input: { command: 'rm -rf src' } }],
    ['a program and its arguments', { input: { file_path: 'a.md', cmd: 'rm', args: ['-rf', 'src'] } }],
    ['a diff', { paths: ['a.md'], edits: true }],
    ['a path in a list', { input: { paths: ['a.md', '/etc/passwd'] } }],
  ])('read: what says that it reads, and shows %s, is refused', async (_, call) => {
    expect(await decided('read', { kind: 'read', ...call })).toEqual(refused);
  });

  test('"always" is chosen only where nothing narrower is offered', async () => {
    expect(await decided('all', { kind: 'edit', options: [ALWAYS, REJECT] })).toMatchObject({ optionId: 'always' });
    expect(await decided('none', { kind: 'edit', options: [ONCE, NEVER] })).toMatchObject({ optionId: 'never' });
  });

  test('without an option that fits, the request is cancelled', async () => {
    expect(await decided('none', { kind: 'edit', options: [ONCE] })).toEqual({ answer: 'cancel' });
    expect(await decided('all', { kind: 'edit', options: [] })).toEqual({ answer: 'cancel' });
  });

  test.each([
    ['once', { answer: 'select', optionId: 'once', refused: false }],
    ['always', { answer: 'select', optionId: 'always', refused: false }],
    ['never', { answer: 'select', optionId: 'never', refused: true }],
    [null, refused],
    ['something else', refused],
  ])('a person who answers %s', (chosen, decision) => {
    expect(decideByPerson(request(), chosen)).toEqual(decision);
  });
});
