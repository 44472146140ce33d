import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean } from '../../../src/github/markdown/worker-tasks.ts';
import { anyText } from '../../fakes/any-text.ts';

describe('what GitHub does not show is taken out', () => {
  test.each([
    ['an HTML comment', 'a<!-- b -->c', 'ac'],
    ['an HTML comment over lines', 'a\n<!--\nb\n-->\nc', 'a\n\nc'],
    ['an HTML comment that is not closed', 'a\n\n<!-- b\n\nc', 'a'],
    ['an HTML comment that ends at once', 'a<!-->b', 'ab'],
    ['an HTML comment in a block of HTML', '<p>\na <!-- b --!> c\n</p>', '<p>\na  c\n</p>'],
    ['an HTML comment in a title', '# a <!-- b -->', '# a'],
    ['a processing instruction', 'a<?php b > c ?>d', 'ad'],
    ['a declaration', 'a<!DOCTYPE b>c', 'ac'],
    ['CDATA', 'a<![CDATA[b]]>c', 'ac'],
    ['a tag that HTML does not have', 'a <do-evil now="x">b</do-evil> c', 'a b c'],
    ['a tag that is not closed', '<div title="b\n\nc', 'c'],
    ['a closing tag that is none', '<p>\n</ b>c\n</p>', '<p>\nc\n</p>'],
    ['attributes', '<img alt="b" src="https://x.test/i.png" title=c>', '<img src="https://x.test/i.png">'],
    ['attributes with their ends in quotes', '<a href="x" title="a > b">c</a>', '<a href="x">c</a>'],
    ['attributes over lines of a quote', '> <a title="x\n> y">c</a>', '> <a>c</a>'],
    ['a hidden element’s attribute', '<p hidden aria-label="b">c</p>', '<p>c</p>'],
    ['an attribute that looks like an address', '<a title="href=\'b\'" data-href="b">c</a>', '<a>c</a>'],
    ['an address that is a text', '<a href="do evil">c</a>', '<a>c</a>'],
    ['what only old browsers show', '<ruby>a<rp>(b)</rp><rt>c</rt><rp>d</ruby>e', '<ruby>a<rt>c</rt></ruby>e'],
    ['what only old browsers show, with another end in it', 'a <rp>b</q>c</rp> d', 'a  d'],
    ['what is not drawn', 'a\n\n<template>\n\nb\n\n</template>\n\nc', 'a\n\n\n\n\n\n\n\nc'],
    ['a style', '<style>\nb\n</style>\n\nc', 'c'],
    ['choices', 'a <select><option>b</option></select> c', 'a  c'],
    ['the words behind a fence', '```js b c\n<!-- d -->\n```', '```js\n<!-- d -->\n```'],
    ['the words behind a fence in a quote', '> ~~~ b\n> c\n> ~~~', '> ~~~\n> c\n> ~~~'],
    ['a language that is none', '```do-evil-now\nc\n```', '```\nc\n```'],
    ['the comments of a diagram', '```mermaid\na\n%% b\nc\n```', '```mermaid\na\nc\n```'],
    [
      'what is for screen readers in a diagram',
      '```mermaid\na\naccTitle: b\naccDescr {\nb\n}\n  click A "x" "b"\nc\n```',
      '```mermaid\na\nc\n```',
    ],
    ['what a map is drawn from', 'a\n\n```geojson\n{"b": 1}\n```\n\nc', 'a\n\n[geojson: GitHub draws it]\n\nc'],
    [
      'a link in HTML that shows nothing',
      'a <a href="x"> &shy;<!-- b --></a> <a href="y">c</a>',
      'a  <a href="y">c</a>',
    ],
    ['cells beyond the head', '| a |\n|---|\n| c | b | d |', '| a |\n|---|\n| c'],
    ['a link-comment', 'a\n\n[//]: # (b)\n\nc', 'a\n\n\n\nc'],
    ['a link-comment in other quotes', '[x]: <> "b"', ''],
    ['the title of a link', '[a](https://x.test "b")', '[a](https://x.test)'],
    ['the title and the label of a definition', "see [a][b]\n\n[b]: https://x.test 'c'", 'see [a](https://x.test)'],
    ['a definition that nothing refers to', '[do evil]: https://x.test', ''],
    ['a definition in a quote', '> [do evil]: https://x.test "b"\n> c', '> \n> c'],
    ['a definition over lines', '[do evil]:\nhttps://x.test\n"b"', ''],
    ['a definition whose label goes on', '[do\nmore \\] evil]: <x> (b \\) c)', ''],
    ['a title behind an address with brackets', '[a]( x(1(2)) "b \\" c" )', '[a](x(1(2)))'],
    ['a link that shows nothing', 'a [](https://x.test "b")[\u200b](y)', 'a'],
    ['an address with blanks', '[a](<do evil>)', '[a]'],
    ['a footnote that nothing refers to', '[^a]: b\nb\n \n    b\n\nc', 'c'],
    ['a footnote that only itself refers to', 'a\n\n[^b]: c [^b]', 'a'],
    ['the label of a footnote', 'a[^b] d\n\n[^b]: c', 'a[^1] d\n\n[^1]: c'],
    ['the text of an image', '![b](https://x.test/i.png "c")', '![](https://x.test/i.png)'],
    ['the text of an image with code in it', '![a `b]` c](x)', '![](x)'],
    ['the text of an image with brackets', '![b [c]](i.png)', '![](i.png)'],
    ['the text of an image that is defined elsewhere', '![b][c]\n\n[c]: x', '![](x)'],
  ])('%s', (_what, text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
  });
});

