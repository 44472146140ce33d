import { expect, test } from 'vitest';
import { agent } from './kit/agents.ts';
import { NO_LOCAL, result, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';

const WARNING = /warning: the agent began without memory/;

test.skipIf(NO_LOCAL)('an agent that can’t load sessions gets what was said; stored is what was written', async () => {
  await using place = new Place();
  // Answers with the length of what it was given.
  const ran = await place.amber(['run', ...agent([{ echo: 'length' }]), '-o', 'json', 'first']).done;
  const name = sessionIn(ran.stdout);
  expect(result(ran).message).toBe('5');
  const lengths: number[] = [];
  for (const message of ['second', 'third', 'fourth']) {
    const sent = await place.call(['send', name, message, '-o', 'json']);
    lengths.push(Number(result(sent).message));
    expect(sent.stderr).toMatch(WARNING);
  }
  const [second = 0, third = 0, fourth = 0] = lengths;
  // Each time the last exchange comes to it, and not all that was put before the message.
  expect(second).toBeGreaterThan(100);
  for (const more of [third - second, fourth - third]) expect(more).toBeLessThan(60);

  const exported = JSON.parse((await place.call(['export', name, '--format', 'json'])).stdout);
  const written = JSON.stringify(exported).match(/"text":"(?:first|second|third|fourth)"/g);
  expect(written).toEqual(['first', 'second', 'third', 'fourth'].map((text) => `"text":"${text}"`));
  expect(JSON.stringify(exported)).not.toContain('<transcript-');
});

test.skipIf(NO_LOCAL)('three messages at once to a stopped session: all are answered once, and shown', async () => {
  await using place = new Place();
  const ran = await place.call(['run', ...agent([{ text: 'ready' }]), '-o', 'json', 'first']);
  const name = sessionIn(ran.stdout);
  const sent = await Promise.all(
    ['one', 'two', 'three'].map((message) => place.amber(['send', name, message, '-o', 'json']).done),
  );
  for (const one of sent) {
    expect(result(one)).toMatchObject({ outcome: 'finished', message: 'ready' });
    expect(one.stderr).toMatch(WARNING);
  }
  // The end of one takes no other down with it.
  const { stdout } = await place.call(['logs', name, '--raw']);
  expect(stdout.match(/"RUN_STARTED"/g)).toHaveLength(4);
  expect(stdout).not.toContain('cancelled');
  await expect.poll(() => stored(place, name).status?.phase).toBe('Stopped');
});
