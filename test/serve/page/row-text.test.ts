import { expect, test } from 'vitest';
import { Conversation } from '../../../src/core/transcript/conversation.ts';
import { holds, versionOf } from '../../../src/serve/page/browser/session/row-text.ts';
import { callsTool, runStarted } from '../../fakes/agui.ts';

const says = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'done' };

test('a row says that its content has grown', () => {
  const conversation = new Conversation();
  conversation.apply(1, says);
  const version = (): readonly string[] => conversation.rows.map(versionOf);
  const before = version();
  conversation.apply(2, { ...says, delta: ' more' });
  expect(version()).not.toEqual(before);
});

test('words are found in whatever case, in texts, arguments and results', () => {
  const conversation = new Conversation();
  const events = [runStarted('r'), says, ...callsTool('r', 't', 'Bash', { command: 'LS' }, 'x')];
  for (const [at, event] of events.entries()) conversation.apply(at + 1, event);
  expect(conversation.rows.map((row) => ['done', 'ls', 'x', 'nothing'].map((words) => holds(row, words)))).toEqual([
    [true, false, false, false],
    [false, true, true, false],
  ]);
});
