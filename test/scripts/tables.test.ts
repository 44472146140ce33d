import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGES, type Page, withTables } from '../../scripts/tables.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test.each(Object.keys(PAGES) as Page[])('%s has the tables that there are (npm run tables)', (page) => {
  expect(read(page)).toBe(withTables(page, read(page), read('action.yml')));
});

test('each table is on its page', () => {
  expect(read('README.md')).toContain('| 9 | stopped or cancelled by someone else |');
  expect(read('docs/github.md')).toContain('| `session-result` |');
  expect(read('docs/configuration.md')).toContain(
    '| `silenceTimeout` ✓ | `--silence-timeout`, `AMBER_SILENCE_TIMEOUT` |',
  );
});

test('a page without a place for its table is refused', () => {
  expect(() => withTables('README.md', '# Amber', read('action.yml'))).toThrow('README.md has no place for exit codes');
});

test('README stays one page: what is reference is in docs/', () => {
  expect(read('README.md').split('\n').length).toBeLessThan(300);
});
