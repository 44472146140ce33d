import { expect, test } from 'vitest';
import { openBatchTable } from '../../../src/cli/batch/batch-table.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { fakeIo } from '../fake-io.ts';

test('what others call a check, or a server says, is one line of text', () => {
  const io = fakeIo();
  const view = openBatchTable(io, makeRedactor([]), false);
  const evil = 'build\u001b[2J\n\u202egpj';
  const row = {
    number: 12,
    url: '',
    title: evil,
    why: `${evil} fails`,
    state: 'running',
    session: 'session-1',
  } as const;
  view.begin([{ ...row, state: 'waiting' }], 0);
  view.change(row);
  view.change({ ...row, state: 'error', because: evil });
  view.note(evil);
  expect(io.err()).toBe(
    [
      '1 to look at, 0 need nothing',
      '#12: session session-1 (build gpj fails)',
      '#12: error: build gpj',
      'build gpj',
      '',
    ].join('\n'),
  );
});

test('for a screen reader a terminal gets lines, too: nothing moves the cursor', () => {
  const io = fakeIo({ tty: { stderr: true } });
  const view = openBatchTable(io, makeRedactor([]), false, true);
  view.begin([], 2);
  view.stop();
  expect(io.err()).toBe('0 to look at, 2 need nothing\n');
});
