import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withTables } from '../../scripts/readme-tables.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the README has the inputs, outputs, exit codes and settings that there are (npm run tables)', () => {
  expect(read('README.md')).toBe(withTables(read('README.md'), read('action.yml')));
  expect(read('README.md')).toContain('| `session-result` |');
  expect(read('README.md')).toContain('| `silenceTimeout` ✓ | `--silence-timeout`, `AMBER_SILENCE_TIMEOUT` |');
  expect(read('README.md')).toContain('| 9 | stopped or cancelled by someone else |');
});
