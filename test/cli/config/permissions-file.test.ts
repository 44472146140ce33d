import { mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPermissionsFile } from '../../../src/cli/config/permissions-file.ts';
import { isAmberError } from '../../../src/core/errors.ts';
import type { PermissionRules } from '../../../src/core/permissions/rule.ts';

function written(text: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'amber-rules-')), 'rules.yaml');
  writeFileSync(path, text);
  return path;
}

const read = (text: string): Promise<PermissionRules> => readPermissionsFile(written(text));

/** What is wrong, without the path before the line. */
async function fault(text: string | Uint8Array): Promise<string> {
  const path = written(text);
  try {
    await readPermissionsFile(path);
  } catch (error) {
    if (!isAmberError(error, 'CONFIG') || error.hint === undefined) throw error;
    return error.message.replace(`${path}:`, '');
  }
  return 'none';
}

describe('a permissions file', () => {
  test('has rules in their order, each with its line', async () => {
    const { rules } = await read(`# mine
rules:
  - answer: deny
    path: [.env, "secrets/"]
  - answer: allow
    command: npm test *

  - answer: ask
    kind:
      - edit
      - delete
  - answer: deny
`);
    expect(rules).toEqual([
      { answer: 'deny', paths: ['.env', 'secrets/**'], line: 3 },
      { answer: 'allow', commands: ['npm test *'], line: 5 },
      { answer: 'ask', kinds: ['edit', 'delete'], line: 8 },
      { answer: 'deny', line: 12 },
    ]);
  });

  test('may be JSON, and may have no rules', async () => {
    expect((await read('{"rules": [{"answer": "allow", "kind": "read"}]}')).rules).toEqual([
      { answer: 'allow', kinds: ['read'], line: 1 },
    ]);
    expect((await read('rules: []')).rules).toEqual([]);
  });

  test('has a home for ~ in paths', async () => {
    expect((await read('rules: [{answer: deny, path: ~/.ssh/**}]')).rules[0]?.paths).toEqual([
      join(homedir(), '.ssh/**'),
    ]);
  });

  test.each([
    ['', '1: a permissions file is a map with "rules"'],
    ['- a', '1: a permissions file is a map with "rules"'],
    ['{}', '1: it has no "rules"'],
    ['rules: yes', '1: "rules" must be a list'],
    ['rule: []', '1: unknown key "rule": did you mean "rules"?'],
    ['rules:\n  - deny', '2: a rule is a map with "answer", and what it is for: kind, path, command'],
    ['rules:\n  - kind: read', '2: the rule has no "answer": allow, deny, ask'],
    ['rules:\n  - answer: alow\n    kind: read', '2: "answer" can\'t be "alow": did you mean "allow"?'],
    ['rules:\n  - answer: yes!\n', '2: "answer" can\'t be "yes!": it is allow, deny or ask'],
    ['rules:\n  - answer: deny\n    paths: a', '3: unknown key "paths": did you mean "path"?'],
    ['rules:\n  - answer: deny\n    kind: [read,\n      Bash]', '4: "kind" can\'t be "Bash": it is read, edit'],
    ['rules:\n  - answer: allow', '2: this would allow everything: say what, by kind, path or command'],
    ['rules:\n  - answer: deny\n    path: []', '3: "path" is empty: leave it out, or say which'],
    ['rules:\n  - answer: deny\n    path:', '3: "path" must be a text'],
    ['rules:\n  - answer: deny\n    path: ""', '3: "path" must be a text'],
    ['rules:\n  - answer: deny\n    command: 7', '3: "command" must be a text'],
    ['rules:\n  - answer: deny\n    command: {a: b}', '3: "command" must be a text'],
    ['rules:\n  - answer: deny\n    path: *.ts', '3: a text that begins with * must stand in quotes'],
    ['rules:\n  - answer: deny\n    path: "*.{ts,js}"', '3: path "*.{ts,js}": wildcards are *, ** and ?'],
    ['rules:\n  - answer: deny\n    path: "!a"', '3: path "!a": wildcards'],
    ['rules:\n  - answer: deny\n    path: ../a', '3: path "../a": ".." is not taken'],
    ['rules:\n  - answer: deny\n    path: ~root/a', '3: path "~root/a": name the directory as a whole'],
    ['rules:\n  - answer: deny\n    path: https://a', '3: path "https://a": it is an address'],
    ['rules:\n  - answer: allow\n    command: "npm run:*"', '3: command "npm run:*": here that is "npm run *"'],
    ['rules:\n  - answer: allow\n    command: Bash(npm test)', '3: command "Bash(npm test)": here that is "npm test"'],
    ['rules:\n  - {answer: allow, kind: execute, path: src/**}', '2: what a command works on is not known'],
    ['rules:\n  - {answer: deny, kind: edit, command: rm *}', '2: commands are of kind execute: leave kind out'],
    ['rules: []\nrules: []', '2: Map keys must be unique'],
    ['rules: [', '1: Flow sequence in block collection'],
    ['rules: []\n---\nrules: []', '2: it holds several documents'],
  ])('that is wrong says where: %j', async (text, expected) => {
    expect(await fault(text)).toContain(expected);
  });

  test('is refused where it is no file, no text, or too large', async () => {
    await expect(readPermissionsFile('/nowhere/rules.yaml')).rejects.toThrow(
      'cannot read the permissions file /nowhere/rules.yaml: ENOENT',
    );
    await expect(readPermissionsFile('/dev/zero')).rejects.toThrow('it is no file');
    expect(await fault(new Uint8Array([0xff, 0xfe, 0xff]))).toContain('cannot read');
    expect(await fault(`rules: []\n#${'x'.repeat(200_000)}`)).toContain('larger than 131072 bytes');
    const hundredThousand = `rules:\n${'- {answer: deny}\n'.repeat(100_000)}`;
    expect(await fault(hundredThousand)).toContain('larger than');
    expect(await fault(`rules:\n${'- {answer: deny}\n'.repeat(1_001)}`)).toContain('more than 1000 rules');
    expect(await fault(`rules: [{answer: deny, path: ${'x'.repeat(1_001)}}]`)).toContain('longer than 1000');
  });

  test('that is a bomb does not go off', async () => {
    const bomb = [
      'a: &a [x,x]',
      ...[...'bcdefghij'].map((n, at) => `${n}: &${n} [*${'abcdefghi'[at]},*${'abcdefghi'[at]}]`),
    ];
    expect(await fault(bomb.join('\n'))).toContain('unknown key "a"');
    expect(await fault('rules: &a [*a, *a]')).toContain('a rule is a map');
    expect(await fault('rules:\n  - &a {answer: deny, path: x}\n  - *a')).toContain('3: a rule is a map');
    expect(await fault('rules:\n  - {answer: deny, path: &a x}\n  - {answer: deny, path: *a}')).toContain('3: a text');
    expect(await fault('rules:\n  - {answer: deny, <<: {path: x}}')).toContain('2: unknown key "<<"');
    expect(await fault(`rules: ${'['.repeat(50_000)}`)).toContain('1: it is nested too deep');
    expect(await fault('rules: [{answer: deny, __proto__: x}]')).toContain('unknown key "__proto__"');
  });
});
