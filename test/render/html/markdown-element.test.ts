import { describe, expect, test } from 'vitest';
import { maskElements } from '../../../src/render/export/mask-elements.ts';
import { type HtmlNode, toHtml } from '../../../src/render/html/element.ts';
import { type KnownBlocks, markdown, markdownLine } from '../../../src/render/html/markdown-element.ts';

const shown = (text: string): string => toHtml(markdown({ text }));

describe('Markdown is shown', () => {
  test.each([
    ['a **b** and `c`', '<p>a <strong>b</strong> and <code>c</code></p>'],
    ['# Title', '<h2 class="level-1">Title</h2>'],
    ['2. two\n3. three', '<ol start="2"><li>two</li><li>three</li></ol>'],
    ['- [x] done', '<ul><li>☑ done</li></ul>'],
    ['[y](https://e.example/a?b&c)', 'href="https://e.example/a?b&amp;c"'],
    ['a &lt; b &amp;&#8230;', '<p>a &lt; b &amp;…</p>'],
    ['| a |\n|--|\n| 1 |', '<thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody>'],
    ['```ts\nconst a = 1;\n```', '<span class="token-keyword">const</span> a'],
    ['```nothing-known\nx < y\n```', '<code>x &lt; y</code>'],
  ])('%s', (text, html) => expect(shown(text)).toContain(html));
});

