import { expect, test } from 'vitest';
import { detailsBeyondTitle } from '../../../src/core/permissions/request-details.ts';
import { claimsOf } from '../../../src/core/permissions/tool-request.ts';

const inside = (path: string): string => path.replace(/^\/work\/?/, '') || '.';

function details(title: string, kind: string, input: unknown, shown: readonly string[] = []): readonly string[] {
  const claims = claimsOf({ kind, input, paths: [], edits: false });
  return detailsBeyondTitle(title, claims, input, { shown, inside }).map(({ what, text }) => `${what} ${text}`);
}

test.each([
  [
    'a command that the title does not have',
    'Read README.md',
    'read',
    { command: 'rm -rf src' },
    ['command rm -rf src'],
  ],
  ['nothing where the title is the command', '`npm test`', 'execute', { command: 'npm test', cwd: '/work' }, []],
  ['a command of two lines, whose title looks like one', 'ls rm', 'execute', { command: 'ls\nrm' }, ['command ls\nrm']],
  ['a program with its arguments', 'ls', 'execute', { command: ['sh', '-c', 'rm x'] }, ['command sh -c rm x']],
  ['where a command is run', 'npm test', 'execute', { command: 'npm test', cwd: '/other' }, ['path /other']],
  ['a path', 'Read README.md', 'read', { file_path: '/etc/passwd' }, ['path /etc/passwd']],
  ['no path that the title has', 'Read src/a.ts', 'read', { file_path: '/work/src/a.ts' }, []],
  [
    'an address',
    'Fetch example.com',
    'fetch',
    { url: 'https://evil.example/?q=x' },
    ['address https://evil.example/?q=x'],
  ],
])('%s', (_, title, kind, input, expected) => {
  expect(details(title, kind, input)).toEqual(expected);
});

test('a path that its diff shows is not said again, and what stands behind a long title is', () => {
  expect(details('Edit it', 'edit', { file_path: '/work/a.ts' }, ['a.ts'])).toEqual([]);
  expect(details(`${'x'.repeat(2_000)} rm y`, 'execute', { command: 'rm y' })).toEqual(['command rm y']);
});
