import { describe, expect, test } from 'vitest';
import { sse } from '../../../src/serve/events/sse-block.ts';
import { FrameReader } from '../../../src/serve/page/browser/session/frame-reader.ts';

const raws = ['{"type":"A"}', '{"text":"id: 7 data: x : live"}', `{"text":"${'é'.repeat(300)}"}`];
const sent = `: hello\n\n${sse(raws.map((raw, at) => ({ seq: at + 1, raw })))}: live\n\n: ping\n\n`;

describe('the page reads what serve sends', () => {
  test.each([1, 2, 7, 100, sent.length])('in pieces of %i', (size) => {
    const reader = new FrameReader();
    const frames = [];
    for (let at = 0; at < sent.length; at += size) {
      if (!reader.isReplayed) expect(sent.slice(0, at)).not.toContain(': live\n\n');
      frames.push(...reader.feed(sent.slice(at, at + size)));
    }
    expect(frames).toEqual(raws.map((data, at) => ({ seq: at + 1, data })));
    expect(reader.isReplayed).toBe(true);
  });

  test('a frame that breaks off is none', () => {
    const reader = new FrameReader();
    expect(reader.feed('id: 1\ndata: {"type"')).toEqual([]);
    expect(reader.isReplayed).toBe(false);
  });
});
