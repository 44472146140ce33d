import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { MarkdownReader, sanitizeMarkdown } from '../../../src/github/markdown/read-in-worker.ts';
import {
  type SanitizeOptions,
  sanitizeMarkdown as sanitizedBy,
  sanitizeText,
} from '../../../src/render/markdown/sanitize.ts';
import { anyText } from '../../fakes/any-text.ts';
import { expectHarmless, rendered, seen } from '../kit/harmless.ts';

const SECRET = 'hunter2-very-secret';
const redactor = makeRedactor([SECRET]);
const markdown = (text: string, limit = 5_000): Promise<string> => sanitizeMarkdown(text, redactor, limit);
const published = async (text: string, as: SanitizeOptions['as'] | 'markdown', limit: number): Promise<string> =>
  as === 'markdown' ? sanitizeMarkdown(text, redactor, limit) : sanitizeText(text, redactor, { as, limit });

describe('published Markdown', () => {
  const ATTACKS: { readonly [what: string]: string } = {
    'a mention of a person': 'ask @octocat',
    'a mention of a team': 'ask @github/security, **@org/team** and (@a)',
    'a mention put together by markup':
      '@<b></b>octocat @![](https://x.example/a.png)octocat [@![](a)octocat](https://x.example)',
    'a mention in a heading, a table, a list': '# @octocat\n\n- @octocat\n\n| @octocat |\n| - |\n| @octocat |',
    'references to issues': 'fixes #1, GH-2, octo/repo#3 and gh-4; &#35;5',
    'an inline image': '![pixel](https://evil.example/p.png?q=1 "title")',
    'a reference image': '![pixel][p] ![p] [![p]][p]\n\n[p]: https://evil.example/p.png',
    'an image in a link': '[![badge](https://evil.example/b.svg)](https://evil.example)',
    'HTML images':
      '<img src="https://evil.example/x"> <IMG\nSRC=x onerror=alert(1)>\n\n<picture><source srcset=x></picture>',
    'a picture by style': '<div style="background:url(https://evil.example)">\n\n<video src=x></video> <svg/onload=x>',
    'an HTML comment': 'before <!-- hidden --> after\n\n<!-- amber:record {"v":1} -->',
    'an HTML comment left open': 'before\n\n<!-- never\n\nended',
    'a comment in code': '`<!-- amber -->`\n\n```html\n<!-- amber:record {} -->\n```',
    'details left open': '<details><summary>more</summary>\n\ntext',
    'details closed too often': '</details></details></summary></sub>\n\n</details>',
    'a fence left open': 'text\n\n```js\nconst a = 1;',
    'a long fence left open': `${'`'.repeat(30)}\n\`\`\`\ncode`,
    'a fence of tildes left open': '~~~~~\ntext',
    'a fence in a quote in a list': '- > ```\n  > a\n\n> - ~~~\n',
    'a diagram': '```mermaid\ngraph TD; A-->B\n```\n\n```suggestion\nrm\n```\n\n```geojson\n{}\n```',
    'an indented code block': '    code\n\n\tcode @octocat',
    autolinks:
      '<https://github.com/o/r/issues/1> https://github.com/o/r/pull/2#issuecomment-3 www.example.com a@b.example',
    'scripts as links':
      '[a](javascript:alert(1)) [b](data:text/html,x) <javascript:x> [c](vbscript:x) [d](../../settings)',
    'a task list': '- [ ] one\n- [x] two #3\n  1. [ ] three',
    footnotes: 'text[^1]\n\n[^1]: @octocat #1\n',
    'right to left': 'a\u202Egnp.exe\u202C \u2066b\u2069 &#x202e;c &rlm;',
    'zero width': 'a\u200Bb\u2060c\uFEFFd\u00ADe &#8203; &ZeroWidthSpace; @\u200Doctocat',
    'tag characters': `a${String.fromCodePoint(0xe0041, 0xe0042)}b`,
    'lone surrogates': 'a\uD800b\uDC00c',
    'control characters': 'a\u0000b\u001b[31mred\u001b[0m\u0007\u009b1m\r\nnext\u2028line',
    'a thousand accents': `a${'\u0301'.repeat(1_000)}`,
    'references that the page could define': '[log] [log][] [x][log]\n\n[log]: https://evil.example',
    'an alert': '> [!CAUTION]\n> @octocat',
    'a setext heading and a rule': 'a\n===\n\n---\n***',
  };

  test.each(Object.entries(ATTACKS))('%s does nothing', async (_what, attack) => {
    expectHarmless(await markdown(attack));
  });

  test('what each attack comes to', async () => {
    const written: string[] = [];
    for (const [what, attack] of Object.entries(ATTACKS)) written.push(`=== ${what}\n${await markdown(attack)}`);
    expect(written.join('\n').replaceAll('\u200B', '⁞')).toMatchSnapshot();
  });

  test('Markdown that means no harm stays as it is', async () => {
    const text = [
      '### Done',
      'Fixed **three** tests in `src/a.ts`, see [the docs](https://example.com/a-b).',
      '- one\n- two\n  - three',
      '1. first\n2. second',
      '```ts\nconst a = "<b>" + `x`; // @ts\n```',
      '> quoted _text_',
      '| a | b |\n| - | -: |\n| 1 | `x` |',
      'It costs 3 < 4 & 5, says 👩‍💻 ❤️ 1️⃣ naïve.',
    ].join('\n\n');
    expect(await markdown(text)).toBe(text.replace('3 < 4', '3 &lt; 4'));
  });

  test('titles are no larger than the page around them', async () => {
    expect(await markdown('# One\n\n## Two\n\n##### Five')).toBe('### One\n\n#### Two\n\n###### Five');
  });

  test('images are links that say what they showed', async () => {
    expect(await markdown('![a chart](https://x.example/c.png) ![](https://x.example/d.png)')).toBe(
      '[a chart](https://x.example/c.png) [image](https://x.example/d.png)',
    );
  });

  test('a link to an issue leaves no notice there', async () => {
    expect(await markdown('[it](https://github.com/o/r/issues/1)')).toBe(
      '[it](https://redirect.github.com/o/r/issues/1)',
    );
  });

  const PIECES = [
    ...['@octocat', '#1', 'GH-1', '<!--', '-->', '<details>', '</details>', '<img src=x>', '<b', '>', '![', '](', ')'],
    ...['[', ']', '[^1]', '[^1]: ', '[a]: https://x.example', '```', '````', '~~~', '`', '``', '**', '_', '~~', '\\'],
    ...['\n', '\n\n', ' ', '    ', '\t', '> ', '- ', '1. ', '- [ ] ', '# ', '| a |', '\n| - |\n', '---', '===', '&lt;'],
    ...[
      '&#64;',
      '&#x23;',
      'https://x.example',
      'www.x.example',
      'a@b.example',
      'javascript:x',
      'text',
      '\u200B',
      '\u202E',
    ],
    ...['\uD83D', '\uDE00', '👩‍💻', '\u0301', '\u0000', '\u001b[1m', '\r', '$', 'ẞ', '"', "'", '<a href="x">', '</a>'],
  ];
  const attack = fc.array(fc.oneof(fc.constantFrom(...PIECES), anyText({ maxLength: 4 })), {
    maxLength: 25,
  });

  test('no mixture of attacks does anything', async () => {
    await fc.assert(
      fc.asyncProperty(attack, async (pieces) => {
        expectHarmless(await markdown(pieces.join('')));
      }),
      { numRuns: 500 },
    );
  });

  test('whatever its form, it is never longer than the limit, and well formed', async () => {
    const forms = fc.constantFrom('markdown', 'line', 'code', 'html', 'block');
    await fc.assert(
      fc.asyncProperty(attack, forms, fc.integer({ min: 0, max: 80 }), async (pieces, as, limit) => {
        const out = await published(pieces.join('').repeat(4), as, limit);
        expect(out.length).toBeLessThanOrEqual(limit);
        expect(out.isWellFormed()).toBe(true);
        expect(out).not.toContain('<!--');
      }),
      { numRuns: 200 },
    );
  });
});

