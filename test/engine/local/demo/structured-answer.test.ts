import { describe, expect, test } from 'vitest';
import { structuredAnswer } from '../../../../src/engine/local/demo/structured-answer.ts';
import { check } from '../../../../src/run/structured-output/check-against-schema.ts';

const FINDINGS = {
  directory: '/work/hello',
  branch: 'main',
  survey: { files: [{ path: 'src/a.ts', name: 'a.ts', size: 9 }], directories: 1, cut: false },
  introduction: { name: 'hello', summary: 'Says hello.', commands: [] },
  words: [],
  todos: true,
  given: [],
  found: { matches: [], matchCount: 0, todos: [], todoCount: 2, filesRead: 1, lines: 30 },
};
const answer = (schema: unknown): unknown => JSON.parse(structuredAnswer(schema, FINDINGS));

describe('what the demo agent answers where a schema asks for JSON', () => {
  test('what it has found, by the names and types in the schema', () => {
    const properties = {
      name: { type: 'string' },
      summary: { type: 'string' },
      languages: { type: 'array', items: { type: 'string' } },
      files: { type: 'integer' },
      todos: { type: 'integer' },
    };
    expect(answer({ type: 'object', properties })).toEqual({
      name: 'hello',
      summary: 'Says hello.',
      languages: ['TypeScript'],
      files: 1,
      todos: 2,
    });
  });

  test.each([
    [
      'references',
      { $defs: { a: { type: 'object', required: ['n'], properties: { n: { type: 'number' } } } }, $ref: '#/$defs/a' },
    ],
    ['a tree', { $defs: { t: { type: 'object', properties: { t: { $ref: '#/$defs/t' } } } }, $ref: '#/$defs/t' }],
    ['alternatives', { anyOf: [{ type: 'null' }, { type: 'string' }] }],
    ['several parts', { allOf: [{ type: 'object', required: ['a'] }, { properties: { a: { const: 3 } } }] }],
    ['bounds', { type: 'array', minItems: 2, items: { type: 'integer', minimum: 5, maximum: 6 } }],
    ['lengths', { type: 'string', minLength: 30, maxLength: 40 }],
    ['words', { enum: ['low', 'high'] }],
    ['dates', { type: 'string', format: 'date-time' }],
    ['no type', { properties: { a: {} }, required: ['a'] }],
    ['anything', true],
  ])('is valid: %s', (_, schema) => {
    const message = structuredAnswer(schema, FINDINGS);
    expect(check({ kind: 'answer', schema: JSON.stringify(schema), message }).complaints).toEqual([]);
  });
});
