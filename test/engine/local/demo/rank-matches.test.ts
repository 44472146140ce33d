import fc from 'fast-check';
import { expect, test } from 'vitest';
import { promptWords } from '../../../../src/engine/local/demo/prompt-words.ts';
import { Mentions } from '../../../../src/engine/local/demo/rank-matches.ts';
import { anyText } from '../../../fakes/any-text.ts';

const found = (prompt: string, content: string): readonly string[] => {
  const mentions = new Mentions(promptWords(prompt));
  mentions.add('notes.txt', content);
  return mentions.ranked(1).matches.flatMap(({ words }) => words);
};

test.each(['follow-up', 'run-error.ts', 'Über', 'Straße', '검색기', 'snake_case', '`(a|b)*[c]`', '`x/y-z`'])(
  'finds %s where the workspace has it',
  (word) => {
    const bare = word.replaceAll('`', '');
    expect(found(`Where is ${word} used?`, `first line\n${bare} is a word of this line\n`)).toContain(bare);
  },
);

test('any prompt can be searched for', () => {
  fc.assert(fc.property(anyText({ maxLength: 200 }), (prompt) => void found(prompt, prompt)));
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (word) => void found(`\`${word}abc\``, word)));
  expect(found(`Where is ${'w'.repeat(65_000)}, a token?`, 'a token')).toEqual(['token']);
});
