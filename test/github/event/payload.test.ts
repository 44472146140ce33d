import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { payloadAt } from '../../../src/github/event/event.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amber-payload-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const EVENT = { comment: { body: 'café' } };
const json = JSON.stringify(EVENT);

test.each([
  ['UTF-8', Buffer.from(json), EVENT],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${json}`), EVENT],
  ['UTF-16', Buffer.from(`\uFEFF${json}`, 'utf16le'), EVENT],
  ['Latin-1, which would go on mangled', Buffer.from(json, 'latin1'), undefined],
  ['no JSON', Buffer.from('{'), undefined],
])('a payload in %s', (_name, bytes, expected) => {
  writeFileSync(join(folder, 'event.json'), bytes);
  expect(payloadAt(join(folder, 'event.json'))).toEqual(expected);
});

test('none', () => {
  expect([payloadAt(undefined), payloadAt(join(folder, 'no'))]).toEqual([undefined, undefined]);
});
