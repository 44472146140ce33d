import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { refuseForeignFile } from '../../../src/cli/process/trusted-file.ts';

const OWN = process.getuid?.() ?? 0;

let folder: string;
let file: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'amber-trusted-')));
  file = join(folder, 'file');
  writeFileSync(file, '', { mode: 0o644 });
});

const refusal = (path: string, uid: number | undefined = OWN): Promise<string | undefined> =>
  refuseForeignFile(path, uid).then(
    () => undefined,
    ({ message, hint }) => `${message}; ${hint}`.replaceAll(folder, ''),
  );

describe('a file that decides what an agent may do', () => {
  test.each([0o600, 0o644, 0o664])('is taken with mode %o', async (mode) => {
    chmodSync(file, mode);
    expect(await refusal(file)).toBeUndefined();
  });

  test('is refused where everybody can write it', async () => {
    chmodSync(file, 0o666);
    expect(await refusal(file)).toBe('/file can be written by every user; chmod o-w /file');
  });

  test('is refused where everybody can replace it, but not in a folder like /tmp', async () => {
    chmodSync(folder, 0o777);
    expect(await refusal(file)).toBe('/file can be replaced by every user:  is open to all; chmod o-w ');
    chmodSync(folder, 0o1777);
    expect(await refusal(file)).toBeUndefined();
  });

  test('is refused where it belongs to somebody else; root takes it', async () => {
    const owner = OWN === 0 ? 1_000 : OWN;
    if (OWN === 0) for (const path of [file, folder]) chownSync(path, owner, owner);
    expect(await refusal(file, owner + 1)).toContain(`/file belongs to another user (${owner})`);
    expect(await refusal(file, owner)).toBeUndefined();
    expect(await refusal(file, 0)).toBeUndefined();
    expect(await refusal('/etc/passwd', owner)).toBeUndefined();
  });

  test('is looked at behind a link, too', async () => {
    const link = join(folder, 'link');
    mkdirSync(join(folder, 'open'));
    const behind = join(folder, 'open', 'behind');
    writeFileSync(behind, '', { mode: 0o644 });
    symlinkSync(behind, link);
    expect(await refusal(link)).toBeUndefined();
    chmodSync(join(folder, 'open'), 0o777);
    expect(await refusal(link)).toContain('/open/behind can be replaced by every user');
  });

  test('can be a pipe, and anything where the system has no users', async () => {
    expect(await refusal('/dev/null')).toBeUndefined();
    chmodSync(file, 0o666);
    expect(await refuseForeignFile(file, undefined)).toBeUndefined();
  });
});
