import fc from 'fast-check';
import library, { type Operation } from 'fast-json-patch';
import { describe, expect, test } from 'vitest';
import { patched } from '../../../src/core/json/json-patch.ts';

const before = { a: [1, { b: 'x' }], 'c/d~e': null, f: { g: 2 } };

describe('a JSON Patch', () => {
  // Most of them are from the appendix of RFC 6902.
  test.each<[string, unknown, readonly object[], unknown]>([
    ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['adds to a list', [1, 3], [{ op: 'add', path: '/1', value: 2 }], [1, 2, 3]],
    ['adds to the end of a list', [1], [{ op: 'add', path: '/-', value: [2] }], [1, [2]]],
    ['replaces a member by adding it', { a: 1 }, [{ op: 'add', path: '/a', value: 2 }], { a: 2 }],
    [
      'removes',
      { a: [1, 2, 3], b: 1 },
      [
        { op: 'remove', path: '/a/1' },
        { op: 'remove', path: '/b' },
      ],
      { a: [1, 3] },
    ],
    ['replaces', before, [{ op: 'replace', path: '/c~1d~0e', value: 0 }], { ...before, 'c/d~e': 0 }],
    ['replaces the whole', before, [{ op: 'replace', path: '', value: [] }], []],
    ['moves in a list', [1, 2, 3], [{ op: 'move', from: '/0', path: '/2' }], [2, 3, 1]],
    ['moves to where it is', { a: 1 }, [{ op: 'move', from: '/a', path: '/a' }], { a: 1 }],
    [
      'copies',
      { a: { b: 1 } },
      [
        { op: 'copy', from: '/a', path: '/c' },
        { op: 'add', path: '/c/b', value: 2 },
      ],
      { a: { b: 1 }, c: { b: 2 } },
    ],
    ['tests', { a: { x: 1, y: [2] } }, [{ op: 'test', path: '/a', value: { y: [2], x: 1 } }], { a: { x: 1, y: [2] } }],
    ['has names that are empty', { '': { '': 1 } }, [{ op: 'replace', path: '//', value: 2 }], { '': { '': 2 } }],
    ['adds null', {}, [{ op: 'add', path: '/a', value: null }], { a: null }],
  ])('%s', (_, value, patch, after) => {
    const whole = structuredClone(value);
    expect(patched(value, patch)).toEqual(after);
    expect(value).toEqual(whole);
  });

  test.each<[string, unknown]>([
    ['no operation', null],
    ['an unknown one', { op: 'grow', path: '/a' }],
    ['no path', { op: 'remove' }],
    ['a path that does not begin', { op: 'remove', path: 'a' }],
    ['no value', { op: 'add', path: '/x' }],
    ['nothing there', { op: 'replace', path: '/x', value: 1 }],
    ['nothing before it', { op: 'add', path: '/x/y', value: 1 }],
    ['a text before it', { op: 'add', path: '/a/1/b/0', value: 1 }],
    ['an index that is none', { op: 'add', path: '/a/01', value: 1 }],
    ['an index beyond the end', { op: 'add', path: '/a/3', value: 1 }],
    ['no index', { op: 'remove', path: '/a/length' }],
    ['the end, where nothing is', { op: 'remove', path: '/a/-' }],
    ['a move into itself', { op: 'move', from: '/f', path: '/f/g' }],
    ['a value that is another one', { op: 'test', path: '/a/1', value: { b: 'y' } }],
    ['a list that is no object', { op: 'test', path: '/f', value: [2] }],
    ['the prototype', { op: 'add', path: '/__proto__', value: { polluted: 1 } }],
    ['within the prototype', { op: 'add', path: '/constructor/prototype/polluted', value: 1 }],
  ])('with %s is refused, and says which change that was', (_, change) => {
    expect(() => patched(before, [{ op: 'test', path: '/f/g', value: 2 }, change])).toThrow(/^change 2 does not fit: /);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('shows what it copies before it does', () => {
    const copied: unknown[] = [];
    patched(before, [{ op: 'copy', from: '/f', path: '/h' }], (value) => copied.push(value));
    expect(copied).toEqual([{ g: 2 }]);
    const stop = (): never => {
      throw new Error('too much');
    };
    expect(() => patched(before, [{ op: 'copy', from: '/f', path: '/h' }], stop)).toThrow('too much');
  });

  test('does what a library does that others know, wherever both take it', () => {
    const path = fc.constantFrom('', '/a', '/a/0', '/a/1', '/a/1/b', '/a/-', '/f', '/f/g', '/f/h', '/x', '/a/1/c');
    const value = fc.constantFrom<unknown>(1, 'x', null, [], { b: [2] }, [1, { b: 'x' }]);
    const op = fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test');
    const change = fc.record({ op, path, from: path.filter((from) => from !== ''), value });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (patch) => {
        let theirs: unknown;
        try {
          theirs = library.applyPatch(structuredClone(before), structuredClone(patch) as Operation[], true).newDocument;
        } catch {
          return;
        }
        // It takes a move into itself, or into what the move has moved on, and makes null of a whole that is removed.
        const isOdd = patch.some(
          ({ from, op, path }) =>
            path === '' || (op === 'move' && (path.startsWith(`${from}/`) || path.startsWith('/a/'))),
        );
        if (isOdd) return;
        expect(patched(before, patch)).toEqual(theirs);
      }),
      { numRuns: 2_000 },
    );
  });
});
