import { expect, test } from 'vitest';
import { pausableLine } from '../../../src/cli/terminal/status-line.ts';

const says = (status: string) => () => ({ above: [], status });

function recorded() {
  const seen: string[] = [];
  const line = pausableLine(async () => ({
    show: (read) => void seen.push(`show ${read().status}`),
    hide: () => void seen.push('hide'),
    stop: () => void seen.push('stop'),
  }));
  return { seen, line };
}

test('nothing is painted while a person is asked; afterwards the newest text comes back', async () => {
  const { seen, line } = recorded();
  const status = await line.open();
  status.show(says('a'));
  const resume = line.pause();
  status.show(says('b'));
  status.show(says('c'));
  resume();
  expect(seen).toEqual(['show a', 'hide', 'hide', 'hide', 'show c']);
});

test('it says while a person is asked: nothing else may be written then, either', async () => {
  const { line } = recorded();
  const status = await line.open();
  expect(status.isPaused).toBe(false);
  const resume = line.pause();
  expect(status.isPaused).toBe(true);
  resume();
  expect(status.isPaused).toBe(false);
});

test('a line that was hidden stays hidden after a pause', async () => {
  const { seen, line } = recorded();
  const status = await line.open();
  status.show(says('a'));
  status.hide();
  line.pause()();
  expect(seen.at(-1)).toBe('hide');
});

test('a pause before there is a line counts too', async () => {
  const { seen, line } = recorded();
  const resume = line.pause();
  const status = await line.open();
  status.show(says('a'));
  expect(seen).toEqual(['hide']);
  resume();
  expect(seen).toEqual(['hide', 'show a']);
});
