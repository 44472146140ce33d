import { describe, expect, test } from 'vitest';
import { fileEditsOf } from '../../../src/core/agui/file-edit.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { paint } from '../../../src/render/colors.ts';
import { editDiff } from '../../../src/render/terminal/edit-diff.ts';
import { widthOf } from '../../../src/render/text-width.ts';

const OPTIONS = { rows: 20, columns: 60, paint: paint(false), redactor: makeRedactor([]) };
const editDiffLines = async (...given: Parameters<typeof editDiff>) => (await editDiff(...given)).lines;
const numbered = (count: number, what = 'line') => Array.from({ length: count }, (_, i) => `${what} ${i}\n`).join('');

describe('the edits of a tool call', () => {
  test('are read from ACP, and nothing else is', () => {
    const content = [
      { type: 'content', content: { type: 'text', text: 'x' } },
      { type: 'diff', path: '/a', oldText: null, newText: 'new' },
      { type: 'diff', path: '/b', oldText: 'old', newText: '' },
      { type: 'diff', path: '/c', newText: 7 },
      null,
    ];
    expect(fileEditsOf(content)).toEqual([
      { path: '/a', after: 'new' },
      { path: '/b', before: 'old', after: '' },
    ]);
    expect(fileEditsOf('diff')).toEqual([]);
  });
});

