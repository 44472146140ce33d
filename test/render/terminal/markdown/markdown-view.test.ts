import fc from 'fast-check';
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

  test('lines of a long paragraph stay before it is whole: all but the last, and none behind a mark that is open', () => {
    const message = view(() => 20);
    message.push('one two three four five six seven eight');
    expect([message.settle(), message.open]).toEqual([['one two three four'], ['five six seven eight']]);
    message.push(' nine **ten eleven twelve thirteen fourteen');
    expect(message.settle()).toEqual(['five six seven eight']);
    expect(message.open).toEqual(['nine **ten eleven', 'twelve thirteen', 'fourteen']);
    expect(message.settle()).toEqual([]);
    message.push(' fifteen** sixteen');
    expect(message.settle()).toEqual(['nine **ten eleven', 'twelve thirteen', 'fourteen fifteen**']);
    expect(message.end()).toEqual(['sixteen']);
  });

  test('whatever it is made of, in whatever pieces it comes, and however the width changes: each word is shown once', () => {
    const part = fc.constantFrom(
      ...['w ', 'w w w w ', '**', '*', '`', '[', '](', ')', '~~', '<', '&', '\\', '\n', '\n\n', '\n- ', '\n1. '],
      ...['\n  ', '\n\n  ', '\n> ', '\n# ', '\n```\n', '\n---\n', '\n===\n', '\n| w | w |\n|--|--|\n', '\n|w|w|'],
    );
    const width = fc.constantFrom(12, 20, 33, 60);
    fc.assert(
      fc.property(fc.array(fc.tuple(part, width), { maxLength: 60 }), (parts) => {
        let count = 0;
        const pieces = parts.map(([text]) => text.replaceAll('w', () => `w${count++}`));
        const shownWords = (lines: readonly string[]): readonly string[] => lines.join(' ').match(/w\d+/g) ?? [];
        const whole = view(() => 60);
        const expected = shownWords([...whole.push(pieces.join('')), ...whole.end()]);
        let columns = 60;
        const message = view(() => columns);
        const lines = pieces.flatMap((piece, at) => {
          const pushed = message.push(piece);
          columns = parts[at]?.[1] ?? 60;
          return [...pushed, ...message.settle()];
        });
        columns = 60;
        expect(shownWords([...lines, ...message.end()])).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
