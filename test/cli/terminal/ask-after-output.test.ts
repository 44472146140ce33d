import { expect, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { AskAfterOutput } from '../../../src/cli/terminal/ask-after-output.ts';
import { waitingEvent } from '../../../src/core/agui/waiting-events.ts';

const { signal } = new AbortController();
const QUESTION = { text: 'Which?', questions: [] };
const person = (said: string[]) => ({
  permission: async () => null,
  question: async () => {
    said.push('asked');
    return [];
  },
});

test('a person is asked once what came before is shown', async () => {
  const said: string[] = [];
  const shownFirst = new AskAfterOutput({ ...systemClock, sleep: () => new Promise(() => {}) });
  const asked = shownFirst.human(person(said)).question(QUESTION, signal);
  shownFirst.shown([{ type: 'event', event: { type: 'TEXT_MESSAGE_CONTENT', delta: 'Hm.' } }]);
  await new Promise(setImmediate);
  expect(said).toEqual([]);
  shownFirst.shown([{ type: 'event', event: waitingEvent({ state: 'begun', for: 'question' }) }]);
  await asked;
  expect(said).toEqual(['asked']);
});

test('a screen that shows nothing does not keep a person from being asked', async () => {
  const said: string[] = [];
  const shownFirst = new AskAfterOutput({ ...systemClock, sleep: async () => {} });
  await shownFirst.human(person(said)).question(QUESTION, signal);
  expect(said).toEqual(['asked']);
});
