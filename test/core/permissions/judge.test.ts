import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/core/permissions/judge.ts';
import { type PermissionRule, TOOL_KINDS } from '../../../src/core/permissions/rule.ts';
import { claimsOf, type LocatedPath, type RuledRequest } from '../../../src/core/permissions/tool-request.ts';

/** A path as it is where there are no links; in /work if it is relative. */
function located(named: string): LocatedPath {
  const absolute = named.startsWith('/') ? named : `/work/${named}`.replace(/\/\.?$/, '');
  const isInside = absolute === '/work' || absolute.startsWith('/work/');
  const place = { absolute, ...(isInside && { inside: absolute.slice('/work/'.length) }) };
  const isCertain = named !== '';
  return { named, written: isCertain ? [place] : [], real: isCertain ? [place] : [], isCertain };
}

function request(
  kind: string | undefined,
  { input = {}, paths = [], edits = false }: { input?: object; paths?: readonly string[]; edits?: boolean } = {},
): RuledRequest {
  const claims = claimsOf({ kind, input, paths, edits });
  return { ...claims, paths: claims.paths.map(located), words: claims.words.map(located) };
}

type Wanted = Omit<PermissionRule, 'line'>;
const matches = (rule: Wanted, asked: RuledRequest): boolean => judge([{ ...rule, line: 1 }], asked).rule !== undefined;
const why = (rule: Wanted, asked: RuledRequest): string | undefined =>
  judge([{ ...rule, line: 1 }], asked).passed[0]?.why;
const run = (command: unknown, more: object = {}): RuledRequest => request('execute', { input: { command, ...more } });

