import { expect, test } from 'vitest';
import { Backoff } from '../../src/async/backoff.ts';

test('pauses double up to a bound, and begin anew', () => {
  const pauses = new Backoff({ first: 5, most: 30 });
  expect([pauses.next(), pauses.next(), pauses.next(), pauses.next(), pauses.next()]).toEqual([5, 10, 20, 30, 30]);
  pauses.reset();
  expect(pauses.next()).toBe(5);
});

test('with chance: between half of it and all of it', () => {
  const pauses = (random: number): number => new Backoff({ first: 100, most: 100 }, () => random).next();
  expect([pauses(0), pauses(0.5)]).toEqual([50, 75]);
});
