import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TextPart } from '../../../src/core/transcript/conversation-rows.ts';
import { MarkdownParts } from '../../../src/render/markdown/markdown-parts.ts';

function split(...pieces: readonly string[]): readonly TextPart[] {
  const parts = new MarkdownParts();
  for (const piece of pieces) parts.push(piece);
  return parts.all;
}

const many = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('');
const words = many(90, (at) => `word${at} `).trim();

/** The first line of each part but the first, and whether a block was cut there. */
const seams = (parts: readonly TextPart[]): readonly string[] => [
  ...new Set(
    parts
      .slice(1)
      .map(({ isCutBefore, text }) => `${isCutBefore ? 'cut: ' : ''}${text.replaceAll(/\d+/g, 'N').split('\n', 1)[0]}`),
  ),
];

describe('a long text is split', () => {
  test.each<[string, string, readonly string[]]>([
    ['between paragraphs', many(60, (at) => `${at} ${words}\n\n`), [`N ${words.replaceAll(/\d+/g, 'N')}`]],
    ['before headings', many(60, (at) => `# ${at}\n${words}\n`), ['# N']],
    ['before and after code', many(60, () => `\`\`\`ts\n${words}\n\`\`\`\n`), ['```ts']],
    ['between the items of a list', many(60, () => `- ${words}\n`), [`cut: - ${words.replaceAll(/\d+/g, 'N')}`]],
    ['between the lines of a paragraph', many(60, () => `${words}\n`), [`cut: ${words.replaceAll(/\d+/g, 'N')}`]],
    ['within code', `~~~py x\n${many(3_000, (at) => `line ${at}\n\n# no heading\n`)}~~~\n`, ['cut: ~~~py x']],
    ['within a table', `| a | b |\n|--|--|\n${many(3_000, (at) => `| ${at} | no |\n`)}`, ['cut: | a | b |']],
    ['code in a list', `- a\n  ~~~sh\n${many(3_000, (at) => `  line ${at}\n`)}  ~~~\n  b\n`, ['cut: ~~~sh']],
  ])('%s', (_, text, expected) => {
    const parts = split(text);
    expect(parts.length).toBeGreaterThan(2);
    expect(Math.max(...parts.map((part) => part.text.length))).toBeLessThan(9_000);
    expect(seams(parts)).toEqual(expected);
    expect(parts.slice(0, -1).map(({ isCutAfter }) => isCutAfter)).toEqual(
      parts.slice(1).map(({ isCutBefore }) => isCutBefore),
    );
  });

  test('between the words of a line that does not end, and anywhere where it has none', () => {
    const line = many(3_000, (at) => `word${at} - 7. `);
    const parts = split(line);
    expect(parts.map(({ text }) => text).join('')).toBe(line);
    expect(parts.slice(1).every(({ text }) => text.startsWith('word'))).toBe(true);
    const solid = '😀'.repeat(20_000);
    expect(
      split(solid)
        .map(({ text }) => text)
        .join(''),
    ).toBe(solid);
    expect(split(solid).length).toBeGreaterThan(4);
    expect(split(solid).every(({ text }) => text.isWellFormed())).toBe(true);
    const code = split(`\`\`\`js\n${'x'.repeat(30_000)}`);
    expect(code.length).toBeLessThan(6);
    expect(code.every(({ text }) => text.startsWith('```js\n'))).toBe(true);
  });

  test('an item has the number that it has in the whole list, also where each says 1', () => {
    const parts = split(many(100, () => `1. ${words}\n`));
    const first = parts.map(({ text }) => Number.parseInt(text, 10));
    const counts = parts.map(({ text }) => text.match(/^\d+\./gm)?.length ?? 0);
    expect(first).toEqual(counts.map((_, at) => 1 + counts.slice(0, at).reduce((sum, count) => sum + count, 0)));
  });

  test('what follows code that was cut within a list is no code', () => {
    const parts = split(`- a\n\n      ~~~\n${many(3_000, (at) => `      line ${at}\n`)}      ~~~\n\nThe *end*.\n`);
    expect(parts.at(-1)?.text).toMatch(/\n~~~\n\nThe \*end\*\.\n$|^The \*end\*\.\n$/);
  });

  test('not where it may not be', () => {
    const text = many(200, (at) => `${at} ${words}\n\n`);
    const parts = new MarkdownParts((offset) => offset > text.length / 2);
    parts.push(text);
    expect(parts.all[0]?.text.length).toBeGreaterThan(text.length / 2);
    expect(parts.all.length).toBeGreaterThan(3);
    expect(parts.all.map((part) => part.text).join('')).toBe(text);
    const none = new MarkdownParts(() => false);
    none.push('x'.repeat(50_000));
    expect(none.all.length).toBe(1);
  });

  const line = fc.constantFrom(
    ...[
      'a b',
      '',
      '```',
      '~~~',
      '- x',
      '  y',
      '# h',
      '> q',
      '| a |',
      '|--|',
      '    z',
      '  ```',
      '1. n',
      words,
      words.repeat(20),
    ],
  );

  test('in whatever pieces it comes, its parts are the same, and those that are done stay the same', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 20 }), fc.array(fc.nat(9_000)), (lines, sizes) => {
        const text = lines.join('\n');
        const parts = new MarkdownParts();
        let done: readonly TextPart[] = [];
        let at = 0;
        for (const size of [...sizes, text.length]) {
          parts.push(text.slice(at, at + size));
          at += size;
          expect(done.every((part, index) => parts.all[index] === part)).toBe(true);
          done = parts.all.slice(0, -1);
        }
        expect(parts.all).toEqual(split(text));
      }),
      { numRuns: 60 },
    );
  });

  test('no word of it is lost', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 20 }), (lines) => {
        const wordsOf = (text: string): readonly string[] => text.match(/\b(?:word\d+|[abxyhqzn])\b/g) ?? [];
        const all = split(lines.join('\n')).flatMap(({ text }) => wordsOf(text));
        // The first lines of a table are repeated.
        expect(all.filter((word) => word !== 'a')).toEqual(wordsOf(lines.join('\n')).filter((word) => word !== 'a'));
      }),
      { numRuns: 60 },
    );
  });
});
