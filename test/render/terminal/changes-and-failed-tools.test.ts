import { expect, test } from 'vitest';
import { changesOf, readChanges } from '../../../src/core/run-changes.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { paint } from '../../../src/render/colors.ts';
import { runSummary } from '../../../src/render/terminal/changes-and-failed-tools.ts';
import { terminalPatch, terminalStat } from '../../../src/render/terminal/color-patch.ts';
import { widthOf } from '../../../src/render/text-width.ts';

const OPTIONS = { columns: 40, paint: paint(false), redactor: makeRedactor(['hunter2hunter2']) };
const file = (path: string) => ({ path, status: 'modified', added: 3, removed: 1 }) as const;

test('the end of a run names the files, where the work is, and what failed', () => {
  const changes = changesOf(
    [
      { path: 'a.ts', status: 'added', added: 9, removed: 0 },
      { path: 'new', from: 'old', status: 'renamed', added: 0, removed: 0 },
      { path: 'logo.png', status: 'modified', added: null, removed: null },
    ],
    { dir: '/state/worktree', branch: 'ambient/session-x' },
  );
  expect(runSummary({ changes, failedTools: ['npm test'], refusedTools: ['edit a.ts', 'rm x'] }, OPTIONS)).toEqual([
    'changed: 3 files, +9 −0',
    '  A a.ts +9 −0',
    '  R old → new +0 −0',
    '  M logo.png binary',
    'work: /state/worktree (branch ambient/session-x)',
    'refused: edit a.ts, rm x',
    'failed tools: npm test',
  ]);
});

test('tools are cut to the room that there is, the longest first, and not at all where nothing is cut', () => {
  const failedTools = ['execute npm test -- --reporter=dot --coverage --bail', 'edit a.ts', 'fetch hunter2hunter2'];
  const at = (columns: number) => runSummary({ failedTools, refusedTools: [] }, { ...OPTIONS, columns })[0] ?? '';
  const whole = 'failed tools: execute npm test -- --reporter=dot --coverage --bail, edit a.ts, fetch ';
  expect(at(Number.POSITIVE_INFINITY).startsWith(whole)).toBe(true);
  expect(at(120)).toBe(at(Number.POSITIVE_INFINITY));
  expect(at(120)).not.toContain('hunter2');
  expect(at(60)).toMatch(/^failed tools: execute npm.*…, edit a\.ts, fetch /);
  expect(widthOf(at(60))).toBe(60);
  expect(widthOf(at(20))).toBeLessThanOrEqual(20);
});

test('many files are counted, long names are cut before their counts, and no name does harm', () => {
  const files = [
    file(`${'deep/'.repeat(20)}a.ts`),
    file('a\u001b[2J\nwork: b'),
    file('hunter2hunter2'),
    ...Array.from({ length: 300 }, (_, i) => file(`f${i}`)),
  ];
  const lines = runSummary({ changes: changesOf(files, { dir: '/w' }), failedTools: [], refusedTools: [] }, OPTIONS);
  expect(lines[0]).toBe('changed: 303 files, +909 −303');
  expect(lines).toHaveLength(12);
  expect(lines.at(-1)).toBe('  … and 293 more');
  expect(lines[1]).toBe('  M …/deep/deep/deep/deep/a.ts +3 −1');
  for (const line of lines) {
    expect(widthOf(line)).toBeLessThanOrEqual(40);
    expect(line).not.toMatch(/\p{Cc}|hunter2/u);
  }
});

test('of a directory in which nothing has changed there is nothing to say, and what is not known is said', () => {
  expect(runSummary({ changes: changesOf([], { dir: '/w' }), failedTools: [], refusedTools: [] }, OPTIONS)).toEqual([]);
  const changes = { ...changesOf([], { dir: '/w' }), unknown: 'too large' };
  expect(runSummary({ changes, failedTools: [], refusedTools: [] }, OPTIONS)).toEqual([
    'changed files are not known: too large',
  ]);
});

test('changes are read from an event as they were written, and nothing else is', () => {
  const changes = changesOf([file('a'), { ...file('b'), from: 'c', status: 'renamed' }], { dir: '/w', branch: 'b' });
  expect(readChanges({ ...changes })).toEqual(changes);
  expect(readChanges({ dir: '/w', files: [] })).toBeUndefined();
  expect(readChanges({ ...changes, files: [7, { path: 'x' }, { path: 'y', status: 'eaten' }] })?.files).toEqual([]);
});

test('a patch on a terminal has git’s colours, and no control characters of its files', () => {
  const patch = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@ fn\n-old\n+n\u001b[2Jew\u0007\n same\n';
  expect(terminalPatch(patch, false)).toBe(patch.replace('\u001b[2J', '').replace('\u0007', ''));
  expect(terminalPatch(patch, true).split('\n')).toEqual([
    '\u001b[1mdiff --git a/x b/x\u001b[m',
    '\u001b[1m--- a/x\u001b[m',
    '\u001b[1m+++ b/x\u001b[m',
    '\u001b[36m@@ -1 +1 @@\u001b[m fn',
    '\u001b[31m-old\u001b[m',
    '\u001b[32m+new\u001b[m',
    ' same',
    '',
  ]);
  expect(terminalStat(' a.txt | 3 ++-\n', true)).toBe(' a.txt | 3 \u001b[32m++\u001b[m\u001b[31m-\u001b[m\n');
});
