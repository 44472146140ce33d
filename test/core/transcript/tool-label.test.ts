import { expect, test } from 'vitest';
import { aboutOf, labelOf } from '../../../src/core/transcript/tool-label.ts';

test.each([
  ['a command, whatever stands beside it', { description: 'Runs them', command: 'npm test' }, 'npm test'],
  ['a command in words', { command: ['bash', '-lc', 'npm test && ls'], workdir: '/w' }, "bash -lc 'npm test && ls'"],
  ['a program and its arguments', { command: 'git', args: ['commit', '-m', 'two words'] }, "git commit -m 'two words'"],
  ['a program where its arguments are none', { command: 'ls', args: [7] }, 'ls'],
  ['a command in words with quotes in them', { command: ['say', "it's", ''] }, "say it's ''"],
  ['no command where its words are none', { command: ['ls', 7], path: 'src' }, 'src'],
  ['a file', { limit: 10, file_path: 'src/a.ts' }, 'src/a.ts'],
  ['what a search looks for, and where', { path: 'src', pattern: 'TODO' }, 'TODO in src'],
  ['what a search looks for', { pattern: '**/*.ts' }, '**/*.ts'],
  ['a query', { query: 'amber resin' }, 'amber resin'],
  ['the first text of any other', { depth: 2, branch: 'main' }, 'main'],
  ['nothing that is text', { depth: 2, path: '' }, ''],
])('a call is about %s', (_, args, about) => {
  expect(aboutOf(JSON.stringify(args))).toBe(about);
});

test.each([
  ['edit', { file_path: '/w/s/src/greet.ts' }, 'edit src/greet.ts'],
  ['edit', { title: 'Edit `/w/s/a.ts`' }, 'edit Edit `a.ts`'],
  ['grep', { pattern: 'TODO', path: '/w/s' }, 'grep TODO in .'],
  ['read', { path: '/w/s-other/a.ts' }, 'read /w/s-other/a.ts'],
  ['read', { path: '/x/w/s/a.ts' }, 'read /x/w/s/a.ts'],
  ['execute', { command: 'cd / && rm /w/s/a.ts' }, 'execute cd / && rm /w/s/a.ts'],
])('%s: paths are relative to the directory, commands are as they are', (name, args, label) => {
  expect(labelOf({ name, args: JSON.stringify(args), directory: '/w/s' })).toBe(label);
});

test('of arguments that are cut off what says most counts, as in whole ones', () => {
  expect(labelOf({ name: 'Bash', args: '{"description":"Runs them","command":"npm test \\"a' })).toBe(
    'Bash npm test \\"a',
  );
  expect(labelOf({ name: 'write', args: '{"content":"a \\"path\\": \\"x\\"","file_path":"a.ts","more":"' })).toBe(
    'write a.ts',
  );
  expect(labelOf({ name: 'Bash', args: '{"command":"npm test && npm' })).toBe('Bash npm test && npm');
  expect(labelOf({ name: 'execute', args: '{"command":["bash","-lc","npm test"],"env":{"a' })).toBe(
    "execute bash -lc 'npm test'",
  );
  expect(labelOf({ name: 'execute', args: '{"command":["bash","-c","say \\"a' })).toBe('execute bash -c');
});
