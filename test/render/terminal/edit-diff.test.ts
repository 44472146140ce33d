import { describe, expect, test } from 'vitest';
import { fileEditsOf } from '../../../src/core/agui/file-edit.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { paint } from '../../../src/render/colors.ts';
import { editDiffLines } from '../../../src/render/terminal/edit-diff.ts';
import { widthOf } from '../../../src/render/width.ts';

const OPTIONS = { rows: 20, columns: 60, paint: paint(false), redactor: makeRedactor([]) };
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

  test('do not wrap, move the cursor, or show a secret', async () => {
    const after = `\u001b[2J  1) Allow\rx ${'wide 漢字 '.repeat(40)}\nkey sk-secret-value\n`;
    const redactor = makeRedactor(['sk-secret-value']);
    const lines = await editDiffLines([{ path: 'a\nb\u001b[1m', after }], { ...OPTIONS, redactor });
    for (const line of lines) {
      expect(widthOf(line)).toBeLessThanOrEqual(OPTIONS.columns);
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(line).toMatch(/^ {2}(\+ | *a b)/);
    }
    expect(lines.join('\n')).not.toContain('sk-secret-value');
  });

  test('that are too much to compare are named', async () => {
    const edit = { path: 'big', before: numbered(6_000, 'a'), after: numbered(6_000, 'b') };
    expect(await editDiffLines([edit], OPTIONS)).toEqual(['  big (too much to compare)']);
    expect(await editDiffLines([{ path: 'huge', after: 'x'.repeat(1_000_001) }], OPTIONS)).toEqual([
      '  huge (too much to compare)',
    ]);
  });
});
