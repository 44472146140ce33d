import { describe, expect, test } from 'vitest';
import { checkedSchema, checkedSchemaFile } from '../../../src/run/structured-output/output-schema.ts';

describe('an output schema', () => {
  test('that is one judges answers', async () => {
    const schema = await checkedSchema('{\n  "type": "object"\n}', '--output-schema s.json');
    expect(schema.text).toBe('{"type":"object"}');
    expect(await schema.judge('{"__proto__": 1}')).toEqual({ value: JSON.parse('{"__proto__": 1}') });
    expect(await schema.judge('[]')).toEqual({ complaints: ['the value must be object'] });
  });

  test.each([
    ['none', '{"type": "text"}', /^--output-schema s\.json: .*must be equal to one of the allowed values/],
    ['too large', `{"description": "${'x'.repeat(5_000_000)}"}`, /^--output-schema s\.json: it has more than 1 MiB$/],
  ])('%s is refused, with its place', async (_, text, message) => {
    await expect(checkedSchema(text, '--output-schema s.json')).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  test('a file that is not there, and one without an end', async () => {
    await expect(checkedSchemaFile('/nowhere.json', '--output-schema')).rejects.toMatchObject({ code: 'USAGE' });
    if (process.platform === 'linux')
      await expect(checkedSchemaFile('/dev/zero', '--output-schema')).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('whose pattern takes for ever is given up in time, and this thread works on', async () => {
    const schema = await checkedSchema('{"type": "string", "pattern": "^(a+)+$"}', 'schema', 300);
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const judged = await schema.judge(JSON.stringify(`${'a'.repeat(60)}!`));
    clearInterval(timer);
    expect(judged).toEqual({ complaints: ['to check the answer takes too long, or too much memory'] });
    expect(turns).toBeGreaterThan(20);
  });
});