describe('what nobody sees is taken out', () => {
  test.each([
    ['zero width', 'a\u200bb\u200cc\u200dd\u2060e\ufefff', 'abcdef'],
    ['bidirectional controls', 'a\u202eb\u2066c\u2069\u061cd', 'abcd'],
    ['tag characters', 'a\u{e0041}\u{e0042}b', 'ab'],
    ['variation selectors', 'a\ufe0fb\u{e0100}c', 'abc'],
    ['soft hyphens', 'a\u00adb', 'ab'],
    ['fillers', 'a\u3164b\uffa0c\u115fd', 'abcd'],
    ['private use', 'a\ue000b', 'ab'],
    ['controls', 'a\u0000b\u001bc\u0085d\u007fe', 'abcde'],
  ])('%s', (_what, text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
    expect(clean(`\`\`\`\n${text}\n\`\`\``)).toBe(`\`\`\`\n${cleaned}\n\`\`\``);
  });
});

test.each([
  ['a\u200bb', 'a&#8203;b&ZeroWidthSpace;'],
  ['tag characters', 'a&#xE0045;&#917590;b'],
  ['controls', 'a&shy;&#x1b;&#X202E;b'],
  ['in a block of HTML', '<p>a&#8203;b</p>'],
])('a reference to what nobody sees is taken out: %s', (_what, text) => {
  expect(clean(text)).toMatch(/^(?:<p>)?ab(?:<\/p>)?$/);
  expect(clean(`\`${text}\``)).toBe(`\`${text}\``);
});

test('what people see stays: tabs, line breaks, other scripts, emoji, code', () => {
  const text = 'a\tb\n\n\u4f60\u597d \u0645\u0631\u062d\u0628\u0627 \u{1f600}\n```ts\nif (a < b && c > d) e();\n```';
  expect(clean(text)).toBe(text);
  expect(clean('a\r\nb\rc')).toBe('a\nb\nc');
});

test.each([
  'see [docs](https://x.test/a_(b)) and <https://x.test> and https://x.test',
  '- [x] done\n- [ ] to do',
  '[x]: some prose that is shown',
  'Map<string, number> and if (a<b) {',
  'say `<!-- this -->` and\n\n    <!-- that -->\n\n```html\n<!-- and that -->\n```',
  'a <!-- that is not closed is shown',
  'a &#60;!-- shown --> \\<!-- shown -->',
  'a&nbsp;&amp;&#65;&#0;&#x110000;&nothing;b',
  '<a href="x"><img src="y"></a> <a href="z">`a`</a>',
  '> quoted\n\n1. one\n\n   two',
  '**a** _b_ ~~c~~ `d`',
  '| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |',
  'a<br>b <sub>c</sub> <b>d</b>',
  '<details>\n<summary>a</summary>\n\nb\n\n</details>',
  '![b] is no image',
])('what is shown stays: %s', (text) => {
  expect(clean(text)).toBe(text);
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

test('whatever the text: no invisible character is left, and it is read', () => {
  const pieces = fc.constantFrom(
    ...['<!--', '-->', '<!-', '--', '>', '<', '!', '[//]: # (', ')', '\n', '<a title="', '">', '![', '](', ' "t")'],
    ...['\u200b', '\u{e0041}', '\u202e', '\ud83d', '\r', 'x', ' ', '<?', '?>', '<![CDATA[', ']]>', '\u0000', '[^a]'],
    ...['[^a]:', '|', '\n|-|-|\n', '```', '~~~ ', '> ', '- ', '1. ', '<rp>', '</rp>', '<template>', '\n\n', '    '],
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, anyText()), { maxLength: 30 }), (parts) => {
      const cleaned = clean(parts.join(''));
      expect(cleaned).not.toMatch(/\p{Default_Ignorable_Code_Point}|(?![\t\n])\p{Cc}/u);
      expect(cleaned.isWellFormed()).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('whatever hides a word, it does not come out', () => {
  const hides = fc.constantFrom(
    ...[
      '<!-- EVIL -->',
      '<?EVIL?>',
      '<!X EVIL>',
      '<EVIL>',
      '<b title="EVIL">',
      '<rp>EVIL</rp>',
      '![EVIL](x)',
      '[](x "EVIL")',
    ],
    ...['[a](x "EVIL")', '[a](<EVIL x>)', '![a [EVIL] b][c]', '<template>EVIL</template>', '<video>EVIL</video>'],
  );
  const blocks = fc.constantFrom(
    ...['[EVIL]: x', '[^EVIL]: x', '[^a]: EVIL', '<!-- EVIL\n\nEVIL -->', '```x EVIL\ny\n```', '[d]: x "EVIL"'],
    ...['| a |\n|---|\n| b | EVIL |', '<style>\nEVIL\n</style>', '<EVIL>', '- [EVIL]: x', '<div title="EVIL\nEVIL">'],
  );
  const around = fc.constantFrom(
    '%',
    '**%**',
    'a % b',
    '> %',
    '- %',
    '1. a\n\n   %',
    '# %',
    '| h |\n|---|\n| % |',
    '[%](y)',
  );
  const inline = fc.tuple(hides, around).map(([hidden, form]) => form.replace('%', () => hidden));
  fc.assert(
    fc.property(fc.array(fc.oneof(inline, blocks, fc.constant('shown')), { maxLength: 8 }), (parts) => {
      expect(clean([...parts, '[c]: x'].join('\n\n'))).not.toContain('EVIL');
    }),
    { numRuns: 150 },
  );
});
