import { expect, test } from 'vitest';
import { unknownInFilter } from '../../../src/cli/output/field-names.ts';

const FIELDS = ['id', 'title', 'outcome', 'summary', 'metadata', 'spec', 'cost'];

test.each([
  ['.items[].nope', 'nope'],
  ['.items[] | .nope', 'nope'],
  ['.items | map(.id, .nope)', 'nope'],
  ['[.items[] | select(.outcome == "failed") | [.id, .nope]]', 'nope'],
  ['.items[] | select(.nope > 1)', 'nope'],
  ['.items[] | {id, nope}', 'nope'],
  ['.items[] | {name: .nope}', 'nope'],
  ['.items[0].summary.nope', 'summary.nope'],
  ['.items | sort_by(.nope)', 'nope'],
  ['.items | .[] | if .id then .title else .nope end', 'nope'],
])('jq %s asks for a field that no item has', (jq, name) => {
  expect(unknownInFilter(jq, FIELDS)).toBe(name);
});

test.each([
  '.items[] | {x: .id}.x',
  '.items[] | {x: .id} | .x',
  '.items | map({x: .id}) | .[0].x',
  '.items[] | .summary | .anything',
  '.items[] as $one | $one.anything',
  '.items[] | {id, cost: .cost.usd, "t": .title}',
  '.items[] | .metadata.labels["x.y"]?',
  '.items[] | to_entries[] | .key',
  '.items[] | select(.id | test("a")) | .id',
  '[.items[] | .id] | {n: length} | .n',
  '.items | first | .id',
])('jq %s may ask for what it asks for', (jq) => {
  expect(unknownInFilter(jq, FIELDS)).toBeUndefined();
});
