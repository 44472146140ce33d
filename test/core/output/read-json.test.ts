import { describe, expect, test } from 'vitest';
import { jsonIn, readJson } from '../../../src/core/output/read-json.ts';

const value = (message: string): unknown => {
  const read = jsonIn(message);
  return 'value' in read ? read.value : read;
};
const block = (content: string, info = 'json', fence = '```'): string => `${fence}${info}\n${content}\n${fence}`;

describe('the JSON in a final message', () => {
  test.each([
    ['bare', '{"a": 1}'],
    ['with white space around it', '\n\t {"a": 1} \r\n'],
    ['in one block', block('{"a": 1}')],
    ['in one block without a language', block('{"a": 1}', '')],
    ['in one block with words around it', `Here it is:\n\n${block('{"a": 1}')}\n\nDone.`],
    ['in one block of tildes', block('{"a": 1}', 'JSON', '~~~~')],
    ['in a block with the line ends of Windows', block('{"a": 1}').replaceAll('\n', '\r\n')],
    ['in the one block marked json, beside another one', `${block('npm test', 'sh')}\n${block('{"a": 1}')}`],
    ['in a block whose fence is longer than one in it', block('{"a": 1}', 'json', '````')],
  ])('%s', (_, message) => {
    expect(value(message)).toEqual({ a: 1 });
  });

  test('a text that is JSON is taken for that, whatever is in it', () => {
    expect(value('"```json\\n1\\n```"')).toBe('```json\n1\n```');
  });

  test.each([
    ['prose', 'I have done it.', /^it is not JSON: /],
    ['nothing', ' \n', /^the message is empty$/],
    ['a trailing comma', '{"a": 1,}', /^it is not JSON: /],
    ['a comment', block('{"a": 1} // one'), /^it is not JSON: /],
    ['two blocks', `${block('{"a": 1}')}\n${block('{"a": 2}')}`, /^the message holds 2 fenced blocks/],
    ['a block without an end', '```json\n{"a": 1}', /^the fenced block has no end$/],
    ['JSON after words', 'The answer is {"a": 1}', /^it is not JSON: /],
    ['a number that is none', '{"a": 1e999}', /^it has a number that is too large$/],
    ['200,000 levels', '['.repeat(200_000) + ']'.repeat(200_000), /^it is nested deeper than 200 levels$/],
  ])('%s is none', (_, message, complaint) => {
    expect(value(message)).toEqual({ complaint: expect.stringMatching(complaint) });
  });

  test('names that objects have anyway are names like others', () => {
    const read = readJson('{"__proto__": {"admin": true}, "constructor": 1}');
    expect('value' in read && Object.keys(read.value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