describe('a text that is too long', () => {
  test('ends with a whole character also where the beginning of a secret was kept back', async () => {
    const out = sanitizeText('👩‍💻@octocat'.repeat(4), redactor, { as: 'code', limit: 9 });
    expect(out.isWellFormed()).toBe(true);
  });

  test('is cut, says so, and closes what it opened', async () => {
    const out = await markdown(`start\n\n\`\`\`js\n${'const a = 1;\n'.repeat(1_000)}\`\`\`\n`, 300);
    expect(out.length).toBeLessThanOrEqual(300);
    expect(out).toMatch(/^start\n\n```js\n[\s\S]*\n```\n\n_Cut here: 13,017 characters in all\._$/);
    expectHarmless(out);
  });

  test.each(['👩‍👩‍👧‍👦', '🇩🇪', 'e\u0301', '👍🏽', '한'])('is never cut within %s', async (character) => {
    for (let limit = 60; limit < 60 + 2 * character.length; limit += 1) {
      const [kept = ''] = (await markdown(character.repeat(100), limit)).split('\n');
      expect(kept.replaceAll(character, '')).toBe('');
    }
  });

  test('of 1 MB is published', async () => {
    const out = await sanitizeMarkdown('x @a `b` <c>\n'.repeat(80_000), redactor, 20_000);
    expect(out.length).toBeLessThanOrEqual(20_000);
    expect(out.length).toBeGreaterThan(15_000);
  });

  test.each([
    ['quotes', '> '.repeat(30_000)],
    ['lists', '- '.repeat(30_000)],
    ['quotes, line by line', Array.from({ length: 200 }, (_, depth) => `${'>'.repeat(depth)} a\n`).join('')],
    ['emphasis', '*a _b '.repeat(10_000)],
    ['brackets', '['.repeat(30_000)],
  ])('of %s nested without end is still published', async (_what, text) => {
    const out = await sanitizeMarkdown(text, redactor, 3_000);
    expect(out.length).toBeLessThanOrEqual(3_000);
    expectHarmless(out);
  });

  test('that takes too long to read is shown as it was written', async () => {
    await using reader = new MarkdownReader({ each: 100, all: 1_000 });
    const endless = `Done.\n\n${']'.repeat(19_000)}a${'&a;'.repeat(100)}`;
    const out = await sanitizedBy(endless, redactor, 20_000, (text, masked) =>
      reader.do({ kind: 'defuse', text, masked }),
    );
    expect(out).toMatch(/^```\nDone\./);
    expectHarmless(out);
  });

  test('that is nested deeper than any document is shown as it was written', async () => {
    const out = await markdown(`Done.\n\n${'> '.repeat(200)}a`);
    expect(out).toMatch(/^```\nDone\./);
    expectHarmless(out);
  });

  test('with hundreds of marks stays as it is', async () => {
    const list = '- **one** and _two_\n'.repeat(900).trim();
    expect(await markdown(list, 20_000)).toBe(list);
  });
});

