import { expect, test } from 'vitest';
import { ToolCalls } from '../../../src/core/transcript/tool-calls.ts';

test('of arguments a beginning is kept, in however many pieces they come', () => {
  const long = 'x'.repeat(1_000_000);
  for (const type of ['TOOL_CALL_START', 'TOOL_CALL_CHUNK']) {
    const calls = new ToolCalls();
    calls.take({ type, toolCallId: 'a', toolCallName: 'Write', delta: long });
    calls.take({ type: 'TOOL_CALL_ARGS', toolCallId: 'a', delta: long });
    calls.take({ type: 'TOOL_CALL_ARGS', toolCallId: 'a', delta: long });
    expect(calls.current?.args.length).toBe(65_536);
  }
});
