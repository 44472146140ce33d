import { expect, test } from 'vitest';
import { Conversation } from '../../../src/core/transcript/conversation.ts';
import { versionOf } from '../../../src/serve/page/browser/session/row-text.ts';

const says = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'done' };

test('a row says that its content has grown', () => {
  const conversation = new Conversation();
  conversation.apply(1, says);
  const version = (): readonly string[] => conversation.rows.map(versionOf);
  const before = version();
  conversation.apply(2, { ...says, delta: ' more' });
  expect(version()).not.toEqual(before);
});
