import { describe, expect, test } from 'vitest';
import { jsonIn, readJson } from '../../../src/core/structured-output/read-json.ts';

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
    ['one that another of its name hides', `{"a": ${'9'.repeat(400)}, "a": 1}`, /^it has the number 9+…/],
    ['200,000 levels', '['.repeat(200_000) + ']'.repeat(200_000), /^it is nested deeper than 200 levels$/],
  ])('%s is none', (_, message, complaint) => {
    expect(value(message)).toEqual({ complaint: expect.stringMatching(complaint) });
  });

  test('names that objects have anyway are names like others', () => {
    const read = readJson('{"__proto__": {"admin": true}, "constructor": 1}');
    expect('value' in read && Object.keys(read.value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test.each([
    ['{"id": 9007199254740993}', '9007199254740993'],
    ['[1, -12345678901234567891]', '-12345678901234567891'],
    [`{"a\\"": "x", "n": ${'1'.repeat(300)}}`, `${'1'.repeat(39)}…`],
  ])('an integer that would be rounded is refused: %s', (message, number) => {
    const complaint = expect.stringContaining(`it has the number ${number}, which programs would round`);
    expect(value(message)).toEqual({ complaint });
    expect(value(block(message))).toEqual({ complaint });
  });

  test('one that is exact is not, nor digits in a text or behind a point; a schema’s bounds may be any', () => {
    const exact =
      '{"max": 9007199254740991, "even": 9007199254740994, "ten": 10000000000000000000, "pi": 3.14159265358979323846}';
    expect(value(exact)).toEqual(JSON.parse(exact));
    const text =
      '{"id": "9007199254740993", "12345678901234567891": "\\"12345678901234567891", "e": 12345678901234567e1}';
    expect(value(text)).toEqual(JSON.parse(text));
    expect('value' in readJson('{"maximum": 18446744073709551615}')).toBe(true);
  });
});
