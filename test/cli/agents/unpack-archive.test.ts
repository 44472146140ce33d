import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { crc32, gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import { expect, onTestFinished, test } from 'vitest';
import { unpack } from '../../../src/cli/agents/unpack-archive.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'amber-unpack-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

interface Entry {
  readonly name: string;
  readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'character-device' | 'fifo';
  readonly linkname?: string;
  readonly mode?: number;
}

async function tgz(...entries: readonly Entry[]): Promise<Buffer> {
  const pack = tar.pack();
  for (const { name, type = 'file', ...more } of entries)
    pack.entry({ name, type, ...more }, type === 'file' ? `of ${name}` : undefined);
  pack.finalize();
  return gzipSync(await buffer(pack));
}

/** A zip with stored files; `mode` as Unix has it. */
function zip(...entries: readonly { readonly name: string; readonly mode?: number }[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, mode = 0o100644 } of entries) {
    const [file, data] = [Buffer.from(name), Buffer.from(`of ${name}`)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(file.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, file, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, tail, file]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}

async function unpacked(name: string, bytes: Buffer, limits?: { bytes: number; files: number }): Promise<string> {
  const place = folder();
  writeFileSync(join(place, 'archive'), bytes);
  const target = join(place, 'target');
  await unpack(join(place, 'archive'), name, target, limits);
  return target;
}

test.each([
  [
    '/x/a-1.tar.gz',
    () =>
      tgz({ name: './bin/', type: 'directory' }, { name: './bin/a', mode: 0o4755 }, { name: 'LICENSE', mode: 0o666 }),
  ],
  ['a.zip', async () => zip({ name: 'bin/a', mode: 0o100755 }, { name: 'LICENSE' })],
])('%s: its files, with no more rights than they need', async (name, make) => {
  const target = await unpacked(name, await make());
  expect(readdirSync(target, { recursive: true }).sort()).toEqual(['LICENSE', 'bin', 'bin/a']);
  expect(readFileSync(join(target, 'bin/a'), 'utf8')).toMatch(/^of /);
  expect([statSync(join(target, 'bin/a')).mode & 0o7777, statSync(join(target, 'LICENSE')).mode & 0o7777]).toEqual([
    0o755, 0o644,
  ]);
});

test('a program by itself', async () => {
  const target = await unpacked('https://example.com/tool', Buffer.from('#!/bin/sh\n'));
  expect(readFileSync(join(target, 'tool'), 'utf8')).toBe('#!/bin/sh\n');
});

test.each([
  ['a path that leads out', { name: '../evil' }],
  ['a path that leads out further below', { name: 'a/../../evil' }],
  ['an absolute path', { name: '/tmp/evil' }],
  ['a link', { name: 'a', type: 'symlink', linkname: '/etc' }],
  ['a hard link', { name: 'a', type: 'link', linkname: '/etc/passwd' }],
  ['a device', { name: 'a', type: 'character-device' }],
  ['a pipe', { name: 'a', type: 'fifo' }],
] as const)('a tar with %s is refused', async (_, entry) => {
  await expect(unpacked('a.tgz', await tgz(entry))).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
});

test.each([
  ['a path that leads out', { name: '../evil' }],
  ['an absolute path', { name: '/evil' }],
  ['a link', { name: 'a', mode: 0o120777 }],
])('a zip with %s is refused', async (_, entry) => {
  await expect(unpacked('a.zip', zip(entry))).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
});

test('the same path twice is refused: nothing is written over', async () => {
  await expect(unpacked('a.tgz', await tgz({ name: 'a' }, { name: './a' }))).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
  });
});

test('more than the limits is refused', async () => {
  const archive = await tgz({ name: 'a' }, { name: 'b' });
  await expect(unpacked('a.tgz', archive, { bytes: 1_000, files: 1 })).rejects.toThrow('more than 1 files');
  await expect(unpacked('a.tgz', archive, { bytes: 5, files: 9 })).rejects.toThrow('5 bytes');
});

test('a header that goes on and on is refused before it is kept whole', async () => {
  const pack = tar.pack();
  pack.entry({ name: 'x'.repeat(40 * 1024 ** 2) }, 'of it');
  pack.finalize();
  await expect(unpacked('a.tgz', gzipSync(await buffer(pack)))).rejects.toThrow('a header in it has no end');
});

test('a file that is larger than any header may be is none', async () => {
  const pack = tar.pack();
  pack.entry({ name: 'a' }, Buffer.alloc(20 * 1024 ** 2));
  pack.entry({ name: 'b' }, 'of b');
  pack.finalize();
  const target = await unpacked('a.tgz', gzipSync(await buffer(pack)));
  expect(readdirSync(target)).toEqual(['a', 'b']);
});

test.each(['a.tgz', 'a.zip'])('%s that is none, or broken off, is refused', async (name) => {
  await expect(unpacked(name, Buffer.from('nothing of the kind'))).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
});

test('an archive of another kind is refused, with what to do', async () => {
  await expect(unpacked('a.tar.bz2', Buffer.from('x'))).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    hint: expect.stringContaining('unpack it yourself'),
  });
});
