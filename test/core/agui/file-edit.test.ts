import { describe, expect, test } from 'vitest';
import { carriedEdits, fileEditsInArguments, readCarriedEdits } from '../../../src/core/agui/file-edit.ts';

describe('the edits that the arguments of a call ask for', () => {
  test.each([
    [{ file_path: 'a', old_string: 'x', new_string: 'y' }, [['a', 'x', 'y']]],
    [{ path: 'a', oldText: 'x', newText: 'y' }, [['a', 'x', 'y']]],
    [{ file_path: 'a', content: 'all' }, [['a', '', 'all']]],
    [
      {
        file_path: 'a',
        edits: [
          { old_string: '1', new_string: '2' },
          { old_string: '3', new_string: '4' },
        ],
      },
      [
        ['a', '1', '2'],
        ['a', '3', '4'],
      ],
    ],
    [{ file_path: 'a' }, []],
    [{ command: 'ls' }, []],
    [[1], []],
  ])('%j', (args, changes) => {
    expect(fileEditsInArguments(JSON.stringify(args)).map(({ path, before, after }) => [path, before, after])).toEqual(
      changes,
    );
  });

  test('are none before they have come whole', () =>
    expect(fileEditsInArguments('{"file_path":"a","new_str')).toEqual([]));
});

describe('the edits that an event carries', () => {
  const lines = (from: number, to: number): string =>
    Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\n`).join('');

  test('are what changes with three lines around it, and where that is', () => {
    const before = lines(1, 1_000);
    const after = before.replace('line 500\n', 'changed\nand more\n');
    expect(carriedEdits([{ path: 'a', before, after }])).toEqual([
      {
        path: 'a',
        before: lines(497, 503),
        after: `${lines(497, 499)}changed\nand more\n${lines(501, 503)}`,
        line: 497,
      },
    ]);
  });

  test.each([
    ['a short one', { path: 'a', before: 'x\n', after: 'y\n' }],
    ['a new file', { path: 'a', after: lines(1, 50) }],
    ['one at the beginning', { path: 'a', before: lines(1, 4), after: `new\n${lines(1, 4)}` }],
  ])('are whole where nothing is left out: %s', (_, edit) => {
    const [carried] = carriedEdits([edit]);
    expect(carried?.path).toBe('a');
    expect(carried?.line).toBeUndefined();
    expect(carried?.after.startsWith(edit.after.slice(0, 10))).toBe(true);
  });

  test('of lines that were added at the end have what is before them', () => {
    expect(carriedEdits([{ path: 'a', before: lines(1, 9), after: lines(1, 10) }])).toEqual([
      { path: 'a', before: lines(7, 9), after: lines(7, 10), line: 7 },
    ]);
  });

  test('are left out where there is no room, one by one', () => {
    const large = { path: 'large', after: 'x'.repeat(150_000) };
    expect(
      carriedEdits([large, { ...large, path: 'second' }, { path: 'small', after: 'y' }]).map(({ path }) => path),
    ).toEqual(['large', 'small']);
  });

  test('are read from any stream', () => {
    const edit = { path: 'a', before: 'x', after: 'y', line: 7 };
    expect(readCarriedEdits([edit, null, { path: 'a' }, { path: 'b', after: '', line: 'x' }])).toEqual([
      edit,
      { path: 'b', after: '' },
    ]);
    expect(readCarriedEdits('no')).toEqual([]);
  });
});
