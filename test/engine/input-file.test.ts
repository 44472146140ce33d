import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readInputFile } from '../../src/engine/input-file.ts';
import { readSettingFile } from '../../src/engine/platform/credentials.ts';
import { payloadAt } from '../../src/github/event/github-event.ts';
import { checkedSchemaFile } from '../../src/run/structured-output/output-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'amber-inputs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe('a file that a flag names', () => {
  test('is read whole, up to what it may hold', async () => {
    writeFileSync(at('file'), 'x'.repeat(100_000));
    expect(await readInputFile(at('file'), 100_000)).toHaveLength(100_000);
    await expect(readInputFile(at('file'), 99_999)).rejects.toThrow('larger than 99999 bytes');
  });

  test('may be a pipe, which is bounded as well', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const [bytes] = await Promise.all([readInputFile(at('pipe'), 5), appendFile(at('pipe'), 'hello')]);
    expect(bytes.toString()).toBe('hello');
    const reading = readInputFile(at('pipe'), 4);
    await Promise.all([expect(reading).rejects.toThrow('larger than 4 bytes'), appendFile(at('pipe'), 'hello')]);
  });

  test.each(['/dev/zero', '/dev/ptmx', folder])(
    '%s is refused, wherever it is named: it has no end, or no content',
    async (path) => {
      const no = 'it is no file';
      await expect(readInputFile(path, 10)).rejects.toThrow(no);
      await expect(readSettingFile(path, 'the token file')).rejects.toThrow(`cannot read the token file: ${no}`);
      await expect(checkedSchemaFile(path, '--output-schema')).rejects.toThrow(
        `cannot read --output-schema ${path}: ${no}`,
      );
      expect(payloadAt(path)).toBeUndefined();
    },
  );
});
