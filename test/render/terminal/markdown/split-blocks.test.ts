import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, BlockSplitter } from '../../../../src/render/terminal/markdown/split-blocks.ts';

function split(...pieces: readonly string[]): readonly Block[] {
  const splitter = new BlockSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

/** Blocks in short: Markdown as it is, code with its signs. */
const short = (blocks: readonly Block[]): readonly string[] =>
  blocks.map((block) => {
    if (block.kind === 'markdown') return block.text;
    if (block.kind === 'code-start') return `<${block.language}>`;
    return block.kind === 'code-end' ? '</>' : `${block.kind}: ${block.text}`;
  });

describe('blocks of Markdown', () => {
  test.each<[string, string, readonly string[]]>([
    ['paragraphs', 'one\ntwo\n\nthree', ['one\ntwo', 'three']],
    ['a heading ends with its line', '# one\ntwo', ['# one', 'two']],
    ['code, line by line', 'a\n```ts x\nb\n\nc\n```\nd', ['a', '<ts>', 'code: b', 'code: ', 'code: c', '</>', 'd']],
    ['a longer fence, and other signs within', '~~~~\n```\n~~~\n~~~~\n', ['<>', 'code: ```', 'code: ~~~', '</>']],
    ['code that never ends', '```\na', ['<>', 'code: a', '</>']],
    ['no fence', '``` a`b\nc', ['``` a`b\nc']],
    [
      'a loose list with code in it',
      '- a\n\n  ```\n  b\n\n  c\n  ```\n\n- d\n\ne',
      ['- a\n\n  ```\n  b\n\n  c\n  ```', '- d', 'e'],
    ],
    ['an indented paragraph of a list', '1. a\n\n   b\n\nc', ['1. a\n\n   b', 'c']],
    ['a table', '| a |\n| - |\n| b |\n\nc', ['| a |\n| - |\n| b |', 'c']],
    ['nothing', '\n\n  \n', []],
  ])('%s', (_, markdown, expected) => {
    expect(short(split(markdown))).toEqual(expected);
  });

  test('in whatever pieces a text comes, its blocks are the same', () => {
    const line = fc.constantFrom('a b', '', '```', '~~~', '- x', '  y', '# h', '> q', '| a |', '    z', '  ```');
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(12)), (lines, sizes) => {
        const text = lines.join('\n');
        const pieces: string[] = [];
        let at = 0;
        for (const size of sizes) {
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        expect(split(...pieces, text.slice(at))).toEqual(split(text));
      }),
    );
  });

  test('no line of a text is lost', () => {
    const line = fc.stringMatching(/^[a-z#>` -]{0,8}$/);
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const said = split(lines.join('\n')).map((block) => ('text' in block ? block.text : ''));
        const words = (text: string): string => text.replaceAll(/[^a-z]/g, '');
        const infos = split(lines.join('\n')).map((block) => (block.kind === 'code-start' ? block.language : ''));
        expect(words(said.join('')).length + words(infos.join('')).length).toBeLessThanOrEqual(
          words(lines.join('')).length,
        );
        if (!lines.some((one) => one.includes('```'))) expect(words(said.join(''))).toBe(words(lines.join('')));
      }),
    );
  });

  test('what is open is known at once', () => {
    const splitter = new BlockSplitter();
    splitter.push('one **tw');
    expect(splitter.open).toEqual({ kind: 'markdown', text: 'one **tw', continues: false });
    splitter.push('o**\n\n```\nco');
    expect(splitter.open).toEqual({ kind: 'code', text: 'co' });
  });

  test('a block that is too large comes as it is, and what follows it as Markdown again', () => {
    const large = Array.from({ length: 2_000 }, (_, at) => `line ${at} of it`);
    const blocks = split(`${large.join('\n')}\n\n*after*`);
    expect(blocks.filter(({ kind }) => kind === 'raw').map((block) => 'text' in block && block.text)).toEqual(large);
    expect(blocks.at(-1)).toMatchObject({ kind: 'markdown', text: '*after*' });
  });

  test('a long list is split between its items', () => {
    const items = Array.from({ length: 500 }, (_, at) => `- item ${at}`).join('\n');
    const blocks = split(items);
    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.slice(1).every((block) => block.kind === 'markdown' && block.continues)).toBe(true);
    expect(blocks.map((block) => ('text' in block ? block.text : '')).join('\n')).toBe(items);
  });

  test('of a very long message no more than a part is parsed', () => {
    const blocks = split('some *words*\n\n'.repeat(400_000));
    const parsed = blocks.filter(({ kind }) => kind === 'markdown').length;
    expect(parsed).toBeGreaterThan(5_000);
    expect(parsed).toBeLessThan(15_000);
    expect(blocks.filter((block) => 'text' in block && block.text === 'some *words*')).toHaveLength(400_000);
  });
});
