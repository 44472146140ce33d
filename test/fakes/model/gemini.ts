import type { Reply } from './reply.ts';
import type { ModelApi } from './server.ts';

/** The Gemini API, as far as a streaming agent needs it. */
export const gemini: ModelApi = {
  isModelCall: ({ method, path }) => method === 'POST' && /:streamGenerateContent\?/.test(path),
  isConversation: ({ body }) => Array.isArray(body.tools) && body.tools.length > 0,
  // The agent asks a small model for its opinion first.
  other: ({ path }) =>
    /:(generateContent|countTokens)/.test(path) ? { ...contentOf({ text: '{}' }), totalTokens: 3 } : undefined,
  events: (reply) => [{ data: contentOf(reply) }],
};

function contentOf({ text, thinking, tools = [] }: Reply): object {
  const parts = [
    ...(thinking === undefined ? [] : [{ text: thinking, thought: true }]),
    ...(text === undefined ? [] : [{ text }]),
    ...tools.map(({ name, input }) => ({ functionCall: { name, args: input } })),
  ];
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 120, candidatesTokenCount: 30, totalTokenCount: 150 },
  };
}
