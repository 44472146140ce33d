import { describe, expect, test } from 'vitest';
import { table, tableOrBlocks, tableWithNotes } from '../../../src/cli/output/plain-table.ts';

describe('a table', () => {
  test('is aligned, two blanks between columns, none at a line’s end', () => {
    expect(
      table(
        ['A', 'NAME', 'B'],
        [
          ['1', 'x', ''],
          ['22', 'long name', 'y'],
        ],
      ),
    ).toBe('A   NAME       B\n1   x\n22  long name  y\n');
  });

  test('shows what others wrote, and lets it do nothing', () => {
    expect(table(['NAME', 'B'], [['a\u001b[31mb\n\u202ec\u009b2Jd', 'x']])).toBe('NAME   B\nab cd  x\n');
  });

  test('colours change no width, and a line that has no room for its cells has none', () => {
    const bold = (cell: string, column: number, row: number | undefined): string =>
      row === 0 && column === 0 ? `<b>${cell}</b>` : cell;
    expect(table(['NAME', 'B'], [['a', 'x']], 80, bold)).toBe('NAME  B\n<b>a</b>     x\n');
    expect(table(['A', 'B'], [['0123456789', '0123456789']], 6, bold)).toBe('A    …\n01234…\n');
  });

  test('is no wider than the terminal', () => {
    expect(table(['NAME'], [['0123456789']], 6)).toBe('NAME\n01234…\n');
  });

  test('cuts the widest columns to fit a terminal, so that the last ones are seen', () => {
    const rows = [['#12', 'build (ubuntu-latest, node 22) fails', `session-${'0'.repeat(36)}`, 'Stopped', 'finished']];
    expect(table(['PULL', 'WHY', 'SESSION', 'PHASE', 'OUTCOME'], rows, 60).split('\n')[1]).toBe(
      '#12   build (ubuntu-l…  session-0000000…  Stopped  finished',
    );
    expect(table(['PULL', 'WHY', 'SESSION', 'PHASE', 'OUTCOME'], rows, 20).split('\n')[1]).toBe('#12   build (…  ses…');
  });

  test('a last column of sentences is below its row where it has no room, and commands in it stay whole', () => {
    const rows = [
      ['claude', 'no', 'it is not on PATH; npm install -g claude'],
      ['demo', 'yes', ''],
    ];
    const heading = ['NAME', 'USABLE', 'WHERE'];
    expect(tableWithNotes(heading, rows, 80)).toBe(table(heading, rows));
    expect(tableWithNotes(heading, rows)).toBe(table(heading, rows));
    expect(tableWithNotes(heading, rows, 28)).toBe(
      'NAME    USABLE\nclaude  no\n  it is not on PATH;\n  npm install -g claude\ndemo    yes\n',
    );
  });

  test('where every cell counts and not all have room, each row is a block that says what each cell is', () => {
    const heading = ['AGENT', 'RUNS', 'OUTCOME', 'COST'];
    const rows = [
      ['node /tmp/n/one.js', '3', '2 finished, 1 needs-input', '$0.25 + 2 unknown'],
      ['TOTAL', '3', '–', '$0.25'],
    ];
    expect(tableOrBlocks(heading, rows, 80)).toBe(table(heading, rows));
    expect(tableOrBlocks(heading, rows)).toBe(table(heading, rows));
    expect(tableOrBlocks(heading, rows, 44)).toBe(
      'node /tmp/n/one.js\n  RUNS 3  OUTCOME 2 finished, 1 needs-input\n  COST $0.25 + 2 unknown\nTOTAL\n  RUNS 3  OUTCOME –  COST $0.25\n',
    );
    expect(tableOrBlocks(heading, rows, 24)).toContain('  COST $0.25 + 2 unknown\n');
    for (const line of tableOrBlocks(heading, rows, 20).split('\n')) expect(line.length).toBeLessThanOrEqual(20);
  });

  test('is aligned by the columns that characters take', () => {
    expect(
      table(
        ['NAME', 'AGE'],
        [
          ['日本語', '1s'],
          ['plain-name', '2s'],
        ],
      ),
    ).toBe('NAME        AGE\n日本語      1s\nplain-name  2s\n');
    expect(table(['NAME'], [['日本語']], 4)).toBe('NAME\n日…\n');
  });

  test('is as wide as it must where there is no terminal', () => {
    expect(table(['NAME'], [['x'.repeat(300)]])).toContain('x'.repeat(300));
  });

  test('keeps a cell on its line, whatever it holds', () => {
    expect(table(['NAME'], [['a\nb\u001b[2J']])).toBe('NAME\na b\n');
  });

  test('with no rows is its heading', () => {
    expect(table(['NAME'], [])).toBe('NAME\n');
  });
});
