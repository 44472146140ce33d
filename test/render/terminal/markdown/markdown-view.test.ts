import { describe, expect, test } from 'vitest';
import { MarkdownView } from '../../../../src/render/terminal/markdown/markdown-view.ts';

function view(columns = () => 40): MarkdownView {
  return new MarkdownView({ color: false, redact: (text) => text }, columns);
}

describe('a message of Markdown that comes in pieces', () => {
  test('what has come is shown at once, what is whole stays', () => {
    const message = view();
    expect(message.push('Some *wor')).toEqual([]);
    expect(message.open).toEqual(['Some *wor']);
    expect(message.push('ds*.\n\nNext')).toEqual(['Some *words*.']);
    expect(message.open).toEqual(['', 'Next']);
    expect(message.end()).toEqual(['', 'Next']);
    expect(message.open).toEqual([]);
  });

  test('code is shown line by line, as it is', () => {
    const message = view();
    const long = `  const a = ${'1 + '.repeat(20)}1;`;
    expect(message.push(`\`\`\`ts\n${long}\nlet`)).toEqual([`── ts ${'─'.repeat(34)}`, long]);
    expect(message.open).toEqual(['let']);
    expect(message.push(' b;\n```\n')).toEqual(['let b;', '─'.repeat(40)]);
  });

  test('what is open is wrapped at the width that the terminal has now', () => {
    let columns = 40;
    const message = view(() => columns);
    message.push('some words that go on and on');
    expect(message.open).toHaveLength(1);
    columns = 12;
    expect(message.open).toEqual(['some words', 'that go on', 'and on']);
  });

  test('a line without an end is shown as it grows, however long', () => {
    const message = view();
    for (let at = 0; at < 50; at++) {
      message.push('x'.repeat(100_000));
      expect(message.open.length).toBeGreaterThan(0);
    }
    expect(message.end()).toEqual(['x'.repeat(5_000_000)]);
  });
});
