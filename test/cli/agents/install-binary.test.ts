import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { installBinary } from '../../../src/cli/agents/install-binary.ts';
import { Listening } from '../../fakes/http-server.ts';

const PROGRAM = '#!/bin/sh\necho it\n';
const SHA256 = createHash('sha256').update(PROGRAM).digest('hex');
const signal = new AbortController().signal;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'amber-install-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const program: RequestListener = (_, response) => void response.writeHead(200).end(PROGRAM);
const binary = (archive: string, more: object = {}) => ({
  archive,
  cmd: 'tool',
  args: [],
  env: {},
  folder: join(folder(), 'one/1.0.0'),
  ...more,
});

test('is there whole, in the place of an earlier one, and its checksum is told', async () => {
  await using files = await Listening.http(program);
  // As GitHub's releases do, to another origin.
  await using releases = await Listening.http(
    (_, response) => void response.writeHead(302, { location: `${files.url}/tool` }).end(),
  );
  const wanted = binary(`${releases.url}/tool`, { sha256: SHA256 });
  expect(await installBinary(wanted, { env: {}, signal })).toBe(SHA256);
  writeFileSync(join(wanted.folder, 'left over'), '');
  await installBinary(wanted, { env: {}, signal });
  expect(readdirSync(wanted.folder)).toEqual(['tool']);
  expect(readFileSync(join(wanted.folder, 'tool'), 'utf8')).toBe(PROGRAM);
  expect(statSync(join(wanted.folder, 'tool')).mode & 0o777).toBe(0o755);
});

test.each([
  ['has another checksum', program, { sha256: '0'.repeat(64) }, 'is not what the registry says'],
  ['lacks the command', program, { cmd: 'other' }, 'holds no other'],
  ['is not there', ((_, response) => void response.writeHead(404).end()) as RequestListener, {}, '404'],
  [
    'breaks off',
    ((_, response) =>
      void response
        .writeHead(200, { 'content-length': '99' })
        .end('half', () => response.destroy())) as RequestListener,
    {},
    'closed in the middle',
  ],
])('one that %s leaves nothing behind', async (_, listener, more, why) => {
  await using server = await Listening.http(listener);
  const wanted = binary(`${server.url}/tool`, more);
  await expect(installBinary(wanted, { env: {}, signal })).rejects.toThrow(why);
  expect(existsSync(wanted.folder)).toBe(false);
  expect(readdirSync(join(wanted.folder, '..'))).toEqual([]);
});