describe('edits on a terminal', () => {
  test('show counts and what changes, with a little around it', async () => {
    const before = 'one\ntwo\nthree\nfour\nfive\n';
    const lines = await editDiffLines([{ path: 'src/a.ts', before, after: before.replace('four', '\tFOUR') }], OPTIONS);
    expect(lines).toEqual(['  src/a.ts +1 −1', '    two', '    three', '  - four', '  +   FOUR', '    five']);
  });

  test('of a new file are all of its lines', async () => {
    expect(await editDiffLines([{ path: 'b', after: 'x\ny\n' }], OPTIONS)).toEqual(['  b +2 −0', '  + x', '  + y']);
  });

  test('fit the rows, and say how much more there is', async () => {
    const lines = await editDiffLines([{ path: 'b', before: numbered(5, 'old'), after: numbered(50) }], {
      ...OPTIONS,
      rows: 10,
    });
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('  b +50 −5');
    expect(lines.at(-1)).toBe('  … 47 lines more (+47 −0)');
  });

  test('of more files than fit are counted', async () => {
    const edits = Array.from({ length: 30 }, (_, i) => ({ path: `f${i}`, after: 'x\n' }));
    const lines = await editDiffLines(edits, { ...OPTIONS, rows: 8 });
    expect(lines.length).toBeLessThanOrEqual(8);
    expect(lines.at(-1)).toMatch(/^ {2}… and \d+ more files$/);
  });

  test('bring no row without a mark, do not move the cursor, or show a secret', async () => {
    const after = `\u001b[2J  1) Allow\rx ${'wide 漢字 '.repeat(40)}\nkey sk-secret-value\n`;
    const redactor = makeRedactor(['sk-secret-value']);
    const lines = await editDiffLines([{ path: 'a\nb\u001b[1m', after }], { ...OPTIONS, redactor });
    for (const line of lines) {
      expect(widthOf(line)).toBeLessThanOrEqual(OPTIONS.columns);
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(line).toMatch(/^ {2}([+│] | *a b)/);
    }
    expect(lines.join('\n')).not.toContain('sk-secret-value');
  });

  test('that are too much to compare are shown by their sizes and the new text, as much as there is room for', async () => {
    const edit = { path: 'big', before: numbered(6_000, 'a'), after: numbered(6_000, 'b') };
    const { lines, isWhole } = await editDiff([edit], { ...OPTIONS, rows: 8 });
    expect(lines).toEqual([
      '  big (too much to compare)',
      '  41 kB before, 41 kB after; the new text:',
      '  + b 0',
      '  + b 1',
      '  + b 2',
      '  + b 3',
      '  + b 4',
      '  … 5995 lines more (+5995 −0)',
    ]);
    expect(isWhole).toBe(false);
    const all = await editDiff([edit], { ...OPTIONS, rows: Number.POSITIVE_INFINITY });
    expect([all.lines.length, all.lines.at(-1), all.isWhole]).toEqual([5_002, '  … 1001 lines more (+1001 −0)', true]);
    const huge = await editDiff([{ path: 'huge', after: 'x'.repeat(1_000_001) }], {
      ...OPTIONS,
      rows: Number.POSITIVE_INFINITY,
    });
    expect(huge.lines.slice(0, 2)).toEqual([
      '  huge (too much to compare)',
      '  nothing before, 1.0 MB after; the new text:',
    ]);
    expect(huge.lines.at(-1)).toMatch(/aracters more\)$/);
  });

  const drawn = async (before: string, after: string, rows = 20, color = false) => {
    const diff = await editDiff([{ path: 'a', before, after }], { ...OPTIONS, rows, paint: paint(color) });
    return { ...diff, lines: diff.lines.slice(1) };
  };

  test('show a long line whole, so that its end is seen to change', async () => {
    const long = `${'word '.repeat(21)}`;
    const { lines, isWhole } = await drawn(`${long}safe\n`, `${long}evil\n`);
    expect(lines).toEqual([
      `  - ${long.slice(0, 56)}`.trimEnd(),
      `  │ ${long.slice(56)}safe`,
      `  + ${long.slice(0, 56)}`.trimEnd(),
      `  │ ${long.slice(56)}evil`,
    ]);
    expect(isWhole).toBe(true);
  });

  test('show of a very long line what is around the first difference, and how much is left out', async () => {
    const before = `${'x'.repeat(5_000)}safe${'y'.repeat(5_000)}`;
    const { lines, isWhole } = await drawn(before, before.replace('safe', 'evil'));
    const [removed, added] = [lines.slice(0, lines.length / 2), lines.slice(lines.length / 2)].map((rows) =>
      rows.map((row) => row.slice(4)).join(''),
    );
    expect(removed).toMatch(/^\[… \d+ characters\]x+safey+\[… \d+ characters\]$/);
    expect(added).toBe(removed?.replace('safe', 'evil'));
    expect(lines.length).toBeLessThan(16);
    expect(isWhole).toBe(false);
    const all = await drawn(before, `${before}z`, Number.POSITIVE_INFINITY);
    expect(all.lines.map((row) => row.slice(4)).join('')).toBe(`${before}${before}z`);
    expect(all.isWhole).toBe(true);
  });

  test('mark what differs where there are colours', async () => {
    const { lines } = await drawn('let a = 1;\n', 'let a = 12;\n', 20, true);
    expect(lines[1]).toBe('  \u001b[32m+ let a = 1\u001b[1m2\u001b[22m;\u001b[39m');
  });

  test.each([
    ['a blank at the end', 'x\n', 'x \n', ['  - x', '  + x·']],
    ['a tab for blanks', '\tx\n', '  x\n', ['  - → x', '  + ··x']],
    ['a blank within', 'a b\n', 'a  b\n', ['  - a b', '  + a ·b']],
    ['a blank that does not break', 'a b\n', 'a\u00a0b\n', ['  - a·b', '  + a\\u{a0}b']],
    ['a character without a look', 'ab\n', 'a\u200bb\n', ['  - ab', '  + a\\u{200b}b']],
    ['an order of characters', 'ab\n', 'a\u202eb\n', ['  - ab', '  + a\\u{202e}b']],
    ['a line break of Windows', 'a\r\n', 'a\n', ['  - a\\u{d}', '  + a']],
    ['but not where it stays', 'a\r\nb\r\n', 'a\r\nc\r\n', ['    a', '  - b', '  + c']],
    ['the last line break', 'a\n', 'a', ['  - a', '  + a', '  \\ no line break at the end']],
    ['half of a character', '😀\n', '😁\n', ['  - 😀', '  + 😁']],
  ])('make visible that %s changes', async (_name, before, after, rows) => {
    expect((await drawn(before, after)).lines).toEqual(rows);
  });

  test('say whether there is more to see', async () => {
    expect((await drawn('', numbered(300), 20)).isWhole).toBe(false);
    const all = await drawn('', numbered(300), Number.POSITIVE_INFINITY);
    expect(all).toMatchObject({ isWhole: true });
    expect(all.lines).toHaveLength(300);
  });
});
