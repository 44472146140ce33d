import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Reference {
  readonly file: string;
  readonly page: string;
  readonly heading: string | undefined;
  readonly cases: readonly number[];
}

/** `docs/events.md, cases 3, 4 and 7`, `README, "Interrupts"`, `CONTRIBUTING.md` … in the comments of a file. */
const REFERENCE =
  /\b(docs\/[\w-]+\.md|README|CONTRIBUTING\.md|SECURITY\.md|CHANGELOG\.md)\b(?:,? "([^"]+)"|,? cases? ([\d, and]+))?/g;

const references = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name))
  .flatMap((file) => commentsOf(read(file)).flatMap((comment) => referencesIn(file, comment)));

function commentsOf(source: string): readonly string[] {
  const comments = source.match(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm) ?? [];
  return comments.map((comment) => comment.replace(/\s*\n\s*\*?\s*/g, ' '));
}

function referencesIn(file: string, comment: string): readonly Reference[] {
  return [...comment.matchAll(REFERENCE)].map(([, page = '', heading, cases = '']) => ({
    file,
    page: page === 'README' ? 'README.md' : page,
    heading,
    cases: (cases.match(/\d+/g) ?? []).map(Number),
  }));
}

test('comments name pages', () => {
  expect(references.map(({ page }) => page)).toContain('docs/events.md');
});

test('every page that a comment names exists, with the heading and the cases that it points at', () => {
  const missing = references.flatMap(({ file, page, heading, cases }) => {
    if (!existsSync(join(ROOT, page))) return [`${file}: ${page}`];
    const text = read(page);
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, words = '']) => words.replaceAll('`', ''));
    return [
      ...(heading === undefined || headings.includes(heading) ? [] : [`${file}: ${page}, "${heading}"`]),
      ...cases.flatMap((number) =>
        new RegExp(`^${number}\\. `, 'm').test(text) ? [] : [`${file}: ${page}, case ${number}`],
      ),
    ];
  });
  expect(missing).toEqual([]);
});

test('every file that a page names exists', () => {
  const pages = [...readdirSync(ROOT), ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name))];
  const missing = pages
    .filter((name) => name.endsWith('.md'))
    .flatMap((page) =>
      [...read(page).matchAll(/`((?:src|test|scripts|docs)\/[^`\s*<>…{}]*)`/g)]
        .filter(([, path = '']) => !existsSync(join(ROOT, path)))
        .map(([, path]) => `${page}: ${path}`),
    );
  expect(missing).toEqual([]);
});
