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

  test('a row that a table may begin with is not settled before the line after it has come', () => {
    const header = '| one two three | four five six |';
    for (const before of ['', 'seven eight nine ten eleven\n', '- ', '> ']) {
      const message = view(() => 20);
      const lines = [`${before}${header}`, '\n', '|--', `-|---|\n${before.trim() === '>' ? '> ' : ''}`].flatMap(
        (piece) => [...message.push(piece), ...message.settle()],
      );
      const text = [...lines, ...message.end()].join('\n');
      expect(text.match(/[a-z]+/g)?.toSorted()).toEqual(`${before} ${header}`.match(/[a-z]+/g)?.toSorted());
    }
  });

  const text = [
    ...['w ', 'w w w w ', '**', '*', '`', '[', '](', ')', '~~', '<', '&', '\\', '\n', '\n\n', '\n- ', '\n1. '],
    ...['\n  ', '\n\n  ', '\n> ', '\n# ', '\n```\n', '\n---\n', '\n===\n'],
  ];
  const table = ['\n| w | w |\n|--|--|\n', '\n|w|w|', '| ', '\n|--|--|', '\n--|--\n'];
  const inOrder = (words: readonly string[]): readonly string[] => words;
  // Cells stand beside each other: which of their words comes first depends on the width.
  const inAnyOrder = (words: readonly string[]): readonly string[] => words.toSorted();

  const wideCell = ['\n| w | w |\n|--|--|\n', 'w w w w ', 'w w w w ', '\n|w|w|', '\n---\n'].map(
    (part): [string, number] => [part, 12],
  );
  const longWord = ['\n|w|w|', '](', '](', 'w '].map((part): [string, number] => [part, 12]);

  test.each([
    { what: 'text', kinds: text, order: inOrder, examples: [] },
    { what: 'text and tables', kinds: [...text, ...table], order: inAnyOrder, examples: [[wideCell], [longWord]] },
  ])('$what of any kind, in whatever pieces and widths: each word is shown once', ({ kinds, order, examples }) => {
    const width = fc.constantFrom(12, 20, 33, 60);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...kinds), width), { maxLength: 60 }), (parts) => {
        let count = 0;
        // A word is known by one letter, which no line can break.
        const pieces = parts.map(([part]) => part.replaceAll('w', () => `w${String.fromCodePoint(0x100 + count++)}`));
        const shownWords = (lines: readonly string[]): readonly string[] => order(lines.join('').match(/[Ā-ɏ]/g) ?? []);
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
      { numRuns: 100, examples },
    );
  });
});
