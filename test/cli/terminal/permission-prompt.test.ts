import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { permissionText } from '../../../src/cli/terminal/permission-prompt.ts';
import { widthOf } from '../../../src/render/text-width.ts';

test('what a person is asked is wrapped at words on a narrow terminal', async () => {
  const output = Object.assign(new Writable(), { columns: 40, rows: 24 });
  const options = [
    { id: 'a', name: 'Yes, and do not ask again for this command', kind: 'allow_always' },
    { id: 'n', name: 'No', kind: 'reject_once' },
  ];
  const { text } = await permissionText({ title: 'npm run a-script with some arguments', options }, { output });
  for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(40);
  expect(text).toContain('\nThe agent asks for permission: npm run\na-script with some arguments\n');
  expect(text).toMatch(/\): $/);
});

test('beside the title stands what the call is, and what it names that the title does not', async () => {
  const output = Object.assign(new Writable(), { columns: 60, rows: 24 });
  const { text } = await permissionText(
    {
      title: 'Read README.md with s3cret',
      kinds: ['read', 'execute'],
      details: [
        { what: 'command', text: 'ls\r\nrm -rf src\u001b]0;\u202e # s3cret\n' },
        { what: 'path', text: '/etc/shadow' },
      ],
      options: [{ id: 'n', name: 'No', kind: 'reject_once' }],
    },
    { output, redactor: { all: (shown) => shown.replaceAll('s3cret', '***') } },
  );
  expect(text.split('\n').slice(1, 6)).toEqual([
    'The agent asks for permission to read and execute: Read',
    'README.md with ***',
    '  command: ls',
    '           rm -rf src\\u{1b}]0;\\u{202e} # ***',
    '  path:    /etc/shadow',
  ]);
});

test('a long line of an edit is shown to its end', async () => {
  const output = Object.assign(new Writable(), { columns: 80, rows: 24 });
  const options = [{ id: 'y', name: 'Yes', kind: 'allow_once' }];
  const line = 'deploy '.repeat(15);
  const edits = [{ path: 'a.sh', before: `${line}test\n`, after: `${line}prod\n` }];
  const { text, isWhole } = await permissionText({ title: 'Edit a.sh', options, edits }, { output });
  expect(text).toMatch(/\n {2}│ .*test\n {2}\+ .*\n {2}│ .*prod\n/);
  expect(isWhole).toBe(true);
  expect(text).not.toContain('d: show');
});

test('a diff that does not fit is offered whole by a letter', async () => {
  const output = Object.assign(new Writable(), { columns: 80, rows: 24 });
  const options = [{ id: 'y', name: 'Yes', kind: 'allow_once' }];
  const edits = [{ path: 'a', after: Array.from({ length: 300 }, (_, i) => `line ${i}\n`).join('') }];
  const request = { title: 'Write a', options, edits };
  const { text } = await permissionText(request, { output });
  expect(text).toContain('lines more');
  expect(text).toContain('(1–1, y: allow once, d: show the whole diff): ');
  const all = await permissionText(request, { output }, 'all');
  expect(all.isWhole).toBe(true);
  expect(all.text).toContain('\n  + line 299\n  1) Yes\n');
  expect(all.text).not.toContain('d: show');
});
