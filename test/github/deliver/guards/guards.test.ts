import { expect, test } from 'vitest';
import type { ChangedFile } from '../../../../src/github/deliver/git/changed-files.ts';
import { type DeliveryLimits, type Inspected, reasonsAgainst } from '../../../../src/github/deliver/guards/guards.ts';

const LIMITS: DeliveryLimits = { allowPaths: [], maxFiles: 3, maxFileSize: 10, promptsDir: '.amber/prompts' };
const file = (path: string, mode = '100644', id = path): ChangedFile => ({ path, after: { mode, id } });

function why(
  files: readonly ChangedFile[],
  more: Partial<Inspected> = {},
  limits: Partial<DeliveryLimits> = {},
): readonly string[] {
  const inspected: Inspected = {
    changes: { files, commits: [], passing: [] },
    sizes: new Map(),
    links: new Map(),
    inLfs: [],
    secrets: [],
    tooBig: [],
    branch: { name: 'feature', isDefault: false, isProtected: false },
    ...more,
  };
  return reasonsAgainst(inspected, { ...LIMITS, ...limits }).map(({ why }) => why);
}

test('plain files pass', () => {
  expect(
    why([file('src/a.ts'), file('docs/actions.yml'), file('github/x'), file('src/codeowners.ts')], {}, { maxFiles: 4 }),
  ).toEqual([]);
});

test.each([
  '.github/workflows/x.yml',
  '.GitHub/x',
  '.github',
  '.amber/prompts',
  '.amber/prompts/fresh.md',
  'action.yml',
  'tools/a/action.yaml',
  'docs/CODEOWNERS',
  '.amber.yaml',
])('%s decides about CI or Amber', (path) => {
  expect(why([file(path)])).toEqual([`what decides about CI or about Amber would change: ${path}`]);
  expect(why([{ path, before: { mode: '100644', id: 'x' } }])).toHaveLength(1);
});

test.each<[string, string, boolean]>([
  ['.github/**', '.github/workflows/x.yml', true],
  ['.github/*', '.github/workflows/x.yml', false],
  ['.github/*', '.github/x.yml', true],
  ['**/action.yml', 'action.yml', true],
  ['**/action.yml', 'a/b/action.yml', true],
  ['.github/?.yml', '.github/x.yml', true],
  ['.github/x+y.yml', '.github/xxy.yml', false],
])('allow-paths %s and %s: %s', (pattern, path, passes) => {
  expect(why([file(path)], {}, { allowPaths: [pattern] })).toHaveLength(passes ? 0 : 1);
});

test.each<[string, string, boolean]>([
  ['a/link', '../b', true],
  ['a/link', '../../b', false],
  ['link', '/etc/passwd', false],
  ['link', 'C:/x', false],
  ['link', './.git/config', false],
  ['a/link', '..\\..\\x', false],
  ['a/b/link', '../../x', true],
  ['a/link', './../x', true],
  ['a/link', '..x/...y/z..', true],
  // `d` may be a link to the top.
  ['link', 'a/d/../../etc', false],
  ['link', 'a/d/..', false],
  ['link', 'a/d/.git/config', false],
  ['link', 'GIT~1/config', false],
])('a link %s to %s: %s', (path, target, passes) => {
  expect(why([file(path, '120000', 'L')], { links: new Map([['L', target]]) })).toHaveLength(passes ? 0 : 1);
});

test('a link whose target is too long to be one leads out', () => {
  expect(why([file('link', '120000')])).toHaveLength(1);
});

test('sizes and numbers, also of files that are gone again', () => {
  const big = { sizes: new Map([['big', 11]]) };
  expect(why([file('big')], big)).toEqual(['a file is larger than 10 bytes: big']);
  expect(why([], { ...big, changes: { files: [], commits: [], passing: [file('big')] } })).toHaveLength(1);
  expect(why(['a', 'b', 'c', 'd'].map((path) => file(path)))).toEqual(['4 files would change, more than 3']);
});

test('at most five paths are named', () => {
  const names = [...'abcdefg'].map((name) => file(`.github/${name}`));
  expect(why(names, {}, { maxFiles: 99 })[0]).toMatch(/: \.github\/a, .*\.github\/e and 2 more$/);
});
