import { expect, test } from 'vitest';
import { pickFields, shapeJson } from '../../../src/cli/output/shape-json.ts';

const ITEMS = [
  { id: 'a', summary: { title: 'one "quoted" <b>' }, metadata: { labels: { 'x.y': '1' } } },
  { id: 'b', summary: { title: 'two' } },
];

test('fields come in the order that is asked for; what is not there is null', () => {
  const item = { ...ITEMS[0] };
  expect(pickFields(item, ['summary.title', 'id', 'metadata.name', 'id.length', 'toString'])).toEqual({
    ...{ 'summary.title': 'one "quoted" <b>', id: 'a', 'metadata.name': null, 'id.length': null, toString: null },
  });
});

test.each([
  ['.items[].id', 'a\nb\n'],
  ['.items | map(.id)', '[\n  "a",\n  "b"\n]\n'],
  ['.items[] | [.id, .summary.title] | @tsv', 'a\tone "quoted" <b>\nb\ttwo\n'],
  ['.items[] | "\\(.id): \\(.nope // "none")"', 'a: none\nb: none\n'],
  ['.items[] | select(.id | test("A"; "i")) | .id', 'a\n'],
  ['empty', ''],
])('jq %s', async (jq, expected) => {
  expect(await shapeJson(ITEMS, { jq })).toBe(expected);
});

test('jq reads a list of many megabytes', async () => {
  const items = Array.from({ length: 4_000 }, (_, at) => ({ id: at, title: 'x'.repeat(1_000) }));
  expect(await shapeJson(items, { jq: '.items | length' })).toBe('4000\n');
});

test('a filter learns nothing of this machine', async () => {
  process.env.AMBER_TEST_OF_JQ = 'x';
  try {
    expect(await shapeJson(ITEMS, { jq: '$ENV | has("AMBER_TEST_OF_JQ")' })).toBe('false\n');
  } finally {
    delete process.env.AMBER_TEST_OF_JQ;
  }
});

test('a template is filled in, and nothing is escaped', async () => {
  const template = '{{#items}}{{id}}={{summary.title}};{{/items}}';
  expect(await shapeJson(ITEMS, { template })).toBe('a=one "quoted" <b>;b=two;');
});

test('a dot alone is Mustache: the item itself', async () => {
  expect(await shapeJson(['a', 'b'], { template: '{{#items}}{{.}} {{ . }};{{/items}}' })).toBe('a a;b b;');
});

test.each([
  [{ jq: '.items[' }, 'syntax error'],
  [{ jq: 'nope' }, 'nope/0 is not defined'],
  [{ jq: '.items.id' }, 'Cannot index array'],
  [{ jq: 'error("no such thing")' }, 'no such thing'],
  [{ jq: 'def f: 1 + f; f' }, 'jq has given up'],
  [{ template: '{{#items}}' }, 'Unclosed section'],
  [{ template: '{{.items}}' }, "{{.items}} is Go's syntax"],
  [{ template: '{{- range .items }}{{.id}}{{end}}' }, "{{- range .items }} is Go's syntax"],
])('what is wrong is said: %j', async (shape, message) => {
  await expect(shapeJson(ITEMS, shape)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(message),
    hint: expect.any(String),
  });
});
