import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeRedactor } from '../../../../src/core/secrets/redact.ts';
import { logFormat, secretsIn } from '../../../../src/github/deliver/guards/find-secrets.ts';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
const BOUNDARY = 'boundary-of-this-test';

/** Where secrets are in a commit of these files with this message. */
function placesOf(files: { readonly [path: string]: string }, message = 'A change'): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'amber-added-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: dir,
      encoding: 'utf8',
    });
  git('init', '-q');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  git('add', '.');
  git('commit', '-q', '--allow-empty', '-m', message);
  const log = git('log', '--patch', '--unified=0', '--cc', '--text', '--root', `--format=${logFormat(BOUNDARY)}`);
  return secretsIn(log, BOUNDARY, makeRedactor([])).map(({ where }) => where);
}

test('lines, names, messages; nothing in plain ones', () => {
  expect(placesOf({ 'a.txt': 'x', 'b/c.txt': 'diff --git a/x b/x' })).toEqual([]);
  expect(placesOf({ 'a.txt': TOKEN })).toEqual(['a.txt']);
  expect(placesOf({ 'a.txt': 'x' }, `Use ${TOKEN}`)).toEqual([expect.stringMatching(/^the message of commit \w{8}$/)]);
  expect(placesOf({ [`${TOKEN}.txt`]: 'x' })).toEqual(['a file’s name']);
});

test('a message with lines of a patch, also of a commit without files', () => {
  const message = `A change\n\ndiff --git a/x b/x\n${TOKEN}`;
  expect(placesOf({ 'a.txt': 'x' }, message)).toEqual([expect.stringContaining('the message of commit')]);
  expect(placesOf({}, message)).toEqual([expect.stringContaining('the message of commit')]);
});

test('a name that looks like the end of another one', () => {
  expect(placesOf({ [`${TOKEN} b/x.txt`]: 'x' })).toEqual(['a file’s name']);
});
