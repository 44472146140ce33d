import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withTables } from '../../scripts/readme-tables.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the README has every input and output as action.yml describes it (npm run tables)', () => {
  expect(read('README.md')).toBe(withTables(read('README.md'), read('action.yml')));
  expect(read('README.md')).toContain('| `session-result` |');
});