describe('a secret', () => {
  const [one, two, three] = [SECRET.slice(0, 5), SECRET.slice(5, 11), SECRET.slice(11)];

  test.each([
    ['emphasis', `${one}**${two}**${three}`],
    ['an empty element', `${one}<b></b>${two}${three}`],
    ['a comment', `${one}<!-- x -->${two}${three}`],
    ['zero-width characters', `${one}\u200B${two}\u2060${three}`],
    ['references to zero-width characters', `${one}&#8203;${two}&shy;${three}`],
    ['character references', [...SECRET].map((char) => `&#${char.codePointAt(0)};`).join('')],
    ['a backslash', SECRET.replace('-', '\\-')],
    ['code', `${one}\`${two}\`${three}`],
    ['a link', `[${one}](https://x.example)${two}[${three}](https://y.example)`],
    ['an image', `![${one}](https://x.example)${two}${three}`],
    ['terminal colours', `${one}\u001b[31m${two}\u001b[0m${three}`],
    ['variation selectors', `${one}\uFE0F${two}\uFE0F${three}`],
    ['a cell', `| a |\n| - |\n| ${one}**${two}**${three} |`],
    ['a heading', `# ${one}_${two}_${three} ${SECRET}`],
  ])('split by %s is not shown', async (_how, text) => {
    expect(seen(rendered(await markdown(text))).replace(/\u200B/g, '')).not.toContain(SECRET);
  });

  test.each(['markdown', 'line', 'code', 'html', 'block'] as const)('is in no %s, cut or whole', async (as) => {
    for (let limit = 10; limit < 60; limit += 1)
      expect(await published(`the key is ${SECRET}, again ${SECRET}`, as, limit)).not.toMatch(/hunter|secret/);
  });

  const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

  test.each(['markdown', 'line', 'code', 'html', 'block'] as const)('is in no %s, hidden', async (as) => {
    for (const secret of [SECRET, TOKEN]) {
      const split = `${secret.slice(0, 9)}\u200B${secret.slice(9, 15)}\u001b[1m${secret.slice(15)}\u202E`;
      expect(await published(`the key is ${split}`, as, 500)).not.toMatch(/hunter|secret|a1B2/);
    }
  });

  test('behind more than is looked at is not shown in part', async () => {
    for (let hidden = 0; hidden < 40; hidden += 1)
      expect(sanitizeText(`${'\u200B'.repeat(hidden)}${SECRET}`, redactor, { as: 'line', limit: 10 })).not.toContain(
        'hunt',
      );
  });

  test('is not in the address of a link', async () => {
    expect(
      await markdown(`[a](https://x.example/?k=${SECRET}) ![b](https://x.example/${encodeURIComponent(SECRET)})`),
    ).not.toContain(SECRET);
  });

  test('that only looks like one is masked as well', async () => {
    expect(await markdown(`token ${TOKEN.slice(0, 10)}**${TOKEN.slice(10)}**`)).not.toContain('a1B2a1B2');
    expect(await markdown(`[a](https://x.example/?k=${TOKEN.replace('B', '&#66;')})`)).not.toContain('a1B2a1B2');
  });
});

describe('other forms', () => {
  const as = (form: SanitizeOptions['as'], text: string): string =>
    sanitizeText(text, redactor, { as: form, limit: 200 });

  test('a line is one line without markup', async () => {
    expect(rendered(as('line', '# a\n<b>*c*</b> `d` @e'))).toBe('<p># a &lt;b&gt;*c*&lt;/b&gt; `d` @\u200Be</p>');
    expectHarmless(as('line', '1. <!-- ![a](b)\n```'));
  });

  test('a line of code holds backticks', async () => {
    expect(rendered(as('code', 'echo `a` ``b`` <c> @d'))).toBe('<p><code>echo `a` ``b`` &lt;c&gt; @d</code></p>');
  });

  test('a line of HTML holds no element', async () => {
    expect(as('html', '<b title="x">&amp;</b> @a\n#1')).toBe(
      '&lt;b title="x"&gt;&amp;amp;&lt;/b&gt; @\u200Ba #\u200B1',
    );
  });

  test('a block is in a fence that is longer than any within', async () => {
    expect(as('block', 'a\n````\n```\nb')).toBe('`````\na\n````\n```\nb\n`````');
  });
});
