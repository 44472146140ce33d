import { describe, expect, test } from 'vitest';
import { fitsPath, type Place } from '../../../src/core/permissions/path-pattern.ts';

const inside = (path: string): Place => ({ absolute: `/work/${path}`.replace(/\/$/, ''), inside: path });
const outside = (absolute: string): Place => ({ absolute });
const exact = { isWide: false, withFolder: false };
const wide = { isWide: true, withFolder: true };

describe('a path', () => {
  test.each([
    ['src/**', inside('src/a.ts')],
    ['src/**', inside('src/a/b/c.ts')],
    ['./src/**', inside('src/a.ts')],
    ['src/*.ts', inside('src/a.ts')],
    ['src/**/*.ts', inside('src/a.ts')],
    ['src/**/*.ts', inside('src/a/b/c.ts')],
    ['**/*.md', inside('README.md')],
    ['**', inside('.env')],
    ['a?c', inside('abc')],
    ['[id].ts'.replace('[id]', '?id?'), inside('[id].ts')],
    ['/etc/*', outside('/etc/passwd')],
    ['/work/src/**', inside('src/a.ts')],
  ])('%s takes %j', (pattern, place) => {
    expect(fitsPath(pattern, place, exact)).toBe(true);
  });

  test.each([
    ['src/**', inside('src')],
    ['**', inside('')],
    ['src/**', inside('SRC/a.ts')],
    ['src/**', inside('src2/a.ts')],
    ['src/**', inside('other/src/a.ts')],
    ['src/*', inside('src/a/b.ts')],
    ['*.ts', inside('src/a.ts')],
    ['a?c', inside('a/c')],
    ['**', outside('/etc/passwd')],
    ['**/passwd', outside('/etc/passwd')],
    ['passwd', outside('/etc/passwd')],
    ['src/**', inside('\u0455rc/a.ts')],
  ])('%s does not take %j', (pattern, place) => {
    expect(fitsPath(pattern, place, exact)).toBe(false);
  });

  test.each([
    ['.env', inside('.env')],
    ['.env', inside('packages/a/.env')],
    ['.env', inside('.ENV')],
    ['.env', outside('/other/.env')],
    ['**/*.pem', outside('/other/a.PEM')],
    ['secrets/**', inside('secrets')],
    ['secrets/**', inside('Secrets/key')],
    // The same letter, written as one character and as two.
    ['caf\u00e9', inside('cafe\u0301')],
  ])('%s, read widely, takes %j', (pattern, place) => {
    expect(fitsPath(pattern, place, wide)).toBe(true);
  });

  test('with its folder `src/**` is `src`, too', () => {
    expect(fitsPath('src/**', inside('src'), { isWide: false, withFolder: true })).toBe(true);
    expect(fitsPath('src/**', inside(''), { isWide: false, withFolder: true })).toBe(false);
  });
});

test('the time does not grow with the wildcards of a pattern', () => {
  const start = performance.now();
  expect(fitsPath(`${'**/a*a*a*/'.repeat(60)}b`, inside('aaaaaaaaaa/'.repeat(300)), wide)).toBe(false);
  expect(fitsPath(`${'*a'.repeat(300)}b`, inside('a'.repeat(4_000)), wide)).toBe(false);
  const glob = { ...wide, isGlob: true };
  expect(fitsPath(`${'*a'.repeat(300)}b`, inside(`${'*a'.repeat(2_000)}c`), glob)).toBe(false);
  expect(performance.now() - start).toBeLessThan(10_000);
});
