import { expect, test } from 'vitest';
import { LiveTable } from '../../../src/cli/terminal/live-table.ts';

test('a line keeps its colours where it fits, and is cut as plain text where it does not', async () => {
  let written = '';
  const painted = Promise.withResolvers<void>();
  const out = {
    isTTY: true,
    columns: 13,
    stream: {},
    write: (text: string) => {
      written += text;
      painted.resolve();
    },
  };
  const fits = '\u001b[31mabcdef\u001b[39m ghijk';
  const live = new LiveTable(out as never, { sleep: async () => undefined } as never, () => [fits, `${fits}lmn`]);
  live.touch();
  await painted.promise;
  live.stop();
  expect(written.startsWith(`${fits}\nabcdef ghij…\n`)).toBe(true);
});
