import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_RUN } from '../../../src/core/result.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { bundleIn, readFolder, writeFolder } from '../../../src/github/deliver/work-folder.ts';
import { patchTo } from '../../../src/github/deliver/write-patch.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'amber-left-'));
const pipe = (path: string): Buffer => execFileSync('mkfifo', [path]);
const left = {
  thread: { owner: 'o', repo: 'r', number: 1, kind: 'issue' },
  askedBy: 'me',
  result: { ...NO_RUN, message: 'done', outcome: 'finished', exitCode: 0 },
} as const;

const ODD: readonly (readonly [string, (path: string) => void])[] = [
  ['a pipe', (path) => void pipe(path)],
  ['a folder', (path) => void mkdirSync(path)],
  ['a link', (path) => symlinkSync('/etc/passwd', path)],
];

describe.skipIf(process.platform === 'win32')('what a job has left', () => {
  test.each(ODD)('%s in the place of its files is refused, and nothing waits', (_what, make) => {
    const at = folder();
    make(join(at, 'delivery.json'));
    make(join(at, 'work.bundle'));
    expect(() => readFolder(at)).toThrow(/holds no work to deliver: .* no plain file/);
    expect(() => bundleIn(at)).toThrow(/work\.bundle is no plain file/);
  });

  test('a huge plan is refused', () => {
    const at = folder();
    writeFileSync(join(at, 'delivery.json'), '{}');
    truncateSync(join(at, 'delivery.json'), 1 << 30);
    expect(() => readFolder(at)).toThrow(/16 MiB at most/);
  });

  test('it is written over pipes that an agent has put there', async () => {
    const at = folder();
    for (const name of ['delivery.json', 'account.md']) pipe(join(at, name));
    await writeFolder(at, left);
    expect(readFolder(at)).toMatchObject({ thread: left.thread, askedBy: 'me' });
    pipe(join(at, 'changes.patch'));
    const leave = patchTo(join(at, 'changes.patch'), makeRedactor([]), () => {});
    await leave({ run: async () => 'a patch', lfs: { own: '', foreign: '' } }, 'a', 'b');
    expect(readFileSync(join(at, 'changes.patch'), 'utf8')).toBe('a patch\n');
  });
});
