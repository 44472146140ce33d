import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { check } from '../../../src/run/structured-output/check-against-schema.ts';

const faultsOf = (schema: string): readonly string[] => check({ kind: 'schema', schema }).complaints;
const judge = (schema: unknown, answer: unknown) => {
  const message = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return check({ kind: 'answer', schema: JSON.stringify(schema), message });
};
const valueIn = ({ json, complaints }: ReturnType<typeof check>): unknown =>
  json === undefined ? complaints : JSON.parse(json);
const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';

describe('a schema', () => {
  test.each([
    ['of no named draft', { type: 'object' }],
    ['of 2020-12', { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }] }],
    ['of draft-07', { $schema: DRAFT_07, items: [{ type: 'string' }] }],
    ['that is true', true],
    ['that refers to itself', { $defs: { a: { properties: { a: { $ref: '#/$defs/a' } } } }, $ref: '#/$defs/a' }],
    ['that is a tree', { type: 'object', properties: { child: { $ref: '#' } } }],
    ['that is a tree of draft-07', { $schema: DRAFT_07, properties: { children: { items: { $ref: '#' } } } }],
    ['that is a tree with an id', { $id: 'https://a.example/tree', properties: { child: { $ref: '#' } } }],
    ['with what other tools add', { 'x-order': 1, markdownDescription: 'a', format: 'uint33', type: 'integer' }],
    ['with the address of a known one', { $id: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }],
  ])('%s is taken', (_, schema) => {
    expect(faultsOf(JSON.stringify(schema))).toEqual([]);
  });

  test.each([
    ['not JSON', '{"type": "object",}', /^it is not JSON/],
    ['no schema', '[]', /it is not a JSON Schema: one is an object/],
    ['none by its own rules', '{"type": "text"}', /type must be equal to one of the allowed values/],
    [
      'of another draft',
      '{"$schema": "http://json-schema.org/draft-04/schema#"}',
      /neither draft 2020-12 .* nor draft-07/,
    ],
    ['of what is no address', '{"$schema": {}}', /neither draft/],
    ['with a reference to elsewhere', '{"$ref": "https://a.example/b"}', /\$ref https:\/\/a\.example\/b leads nowhere/],
    ['with a pattern that is none', '{"pattern": "("}', /./],
    ['that is asynchronous', '{"$async": true}', /\$async is no keyword/],
    ['too deep', '['.repeat(100_000) + ']'.repeat(100_000), /nested deeper than 200 levels/],
  ])('%s is refused', (_, text, complaint) => {
    expect(faultsOf(text)).toEqual([expect.stringMatching(complaint)]);
  });

  test('of a real project, of a quarter of a megabyte', () => {
    const { resolve } = createRequire(import.meta.url);
    const schema = JSON.parse(readFileSync(resolve('@agentclientprotocol/sdk/schema/v1/schema.json'), 'utf8'));
    const good = { jsonrpc: '2.0', id: 1, method: 'initialize' };
    expect(valueIn(judge(schema, good))).toEqual(good);
    expect(judge(schema, { id: 1 }).complaints).toContain("the value must have required property 'jsonrpc'");
  });

  test('that is a tree is checked at every depth', () => {
    const schema = { type: 'object', properties: { child: { $ref: '#' } }, additionalProperties: false };
    expect(valueIn(judge(schema, { child: { child: {} } }))).toEqual({ child: { child: {} } });
    expect(judge(schema, { child: { child: 1 } }).complaints).toEqual(['/child/child must be object']);
  });

  test('is data: nothing in it is executed', () => {
    const evil = 'x"]});globalThis.process.exit(7);//\u2028';
    const schema = { properties: { [evil]: { const: evil }, a: { pattern: '"+process.exit(7)+"' } }, required: [evil] };
    expect(valueIn(judge(schema, { [evil]: evil }))).toEqual({ [evil]: evil });
  });
});

describe('an answer', () => {
  const SCHEMA = {
    type: 'object',
    properties: { name: { type: 'string' }, size: { enum: ['s', 'l'] }, when: { format: 'date' } },
    required: ['name'],
    additionalProperties: false,
  };

  test('that is valid is its value', () => {
    const value = { name: 'a', size: 'l' };
    expect(valueIn(judge(SCHEMA, `So:\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\``))).toEqual(value);
  });

  test('that is not: each complaint names the place and what was wanted', () => {
    expect(judge(SCHEMA, { size: 'm', when: 'today', more: 1 }).complaints).toEqual([
      "the value must have required property 'name'",
      'the value must NOT have additional properties: "more"',
      '/size must be equal to one of the allowed values: ["s","l"]',
      '/when must match format "date"',
    ]);
  });

  test('with a hundred mistakes: ten of them, and their number', () => {
    const { complaints } = judge({ items: { type: 'string' } }, Array(100).fill(1));
    expect(complaints).toHaveLength(11);
    expect(complaints.at(-1)).toBe('and 90 more');
  });

  test('has no property that it only inherits', () => {
    expect(judge({ required: ['constructor', 'toString'] }, {}).complaints).toHaveLength(2);
    const unchecked = JSON.parse('{"properties": {"__proto__": {"type": "integer"}}}');
    expect(judge(unchecked, '{"__proto__": "x"}').complaints).toEqual([
      'it names a property "__proto__", which can’t be checked',
    ]);
    expect(judge({ required: ['__proto__'] }, '{"__proto__": {"admin": true}}').json).toBe(
      '{"__proto__":{"admin":true}}',
    );
  });

  test('of 5 MB is judged like any other', () => {
    const big = Array.from({ length: 80_000 }, (_, n) => ({ id: n, text: 'x'.repeat(40) }));
    expect(valueIn(judge({ type: 'array', items: { required: ['id'] } }, big))).toHaveLength(80_000);
  });
});
