import { expect, test } from 'vitest';
import { LiveTable } from '../../../src/cli/terminal/live-table.ts';
import { Terminal } from '../../fakes/terminal.ts';

/** A table on a terminal of 13 columns. */
function tableOf(lines: (height: number, width: number) => readonly string[]) {
  const terminal = new Terminal(13, 6);
  const out = {
    isTTY: true,
    columns: 13,
    stream: terminal,
    write: (text: string | Uint8Array): void => void terminal.write(text),
  };
  return {
    terminal,
    live: new LiveTable(out, { now: () => 0, date: () => new Date(0), sleep: async () => {} }, lines),
  };
}

test('a line keeps its colours where it fits, and is cut as plain text where it does not', async () => {
  const fits = '\u001b[31mabcdef\u001b[39m ghijk';
  const { terminal, live } = tableOf(() => [fits, `${fits}lmn`]);
  live.touch();
  expect(await terminal.shown()).toBe('abcdef ghijk\nabcdef gh…');
  expect(terminal.written).toContain(fits);
  expect(terminal.written).not.toContain(`${fits}lmn`);
  live.stop();
  expect(await terminal.shown()).toBe('');
});

test('has room for all lines but one, and lines that stay are written above it', async () => {
  let height = 0;
  const { terminal, live } = tableOf((rows) => {
    height = rows;
    return ['PULL', '#12'];
  });
  live.touch();
  live.above('a note');
  expect(await terminal.shown()).toBe('a note\nPULL\n#12');
  expect(height).toBe(5);
  live.stop();
  expect(await terminal.shown()).toBe('a note');
});
