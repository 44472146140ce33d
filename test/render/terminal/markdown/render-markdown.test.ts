import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../../../src/render/plain-text.ts';
import { renderMarkdown } from '../../../../src/render/terminal/markdown/render-markdown.ts';
import { widthOf } from '../../../../src/render/text-width.ts';

const how = { color: true, redact: (text: string) => text };
const lines = (markdown: string, columns = 40, color = false): readonly string[] =>
  renderMarkdown(markdown, columns, { ...how, color });

const DOCUMENT = `# Title

Some *emphasis*, **strong text**, ~~gone~~ and \`code\`, a [link](https://example.com/a) and https://example.com/b.
Hard\\
break

- one that is longer than the terminal is wide, here at least
  - nested
    1. deep
- [ ] open
- [x] done

> quoted text that is longer than forty columns
> - list

| Name | Age | About |
| --- | ---: | :-: |
| Joe | 12 | a *very* long text that does not fit |
| 日本語 | 3 | short |

    code  as
      it is

---

![a picture](https://example.com/p.png) <b>html</b> [^1]

[^1]: a note
`;

describe('Markdown on a terminal', () => {
  test('at 40 columns, without colour', () => {
    expect(`\n${lines(DOCUMENT).join('\n')}\n`).toMatchSnapshot();
  });

  test('at 80 columns, in colour', () => {
    expect(`\n${lines(DOCUMENT, 80, true).join('\n').replaceAll('\x1b', '␛')}\n`).toMatchSnapshot();
  });

  test.each([10, 17, 40, 80, 120])('no line is wider than %i columns', (columns) => {
    const text = `${DOCUMENT}\n日本語のとても長いテキストです。これは改行されなければなりません。👩‍👩‍👧 ${'x'.repeat(200)}`;
    for (const line of lines(text, columns, true)) expect(widthOf(plain(line))).toBeLessThanOrEqual(columns);
  });

  test('a table that is too wide for its terminal becomes a list of its cells', () => {
    expect(lines('| a | b | c |\n|-|-|-|\n| some words | other words | more words |\n| x | y | z |', 20)).toEqual([
      'a: some words',
      'b: other words',
      'c: more words',
      '',
      'a: x',
      'b: y',
      'c: z',
    ]);
  });

  test('wide characters wrap without spaces, and no line begins with their full stop', () => {
    expect(lines('日本語のテキスト。です', 16)).toEqual(['日本語のテキス', 'ト。です']);
  });

  test('a link says where it leads', () => {
    expect(lines('[https://good.example](https://bad.example)')).toEqual([
      'https://good.example',
      '(https://bad.example)',
    ]);
    expect(lines('<https://good.example>')).toEqual(['https://good.example']);
  });

  test('character references bring no control sequence and no secret', () => {
    const redact = (text: string): string => text.replaceAll('hunter2', '***');
    const shown = renderMarkdown('&#27;[2J &#x9b;1m &#104;unter2 `a` [x](<&#27;]0;t&#7;>)', 80, {
      color: false,
      redact,
    }).join('');
    expect(shown).not.toMatch(/\p{Cc}|hunter2/u);
    expect(shown).toContain('***');
  });

  test('whatever an agent writes, it fits, and nothing but text and colour reaches the terminal', () => {
    const part = fc.constantFrom(
      ...[
        'a',
        '日',
        ' ',
        '\n',
        '\n\n',
        '    ',
        '\t',
        '*',
        '**',
        '_',
        '`',
        '```',
        '~~',
        '> ',
        '- ',
        '1. ',
        '# ',
        '|',
        '| - |',
        '---',
      ],
      ...[
        '[',
        ']',
        '(',
        ')',
        '![',
        '<',
        '>',
        '&#27;',
        '&lt;',
        '\\',
        'https://x.y/',
        '[^1]',
        '[^1]: ',
        '[x] ',
        '<!--',
        '\u202e',
        '👩‍👩‍👧',
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.integer({ min: 10, max: 60 }), (parts, columns) => {
        for (const line of lines(parts.join(''), columns, true)) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
          expect(line.replaceAll(/\x1b\[[\d;]*m/g, '')).not.toMatch(/(?!\t)\p{Cc}/u);
          if (!parts.join('').match(/\d\. |[->] |\t|\[\^| {4}/))
            expect(widthOf(plain(line))).toBeLessThanOrEqual(columns);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('what the parser stumbles over is shown as it is', () => {
    expect(lines('*\n[x] a', 10, false)).toEqual(['*', '[x] a']);
  });

  test.each([
    ['containers in each other', '> '.repeat(4_000)],
    ['numbered lists in each other', '1) '.repeat(4_000)],
    ['marks of emphasis', '*a**b'.repeat(3_000)],
    ['brackets', '['.repeat(9_000)],
  ])('what takes too long to be parsed is shown as it is: %s', (_, text) => {
    expect(lines(text, 80).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });
});
