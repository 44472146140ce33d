import { expect, test } from 'vitest';
import { conversationText, withoutConversation } from '../../../src/core/transcript/earlier-conversation.ts';

const RANDOM = '0123456789abcdef';

test('what was said last has the first right to the 64 KiB: no torn character, the fence whole', () => {
  const made = conversationText(['user: FIRST', `assistant: BEGIN ${'é'.repeat(50_000)} END`, 'user: LAST'], RANDOM);
  expect(Buffer.byteLength(made)).toBeLessThanOrEqual(64 * 1024);
  expect(Buffer.byteLength(made)).toBeGreaterThan(64 * 1024 - 8);
  expect(made).not.toMatch(/FIRST|BEGIN|\ufffd/);
  expect(made).toMatch(
    /^<transcript-0123456789abcdef>.*\n\[what was said before is left out\]\né+ END\n\nuser: LAST\n<\/transcript-0123456789abcdef>$/,
  );
});

test('a short record is whole; nothing makes none', () => {
  const lines = conversationText(['user: hi', 'assistant: ho'], RANDOM).split('\n');
  expect(lines.slice(1)).toEqual(['user: hi', '', 'assistant: ho', `</transcript-${RANDOM}>`]);
  expect(conversationText([], RANDOM)).toBe('');
});

test('a message is shown without the record before it, and only without that', () => {
  const record = conversationText(['user: hi'], RANDOM);
  expect(withoutConversation(`${record}\n\nand now?\n\nplease`)).toBe('and now?\n\nplease');
  for (const other of [record, `so: ${record}\n\nx`, `<transcript-${RANDOM}> mine\n</transcript-${RANDOM}>\n\nx`, 'x'])
    expect(withoutConversation(other)).toBe(other);
});
