import { describe, expect, test } from 'vitest';
import { toHtml } from '../../../src/render/html/element.ts';
import { markdown } from '../../../src/render/html/markdown-element.ts';
import { isCheapToParse } from '../../../src/render/markdown/parse-limits.ts';

describe('a text that people write is a document', () => {
  test.each([
    ['lists in lists', '- a\n  - b\n    - c\n      1. d\n\n> - e\n> > f'],
    ['a long one', 'Some *words* and __more__ of `them`.\n\n'.repeat(5_000)],
    ['code', `\`\`\`py\n${'__name__ = a * b ** c\n\n'.repeat(5_000)}\`\`\``],
    ['a rule', '- '.repeat(20)],
  ])('%s', (_, text) => expect(isCheapToParse(text)).toBe(true));
});

describe('a text that keeps parsers busy is none, and shown soon', () => {
  test.each([
    ['lists in lists', `${'- '.repeat(50_000)}x`],
    ['quotes in quotes', '>'.repeat(100_000)],
    ['quotes in lists', '> - '.repeat(25_000)],
    ['numbers', '1. '.repeat(33_000)],
    ['emphasis', '_a'.repeat(50_000)],
    ['more of it', '***a'.repeat(25_000)],
  ])('%s', (_, text) => {
    expect(isCheapToParse(text)).toBe(false);
    // In parts: what is cheap in a part is Markdown, and of what is not it is said why not.
    const html = toHtml(markdown({ text }));
    if (!/<(?:em|strong)>/.test(html))
      expect(html).toContain('As it was written: to format it would take too long.</p><pre class="source"');
  });
});
