import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { Conversation } from '../../../src/core/transcript/conversation.ts';
import { TranscriptSearch } from '../../../src/serve/page/browser/session/transcript-search.ts';

function conversationOf(...events: readonly AguiEvent[]): Conversation {
  const conversation = new Conversation();
  for (const [index, event] of events.entries()) conversation.apply(index + 1, { timestamp: index * 1_000, ...event });
  return conversation;
}

const begun = { type: 'RUN_STARTED', threadId: 's', runId: 'r' };
const says = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'done' };
const called = (name = 'Bash', args = '{}'): AguiEvent[] => [
  { type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: name },
  { type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: args },
  { type: 'TOOL_CALL_END', toolCallId: 't' },
];
const answered = { type: 'TOOL_CALL_RESULT', toolCallId: 't', content: 'x' };

describe('a search', () => {
  const hitsOf = (conversation: Conversation, words: string): readonly string[] => {
    const search = new TranscriptSearch(words);
    while (!search.look(conversation.rows, 1_000));
    return search.hits.map(({ key }) => key);
  };

  test('finds words in whatever case, in texts, arguments and results, and takes them for words only', () => {
    const conversation = conversationOf(begun, says, ...called('Bash', '{"command":"LS .*"}'), answered);
    expect(['DONE', 'ls .*', 'x', '.', 'nothing'].map((words) => hitsOf(conversation, words))).toEqual([
      ['message m'],
      ['tool t'],
      ['tool t'],
      ['tool t'],
      [],
    ]);
  });

  test('goes on where it was, also with what has grown meanwhile, and begins anew where the order has changed', () => {
    const conversation = conversationOf(begun, { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' }, says);
    const search = new TranscriptSearch('more');
    expect([search.look(conversation.rows, 1_000), search.hits.length]).toEqual([true, 0]);
    conversation.apply(4, { ...says, delta: ' and more' });
    for (const [index, event] of called('more').entries()) conversation.apply(5 + index, event);
    search.look(conversation.rows, 1_000);
    expect(search.hits.map(({ key }) => key)).toEqual(['message m', 'tool t']);
    conversation.apply(8, { type: 'MESSAGES_SNAPSHOT', messages: [{ id: 'u', role: 'user', content: 'More!' }] });
    search.look(conversation.rows, 1_000);
    expect(search.hits.map(({ key }) => key)).toEqual(['message m', 'tool t', 'message u']);
  });

  test('stops where its time is over', () => {
    const conversation = conversationOf(begun, says, ...called());
    const search = new TranscriptSearch('done');
    expect([search.look(conversation.rows, -1), search.hits.length]).toEqual([false, 0]);
    expect([search.look(conversation.rows, 1_000), search.hits.length]).toEqual([true, 1]);
  });
});