describe('a link says where it leads', () => {
  const seen = (text: string): string => shown(text).replace(/<[^>]*>/g, '');
  test.each([
    ['[https://good](https://evil)', 'https://good (evil)'],
    ['[good.example/login](https://evil.example/x)', 'good.example/login (evil.example)'],
    ['[log in at **good**.example](https://evil.example)', 'log in at good.example (evil.example)'],
    ['https://good.example@evil.example/', 'https://good.example@evil.example/ (evil.example)'],
    ['[boss@good.example](mailto:thief@evil.example)', 'boss@good.example (thief@evil.example)'],
    ['![github.com](https://evil.example/x.png)', '🖼 github.com (evil.example)'],
    ['[good․example](https://evil.example)', 'good․example (evil.example)'],
  ])('%s', (text, words) => expect(seen(text)).toBe(words));

  test.each([
    'https://e.example/a/file.ts?x=y.zz#z',
    '(see https://E.example/a).',
    'www.e.example',
    'me@e.example',
    '[Fix: the tests, e.g. those of 1.2.3](https://e.example)',
    '[e.example](https://e.example/more)',
  ])('and does so once: %s', (text) => expect(seen(text)).not.toMatch(/ \([^s]/));

  test('the whole address is its title', () =>
    expect(shown('[y](https://e.example/a)')).toContain('title="https://e.example/a"'));
});

describe('nothing in it is more than text', () => {
  test.each([
    '<img src=x onerror=alert(1)>',
    'a <script>alert(1)</script>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x) [y](file:///etc/passwd) [z](/login/code)',
    '![x](https://evil.example/pixel.png)',
    '![x](" onerror="alert(1))',
    '```"><img src=x onerror=alert(1)>\nx\n```',
    '`<b>` **<i>**',
    '[x](https://e.example/"onmouseover="alert(1))',
    '[<img src=x>](https://e.example)',
  ])('%s', (text) => {
    const tags = [...shown(text).matchAll(/<(\w+)([^>]*)>/g)];
    const allowed = ['div', 'p', 'a', 'span', 'code', 'pre', 'strong', 'h2', 'ul', 'li'];
    expect(tags.map(([, tag]) => tag).filter((tag) => !allowed.includes(tag ?? ''))).toEqual([]);
    for (const [, , attributes = ''] of tags) {
      expect(attributes.replace(/"[^"]*"/g, '""')).not.toMatch(/ on|src|style/);
      expect(/href="([^"]*)"/.exec(attributes)?.[1] ?? 'https://').toMatch(/^https?:\/\//);
    }
  });

  test.each([
    ['quotes in quotes', '>'.repeat(20_000)],
    ['lists in lists', `${'- '.repeat(2_000)}x`],
    ['brackets', '['.repeat(20_000)],
    ['stars', '**a '.repeat(5_000)],
    ['a very long text', 'x\n\n'.repeat(200_000)],
    ['control sequences', '\u001b]0;title\u0007\u001b[2Jx'],
  ])('%s are shown, and stop nothing', (_, text) => {
    const html = shown(text);
    expect(html).toMatch(/^<div class="(?:markdown|parts)">/);
    expect(html).not.toContain('\u001b');
  });
});

describe('a long text', () => {
  const paragraphs = Array.from({ length: 2_000 }, (_, at) => `Paragraph ${at} of **many**, with \`code\`.`).join(
    '\n\n',
  );

  test('is Markdown from its beginning to its end, in parts that a browser lays out by themselves', () => {
    const html = shown(paragraphs);
    expect(html).toMatch(/^<div class="parts"><div class="markdown"><p>Paragraph 0 of <strong>/);
    expect(html.match(/<p>Paragraph \d+ of <strong>many<\/strong>, with <code>code<\/code>\.<\/p>/g)).toHaveLength(
      2_000,
    );
    expect(html.match(/<div class="markdown">/g)?.length).toBeGreaterThan(15);
  });

  test('has code that goes on in the next part, which says so', () => {
    const code = Array.from({ length: 2_000 }, (_, at) => `const a${at} = ${at};`).join('\n');
    const html = shown(`Before\n\n\`\`\`ts\n${code}\n\`\`\`\n\nAfter`);
    expect(html.match(/<span class="token-keyword">const<\/span>/g)).toHaveLength(2_000);
    expect(html).toContain('<div class="markdown cut-before cut-after"><pre tabindex="0">');
    expect(html).toMatch(/<p>After<\/p><\/div><\/div>$/);
  });

  test('is not cut where a secret is', () => {
    const secret = `-----BEGIN-----\n${'abcdefgh12345678\n'.repeat(80)}-----END-----`;
    const mask = (text: string): string => text.replaceAll(secret, '***');
    for (let before = 0; before < 8; before++) {
      const text = `${'word\n'.repeat(before * 200)}${secret}\n${'word\n'.repeat(6_000)}`;
      const html = toHtml(maskElements(markdown({ text, mask }), mask));
      expect(html).toContain('***');
      expect(html).not.toContain('abcdefgh');
    }
  });

  test('that grows has the same elements for what is whole', () => {
    const known: KnownBlocks = new Map();
    const text = '# Title\n\nOne **two**\n\n- a\n- b\n\nThree';
    const childrenOf = (more: string): readonly HtmlNode[] => {
      const { children } = markdown({ text: text + more, known, isGrowing: true });
      return (children as readonly (readonly HtmlNode[])[])[0] ?? [];
    };
    const before = childrenOf('');
    const after = childrenOf(' four');
    expect(before.length).toBe(after.length);
    expect(after.slice(0, -1).every((child, at) => child === before[at])).toBe(true);
    expect(after.at(-1)).not.toBe(before.at(-1));
    expect(toHtml(after)).toBe(toHtml(markdown({ text: `${text} four` }).children));
  });

  test('and references to links that stand elsewhere in it are links', () => {
    const text = 'See [the docs][1].\n\nMore\n\n[1]: https://e.example/x\n';
    expect(toHtml(markdown({ text, known: new Map() }))).toBe(shown(text));
    expect(shown(text)).toContain('<a href="https://e.example/x"');
  });
});

describe('the line for a text', () => {
  test.each([
    ['Find out **why** it fails', 'Find out why it fails'],
    ['# Title\n\nmore\nof it', 'Title more of it'],
    ['- [x] one\n- `two`', '☑ one two'],
    ['see [the docs](https://e.example/)', 'see the docs'],
    ['a <b>c</b> 2 * 3 * 4', 'a <b>c</b> 2 * 3 * 4'],
    ['```ts\nconst a = 1;\n```', 'const a = 1;'],
  ])('%s', (text, line) => expect(markdownLine(text, 300)).toBe(line));

  test('has no secret, whole or cut, that marks may split', () => {
    const mask = (text: string): string => text.replaceAll('very-secret-token', '[gone]');
    expect(markdownLine('a very-**secret**-token', 300, mask)).toBe('a [gone]');
    for (let before = 0; before < 40; before++)
      expect(markdownLine(`${'x'.repeat(before)} very-secret-token`, 20, mask)).not.toContain('very-s');
    for (let before = 1_960; before < 2_000; before++)
      expect(
        markdownLine(`[a](https://e.example/${'x'.repeat(before)}) very-**secret**-token`, 300, mask),
      ).not.toContain('very');
  });
});
