import type { Reply } from './reply.ts';
import { toolNames } from './reply.ts';
import type { ModelApi } from './server.ts';

let ids = 0;

/** The Messages API, as far as a streaming agent needs it. */
export const anthropic: ModelApi = {
  isModelCall: ({ method, path }) => method === 'POST' && /^\/v1\/messages(\?|$)/.test(path),
  isConversation: ({ body }) => toolNames(body).includes('Bash'),
  other: ({ path }) => (/count_tokens/.test(path) ? { input_tokens: 10 } : undefined),
  events: (reply, { body }) => {
    const blocks = blocksOf(reply);
    const stop = reply.refusal ? 'refusal' : reply.tools === undefined ? 'end_turn' : 'tool_use';
    const message = {
      id: `msg_${++ids}`,
      type: 'message',
      role: 'assistant',
      model: body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 20, output_tokens: 1, cache_creation_input_tokens: 5, cache_read_input_tokens: 100 },
    };
    return [
      { event: 'message_start', data: { type: 'message_start', message } },
      ...blocks.flatMap((block, index) => [
        { event: 'content_block_start', data: { type: 'content_block_start', index, content_block: block.start } },
        ...block.deltas.map((delta) => ({
          event: 'content_block_delta',
          data: { type: 'content_block_delta', index, delta },
        })),
        { event: 'content_block_stop', data: { type: 'content_block_stop', index } },
      ]),
      ...(reply.hang
        ? []
        : [
            {
              event: 'message_delta',
              data: {
                type: 'message_delta',
                delta: { stop_reason: stop, stop_sequence: null },
                usage: { output_tokens: 30 },
              },
            },
            { event: 'message_stop', data: { type: 'message_stop' } },
          ]),
    ];
  },
};

function blocksOf(reply: Reply): { start: object; deltas: object[] }[] {
  const { thinking, text, tools = [] } = reply;
  return [
    ...(thinking === undefined
      ? []
      : [
          {
            start: { type: 'thinking', thinking: '', signature: '' },
            deltas: [
              { type: 'thinking_delta', thinking },
              { type: 'signature_delta', signature: 'c2ln' },
            ],
          },
        ]),
    ...(text === undefined
      ? []
      : [
          {
            start: { type: 'text', text: '' },
            deltas: text.split(/(?<= )/).map((part) => ({ type: 'text_delta', text: part })),
          },
        ]),
    ...tools.map(({ name, input }) => ({
      start: { type: 'tool_use', id: `toolu_${++ids}`, name, input: {} },
      deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(input) }],
    })),
  ];
}
