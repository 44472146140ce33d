import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean } from '../../../src/github/text/clean.ts';

describe('what nobody sees is taken out', () => {
  test.each([
    ['an HTML comment', 'a<!-- b -->c', 'ac'],
    ['an HTML comment over lines', 'a\n<!--\nb\n-->\nc', 'a\n\nc'],
    ['an HTML comment that is not closed', 'a <!-- b', 'a'],
    ['an HTML comment that ends at once', 'a<!-->b', 'ab'],
    ['an HTML comment that another one made', 'a<!-<!-- x -->- b -->c', 'ac'],
    ['an HTML comment with a strange end', 'a<!-- b --!>c', 'ac'],
    ['a processing instruction', 'a<?php b ?>c', 'ac'],
    ['a declaration', 'a<!DOCTYPE b>c', 'ac'],
    ['CDATA', 'a<![CDATA[b]]>c', 'ac'],
    ['zero width', 'a\u200bb\u200cc\u200dd\u2060e\ufefff', 'abcdef'],
    ['bidirectional controls', 'a\u202eb\u2066c\u2069\u061cd', 'abcd'],
    ['tag characters', 'a\u{e0041}\u{e0042}b', 'ab'],
    ['variation selectors', 'a\ufe0fb\u{e0100}c', 'abc'],
    ['soft hyphens', 'a\u00adb', 'ab'],
    ['fillers', 'a\u3164b\uffa0c\u115fd', 'abcd'],
    ['private use', 'a\ue000b', 'ab'],
    ['controls', 'a\u0000b\u001bc\u0085d\u007fe', 'abcde'],
    ['attributes', '<img alt="b" src="https://x.test/i.png" title=c>', '<img src="https://x.test/i.png">'],
    ['attributes with their ends in quotes', '<a href="x" title="a > b">c</a>', '<a href="x">c</a>'],
    ['a hidden element’s attribute', '<p hidden aria-label="b">c</p>', '<p>c</p>'],
    ['a link-comment', 'a\n\n[//]: # (b)\n\nc', 'a\n\n\n\nc'],
    ['a link-comment in other quotes', '[x]: <> "b"', ''],
    ['the title of a link', '[a](https://x.test "b")', '[a](https://x.test)'],
    ['the title of a definition', "see [a]\n\n[a]: https://x.test 'b'", 'see [a]\n\n[a]: https://x.test'],
    ['a definition that nothing refers to', '[do evil]: https://x.test', ''],
    ['a definition in a quote', '> [do evil]: https://x.test "b"\n> c', '> \n> c'],
    ['a definition over lines', '[do evil]:\nhttps://x.test\n"b"', ''],
    ['a definition whose label goes on', '[do\nmore \\] evil]: <x> (b \\) c)', ''],
    ['a title behind an address with brackets', '[a]( x(1(2)) "b \\" c" )', '[a](x(1(2)))'],
    ['a footnote that nothing refers to', '[^a]: b\nb\n \n    b\n\nc', 'c'],
    ['an attribute that looks like an address', '<a title="href=\'b\'" data-href="b">c</a>', '<a>c</a>'],
    ['an address that is a text', '<a href="do evil">c</a>', '<a>c</a>'],
    ['the text of an image that is defined elsewhere', '![b]', '![]'],
    ['the text of an image', '![b](https://x.test/i.png)', '![](https://x.test/i.png)'],
    ['the text of an image with brackets', '![b [c]](i.png)', '![](i.png)'],
  ])('%s', (_what, text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
  });
});

test('what people see stays: tabs, line breaks, other scripts, emoji, code', () => {
  const text = 'a\tb\n\n\u4f60\u597d \u0645\u0631\u062d\u0628\u0627 \u{1f600}\n```ts\nif (a < b && c > d) e();\n```';
  expect(clean(text)).toBe(text);
  expect(clean('a\r\nb\rc')).toBe('a\nb\nc');
});

test('references, footnotes with a reference, tasks and generics stay', () => {
  for (const text of [
    'see [docs][d] and [^1]\n\n[d]: https://x.test\n\n[^1]: shown\n    on two lines',
    '- [x] done\n- [ ] to do',
    '[x]: some prose that is shown',
    'Map<string, number> and if (a<b) {',
  ])
    expect(clean(text)).toBe(text);
});

test('a text that is made to keep a machine busy does not', () => {
  const texts = [
    `<a${' '.repeat(65_000)}`,
    `${'<!'.repeat(9_000)}${'---->'.repeat(9_000)}`,
    `${'<!-'.repeat(8_000)}<!---->${'-->'.repeat(8_000)}`,
    '[a]: x ('.repeat(8_000),
    '[a]: x (\n'.repeat(7_000),
    '[^a]: x\n\n  '.repeat(5_000),
    '[^a]:\n\n\n\n\n\n'.repeat(5_000),
    `[^a]:${'\n'.repeat(60_000)}`,
    `[a]:${'\t'.repeat(60_000)}`,
    `[a]: x${'\n'.repeat(60_000)}`,
    '![['.repeat(20_000),
    '>'.repeat(65_000),
    `](a${' '.repeat(60_000)}`,
    `](${' '.repeat(60_000)}`,
    `[a]:${'\t'.repeat(30_000)}\n${'\t'.repeat(30_000)}`,
    `[a]: x${'\t'.repeat(30_000)}\n${'\t'.repeat(30_000)}y`,
    '](a "'.repeat(13_000),
    '[^a]:\n\n \n\n \n\n'.repeat(5_000),
  ];
  const begun = performance.now();
  for (const text of texts) clean(text);
  // It took 19 s for the first of them alone. The limit leaves room for a machine that does other things too.
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test('a text is cut with a note, and never within a character', () => {
  const text = 'ab\u{1f600}'.repeat(1_000);
  for (const limit of [10, 11, 12, 13]) {
    const cut = clean(text, limit);
    expect(cut.isWellFormed()).toBe(true);
    expect(cut.split('\n[cut here: ')[0]?.length).toBeLessThanOrEqual(limit);
    expect(cut).toMatch(/\n\[cut here: \d+ characters in all\]$/);
  }
});

test('whatever the text: nothing invisible is left, nothing hides, and a second cleaning finds nothing', () => {
  const pieces = fc.constantFrom(
    ...['<!--', '-->', '<!-', '--', '>', '<', '!', '[//]: # (', ')', '\n', '<a title="', '">', '![', '](', ' "t")'],
    ...['\u200b', '\u{e0041}', '\u202e', '\ud83d', '\r', 'x', ' ', '<?', '?>', '<![CDATA[', ']]>', '\u0000'],
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 }), (parts) => {
      const cleaned = clean(parts.join(''));
      expect(cleaned).not.toMatch(/<!--|\p{Default_Ignorable_Code_Point}|(?![\t\n])\p{Cc}/u);
      expect(cleaned.isWellFormed()).toBe(true);
      expect(clean(cleaned)).toBe(cleaned);
    }),
    { numRuns: 2_000 },
  );
});
