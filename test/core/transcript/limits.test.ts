import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { Conversation } from '../../../src/core/transcript/conversation.ts';
import { callsTool, runFinished, runStarted, says } from '../../fakes/agui.ts';

const MOST = 1_000;

function conversationOf(events: Iterable<AguiEvent>, total = 100_000): Conversation {
  const conversation = new Conversation({ most: MOST, total, mask: (text) => text.replaceAll('secret', '***') });
  let seq = 0;
  for (const event of events) conversation.apply(++seq, event);
  return conversation;
}

const call = (id: string, result: string): AguiEvent[] => callsTool('r', id, 'Bash', { command: 'ls' }, result);

describe('a conversation with limits', () => {
  test('keeps the beginning and the end of what a tool says, without secrets', () => {
    const { transcript } = conversationOf([runStarted('r'), ...call('t', `first secret${'x'.repeat(5_000)}last`)]);
    const tool = transcript.call('t');
    expect(tool?.result).toHaveLength(MOST);
    expect(tool?.result).toMatch(/^first \*\*\*x+last$/);
    expect(tool?.cuts?.result).toEqual({ at: 750, left: 4_013 });
  });

  test('forgets a cut where a replay brings less', () => {
    const { transcript } = conversationOf([runStarted('r'), ...call('t', 'x'.repeat(5_000)), ...call('t', 'short')]);
    expect(transcript.call('t')).toMatchObject({ result: 'short', cuts: { result: undefined } });
  });

  test('keeps less of each where there are many, and all that was said', () => {
    const events = Array.from({ length: 1_000 }, (_, at) => [
      ...call(`t${at}`, 'x'.repeat(900)),
      ...says('r', `m${at}`, 'hi'),
    ]);
    const { leftOut, transcript } = conversationOf([runStarted('r'), ...events.flat(), runFinished('r')], 900_000);
    expect(leftOut).toBe(0);
    expect(transcript.entries).toHaveLength(2_000);
    expect(transcript.size).toBeLessThan(900_000);
    expect(transcript.call('t0')?.cuts?.result?.left).toBeGreaterThan(700);
  });

  test('takes no more than its ends beyond that, and counts what is left out', () => {
    const events = Array.from({ length: 1_000 }, (_, at) => says('r', `m${at}`, 'word '.repeat(50))).flat();
    const { leftOut, rows, transcript } = conversationOf([runStarted('r'), ...events, runFinished('r')]);
    expect(leftOut).toBeGreaterThan(1_000);
    expect(transcript.size).toBeLessThan(130_000);
    expect(rows.at(-1)).toMatchObject({ kind: 'run-end', run: { outcome: 'finished' } });
  });

  test('keeps a long message whole where there is room, and cuts it where there is none', () => {
    const long = 'word '.repeat(60_000);
    const { transcript } = conversationOf([runStarted('r'), ...says('r', 'm', long)], 1_000_000);
    expect(transcript.entries).toMatchObject([{ text: long }]);
    const many = Array.from({ length: 5 }, (_, at) => says('r', `m${at}`, long)).flat();
    const { entries } = conversationOf([runStarted('r'), ...many], 1_000_000).transcript;
    expect(entries.map((entry) => entry.cuts?.text?.left)).toContain(200_000);
  });

  test('cuts what is said without an end', () => {
    function* endless(): Generator<AguiEvent> {
      yield runStarted('r');
      for (let at = 0; at < 3_000; at++)
        yield { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'x'.repeat(1_000), runId: 'r' };
    }
    const { transcript } = conversationOf(endless(), 1_000_000);
    expect(transcript.size).toBeLessThan(1_200_000);
  });

  test('keeps no large picture', () => {
    const image = { type: 'image', source: { type: 'data', value: 'A'.repeat(5_000_000), mimeType: 'image/png' } };
    const input = { messages: [{ id: 'm', role: 'user', content: [image] }] };
    const { transcript } = conversationOf([{ ...runStarted('r'), input }]);
    expect(transcript.entries).toMatchObject([{ files: [{ bytes: 3_750_000 }] }]);
    expect(transcript.size).toBeLessThan(1_000);
  });
});