describe('rules', () => {
  const rules: PermissionRule[] = [
    { answer: 'deny', paths: ['src/secret.ts'], line: 2 },
    { answer: 'allow', kinds: ['edit'], paths: ['src/**'], line: 4 },
    { answer: 'ask', kinds: ['edit'], line: 7 },
    { answer: 'deny', line: 9 },
  ];

  test.each([
    ['src/secret.ts', 2],
    ['src/a.ts', 4],
    ['README.md', 7],
  ])('the first that matches counts: %s', (path, line) => {
    expect(judge(rules, request('edit', { paths: [path] })).rule?.line).toBe(line);
  });

  test('one that names nothing takes everything, and those before say why they do not', () => {
    const { rule, passed } = judge(rules, run('npm test'));
    expect(rule?.line).toBe(9);
    expect(passed.map((one) => [one.rule.line, one.why])).toEqual([
      [2, 'it names no path of its own'],
      [4, 'it is of kind execute'],
      [7, 'it is of kind execute'],
    ]);
  });

  test('none matches: nothing is said', () => {
    expect(judge(rules.slice(0, 2), run('npm test')).rule).toBeUndefined();
  });

  test('10,000 of them take no time that one would notice', () => {
    const many: PermissionRule[] = Array.from({ length: 10_000 }, (_, at) => ({
      answer: 'allow',
      paths: [`src/${at}/**`],
      line: at,
    }));
    const start = performance.now();
    expect(judge(many, request('edit', { paths: ['src/9999/a.ts'] })).rule?.line).toBe(9_999);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('an allow', () => {
  const reading: Wanted = { answer: 'allow', kinds: ['read'] };
  const editing: Wanted = { answer: 'allow', kinds: ['edit'], paths: ['src/**'] };
  const testing: Wanted = { answer: 'allow', commands: ['npm test *'] };

  test('must hold for every path', () => {
    expect(matches(editing, request('edit', { paths: ['src/a.ts', 'src/b.ts'] }))).toBe(true);
    expect(matches(editing, request('edit', { paths: ['src/a.ts', 'package.json'] }))).toBe(false);
  });

  test.each([
    ['an array of files', { files: ['/etc/passwd'] }],
    ['a nested path', { options: { target_file: '/etc/passwd' } }],
    ['the keys of a change', { changes: { '/etc/passwd': { type: 'add' } } }],
    ['where something is moved to', { move_path: '/etc/passwd' }],
    ['a destination', { destination: '/etc/passwd' }],
  ])('looks at all that names a path: %s', (_what, input) => {
    expect(matches(editing, request('edit', { paths: ['src/a.ts'], input }))).toBe(false);
  });

  test('a search whose pattern leads elsewhere is judged by that', () => {
    const searching: Wanted = { answer: 'allow', kinds: ['search'] };
    expect(matches(searching, request('search', { input: { pattern: 'TODO' } }))).toBe(true);
    expect(matches(searching, request('search', { input: { pattern: '/etc/*' } }))).toBe(false);
  });

  test('without paths of its own it is for the session’s directory', () => {
    expect(matches(reading, request('read', { paths: ['src/a.ts'] }))).toBe(true);
    expect(why(reading, request('read', { paths: ['/etc/passwd'] }))).toBe(
      '/etc/passwd is not in the session’s directory',
    );
    expect(matches({ ...reading, paths: ['/**'] }, request('read', { paths: ['/etc/passwd'] }))).toBe(true);
    expect(matches(testing, run('npm test', { cwd: '/work/packages/a' }))).toBe(true);
    expect(matches(testing, run('npm test', { cwd: '/tmp/evil' }))).toBe(false);
  });

  test('of files needs one, and an empty path is none', () => {
    expect(why(reading, request('read'))).toBe('it does not say which file');
    expect(matches(reading, request('read', { paths: [''] }))).toBe(false);
    expect(matches(editing, request('edit'))).toBe(false);
  });

  test('by paths alone is for files, and a folder is deleted by its own name only', () => {
    const source: Wanted = { answer: 'allow', paths: ['src/**'] };
    expect(matches(source, request('delete', { paths: ['src/a.ts'] }))).toBe(true);
    expect(matches(source, request('delete', { paths: ['src'] }))).toBe(false);
    expect(matches(source, request('search', { paths: ['src'] }))).toBe(true);
    expect(matches(source, request('fetch', { paths: ['src/a.ts'] }))).toBe(false);
    expect(matches(source, request(undefined, { paths: ['src/a.ts'] }))).toBe(false);
  });

  test('by command is for one line of text that is all of it', () => {
    expect(matches(testing, run('npm test -- a'))).toBe(true);
    expect(why(testing, run('npm test; rm -rf /'))).toBe('its command does more than that');
    for (const command of ['', '  ', undefined, null, 7, ['npm', 'test'], ['npm test'], {}, { a: 'npm test' }])
      expect(matches(testing, run(command))).toBe(false);
    expect(matches(testing, run('npm test', { args: ['--', 'x'] }))).toBe(false);
    expect(matches(testing, run('npm test', { args: [] }))).toBe(true);
    expect(matches(testing, run('npm test', { cmd: 'rm -rf /' }))).toBe(false);
    expect(matches(testing, request('execute', { paths: ['npm test'] }))).toBe(false);
  });

  test('a kind that hides another one is both', () => {
    expect(matches(reading, request('read', { paths: ['src/a.ts'], edits: true }))).toBe(false);
    expect(matches(reading, request('read', { input: { path: 'src/a.ts', new_string: 'x' } }))).toBe(false);
    expect(matches(reading, request('read', { paths: ['src/a.ts'], input: { command: 'rm x' } }))).toBe(false);
    expect(matches(editing, request('edit', { paths: ['src/a.ts'], input: { command: 'rm x' } }))).toBe(false);
    expect(matches(testing, request('edit', { paths: ['a'], input: { command: 'npm test' } }))).toBe(false);
    expect(matches(testing, request('execute', { edits: true, input: { command: 'npm test' } }))).toBe(false);
  });

  test.each(['Read', 'READ', 'unknown', '', '__proto__'])('never takes a kind that is not known: %j', (kind) => {
    const all: Wanted = { answer: 'allow', kinds: TOOL_KINDS };
    expect(matches(all, request(kind, { paths: ['src/a.ts'] }))).toBe(false);
  });

  test('never takes what is too large to be looked through', () => {
    const paths = Array.from({ length: 100 }, (_, at) => `src/${at}`);
    expect(matches(editing, request('edit', { paths: paths.slice(1) }))).toBe(true);
    expect(why(editing, request('edit', { paths }))).toBe('it is too large to be looked through');
    const same = Array.from({ length: 100 }, () => 'src/a');
    expect(matches(editing, request('edit', { paths: same }))).toBe(false);
    const deep = JSON.parse(`${'{"a":'.repeat(20)}"/etc/passwd"${'}'.repeat(20)}`);
    expect(matches(editing, request('edit', { paths: ['src/a'], input: deep }))).toBe(false);
    const many = Array.from({ length: 2_000 }, () => 'x');
    expect(matches(editing, request('edit', { paths: ['src/a'], input: { many } }))).toBe(false);
  });
});

describe.each(['deny', 'ask'] as const)('a %s', (answer) => {
  const secrets: Wanted = { answer, paths: ['.env', 'secrets/**'] };

  test('is meant where one path is', () => {
    expect(matches(secrets, request('edit', { paths: ['src/a.ts', 'secrets/key'] }))).toBe(true);
    expect(matches(secrets, request('edit', { paths: ['src/a.ts'] }))).toBe(false);
    expect(matches(secrets, request('delete', { paths: ['secrets'] }))).toBe(true);
    expect(matches(secrets, request('read', { paths: ['a/.Env'] }))).toBe(true);
  });

  test('is meant where a word of a command is such a path', () => {
    expect(matches(secrets, run('cat .env'))).toBe(true);
    expect(matches(secrets, run('cat .e\\\nnv'))).toBe(true);
    expect(matches(secrets, run('cp --from="secrets/key" x'))).toBe(true);
    expect(matches(secrets, run('cat<secrets/key'))).toBe(true);
    expect(matches(secrets, run('npm test'))).toBe(false);
    const long = Array.from({ length: 2_001 }, (_, at) => `w${at}`).join(' ');
    expect(matches(secrets, run(long))).toBe(true);
  });

  test('is meant where it can’t be said', () => {
    expect(matches(secrets, request('read', { paths: [''] }))).toBe(true);
    expect(matches(secrets, request('edit'))).toBe(true);
    expect(matches({ answer, kinds: ['delete'] }, request('unknown', { paths: ['a'] }))).toBe(true);
    expect(matches({ answer, commands: ['rm *'] }, request('execute'))).toBe(true);
    expect(matches({ answer, commands: ['rm *'] }, run(['ls']))).toBe(true);
  });

  test('by command looks at all of them, and at none where none is run', () => {
    const removing: Wanted = { answer, commands: ['rm *'] };
    expect(matches(removing, run('npm test; rm -rf /'))).toBe(true);
    expect(matches(removing, run(['rm', '-rf', '/']))).toBe(true);
    expect(matches(removing, run('rm', { args: ['-rf', '/'] }))).toBe(true);
    expect(matches(removing, request('edit', { paths: ['a'], input: { command: 'rm x' } }))).toBe(true);
    expect(why(removing, request('edit', { paths: ['a'] }))).toBe('it runs no command');
    expect(why(removing, run('npm test'))).toBe('its command is another one');
  });

  test('by kind takes what shows to be of it', () => {
    expect(matches({ answer, kinds: ['edit'] }, request('read', { paths: ['a'], edits: true }))).toBe(true);
    expect(matches({ answer, kinds: ['execute'] }, request('read', { input: { command: 'x' } }))).toBe(true);
    expect(matches({ answer, kinds: ['other'] }, request(undefined))).toBe(true);
  });
});

describe('what a shell expands', () => {
  const env: Wanted = { answer: 'deny', paths: ['.env', 'secrets/**'] };

  test.each([
    'cat .env*',
    'cat .e?v',
    'cat .[e]nv',
    'cat .*',
    'cat ./pack*/.e*',
    'cat .{env,profile}',
    'cat .{d..f}nv',
    'cat {.e,.x}nv',
    'cat sec*/key',
    'cat s?crets/*',
    'tar c *',
    'bash -c "cat .en*"',
    `echo ${'{a,b}'.repeat(12)}`,
  ])('%s may name what a deny names', (command) => {
    expect(matches(env, run(command))).toBe(true);
  });

  test.each([
    'npm test -- src/*.ts',
    'cat *nv',
    'cat ?env',
    'cat .en?/x',
    'cat {a,b}.ts',
    'find . -name *.pem -exec cat {} +',
    'echo ${HOME}',
  ])('%s does not', (command) => {
    expect(matches(env, run(command))).toBe(false);
  });

  test('never makes an allow', () => {
    expect(matches({ answer: 'allow', commands: ['rm -rf x'] }, run('{rm,-rf,x}'))).toBe(false);
  });
});
