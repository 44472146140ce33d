import { expect, test } from 'vitest';
import { aboutOf, labelOf } from '../../../src/core/transcript/tool-label.ts';

test.each([
  ['a command, whatever stands beside it', { description: 'Runs them', command: 'npm test' }, 'npm test'],
  ['a file', { limit: 10, file_path: 'src/a.ts' }, 'src/a.ts'],
  ['what a search looks for, and where', { path: 'src', pattern: 'TODO' }, 'TODO in src'],
  ['what a search looks for', { pattern: '**/*.ts' }, '**/*.ts'],
  ['a query', { query: 'amber resin' }, 'amber resin'],
  ['the first text of any other', { depth: 2, branch: 'main' }, 'main'],
  ['nothing that is text', { depth: 2, path: '' }, ''],
])('a call is about %s', (_, args, about) => {
  expect(aboutOf(JSON.stringify(args))).toBe(about);
});

test('of arguments that are cut off the first text counts', () => {
  expect(labelOf({ name: 'Bash', args: '{"command":"npm test && npm' })).toBe('Bash npm test && npm');
});
