import { expect, test } from 'vitest';
import { Refusals } from '../../../../src/engine/local/sandbox/refusals.ts';

const taken = (...lines: readonly string[]): Refusals => {
  const refusals = new Refusals();
  for (const refused of lines) refusals.take(JSON.stringify({ refused }));
  return refusals;
};

test('each refusal is counted; what is reported is hosts first, then what was most frequent, and once', () => {
  const write = 'deny openat /etc/x';
  const it = taken('deny mkdir /nope', write, write, 'deny network-outbound example.com:443 (host is not on the list)');
  expect(it.count).toBe(4);
  expect(it.summary()).toBe(
    'network-outbound example.com:443 (host is not on the list); openat /etc/x (2 times); mkdir /nope',
  );
  expect(it.summary()).toBeUndefined();
  expect(it.count).toBe(4);
});

test('what is reported although it is allowed counts for nothing, and neither does noise', () => {
  const it = taken('deny openat /dev/ptmx', 'deny openat /proc/1/comm', 'deny mkdir /usr', 'deny mkdirat /');
  for (const line of ['', 'x', '{"other": 1}', 'null']) it.take(line);
  expect([it.count, it.summary()]).toEqual([0, undefined]);
});

test('a path that can’t be looked at is refused like any other', () => {
  expect(taken(`deny mkdir /${'x'.repeat(5_000)}`, 'deny mkdir /etc/hosts/x', 'deny mkdir \0').count).toBe(3);
});

test('an agent that is refused without end fills no memory', () => {
  const it = taken(...Array.from({ length: 10_000 }, (_, i) => `deny openat /etc/${i}/${'x'.repeat(5_000)}`));
  expect(it.count).toBe(10_000);
  expect(it.summary()?.length).toBeLessThan(4_000);
});
