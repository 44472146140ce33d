import { expect, test } from 'vitest';
import { pausableLine } from '../../../src/cli/output/status-line.ts';

function recorded() {
  const seen: string[] = [];
  const line = pausableLine(async () => ({
    show: (text) => void seen.push(`show ${text}`),
    hide: () => void seen.push('hide'),
    stop: () => void seen.push('stop'),
  }));
  return { seen, line };
}

test('nothing is painted while a person is asked; afterwards the newest text comes back', async () => {
  const { seen, line } = recorded();
  const status = await line.open();
  status.show('a');
  const resume = line.pause();
  status.show('b');
  status.show('c');
  resume();
  expect(seen).toEqual(['show a', 'hide', 'hide', 'hide', 'show c']);
});

test('a line that was hidden stays hidden after a pause', async () => {
  const { seen, line } = recorded();
  const status = await line.open();
  status.show('a');
  status.hide();
  line.pause()();
  expect(seen.at(-1)).toBe('hide');
});

test('a pause before there is a line counts too', async () => {
  const { seen, line } = recorded();
  const resume = line.pause();
  const status = await line.open();
  status.show('a');
  expect(seen).toEqual(['hide']);
  resume();
  expect(seen).toEqual(['hide', 'show a']);
});
