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

test('a filter that never ends is ended, and this process goes on meanwhile', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 10);
  await expect(shapeJson(ITEMS, { jq: 'range(1e9)' }, undefined, 300)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('the filter takes more than'),
  });
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});

test('a template is filled in, and nothing is escaped', async () => {
  const template = '{{#items}}{{id}}={{summary.title}};{{/items}}';
  expect(await shapeJson(ITEMS, { template })).toBe('a=one "quoted" <b>;b=two;');
});

test('a dot alone is Mustache: the item itself', async () => {
  expect(await shapeJson(['a', 'b'], { template: '{{#items}}{{.}} {{ . }};{{/items}}' })).toBe('a a;b b;');
});

const FIELDS = ['id', 'title', 'summary', 'metadata', 'cost'];

test('a filter for a field that no item has is refused before it is run', async () => {
  await expect(shapeJson(ITEMS, { jq: '.items[].nope' }, FIELDS)).rejects.toMatchObject({
    code: 'USAGE',
    message: `--jq knows no field "nope" of an item: there are ${FIELDS.join(', ')}, and paths below them (metadata.name)`,
  });
});

test.each([
  ['{{id}}', '{{id}} belongs to each item: it goes between {{#items}} and {{/items}}'],
  ['{{#items}}{{nope}}{{/items}}', 'knows no field "nope"'],
  ['{{#items}}{{#title}}{{nope}}{{/title}}{{/items}}', 'knows no field "nope"'],
  ['{{#items}}{{summary.nope}}{{/items}}', 'knows no field "summary.nope"'],
  ['{{nope}}', 'knows no field "nope"'],
  ['{{#items}}{{> part}}{{/items}}', 'knows no field "part"'],
])('the template %s names what is not there', async (template, message) => {
  await expect(shapeJson(ITEMS, { template }, FIELDS)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(message),
  });
});

test('a template may name what only some items have, and anything within an object', async () => {
  const template =
    '{{#items}}{{id}}{{cost.usd}}{{#metadata}}{{labels}}{{anything}}{{/metadata}}{{! a note }}\n{{/items}}';
  expect(await shapeJson(ITEMS, { template }, FIELDS)).toBe('a[object Object]\nb\n');
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
