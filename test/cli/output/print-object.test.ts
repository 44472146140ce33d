import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { printObject } from '../../../src/cli/output/print-object.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { fakeIo } from '../fake-io.ts';

const SECRET = 'my "quoted"\nsecret';

describe('an object that holds secrets', () => {
  test.each([
    ['json', (text: string): unknown => JSON.parse(text)],
    ['jsonl', (text: string): unknown => JSON.parse(text)],
    ['yaml', (text: string): unknown => parse(text)],
  ] as const)('is still whole as %s without them', async (format, read) => {
    const io = fakeIo();
    const value = { known: `a ${SECRET} z`, shaped: `"ghp_${'abcDEF123456'.repeat(3)}"`, list: [1, true, null] };
    await printObject(io.stdout, makeRedactor([SECRET]), format, value);
    expect(read(io.out())).toEqual({ ...value, known: 'a *** z', shaped: '"***"' });
    expect(io.out()).not.toMatch(/quoted|ghp_/);
    if (format === 'jsonl') expect(io.out().trimEnd()).not.toContain('\n');
  });
});
