import type { Reply } from './reply.ts';
import { toolNames } from './reply.ts';
import type { ModelApi } from './server.ts';

let ids = 0;

/** The Responses API, as far as a streaming agent needs it. */
export const openai: ModelApi = {
  isModelCall: ({ method, path }) => method === 'POST' && /\/responses(\?|$)/.test(path),
  isConversation: ({ body }) => toolNames(body).length > 0,
  other: ({ path }) => (/\/models(\?|$)/.test(path) ? { object: 'list', data: [], models: [] } : undefined),
  events: (reply, { body }) => {
    const id = `resp_${++ids}`;
    const response = { id, object: 'response', model: body.model, status: 'in_progress', output: [] };
    const usage = {
      input_tokens: 120,
      input_tokens_details: { cached_tokens: 100 },
      output_tokens: 30,
      output_tokens_details: { reasoning_tokens: 10 },
      total_tokens: 150,
    };
    return [
      { type: 'response.created', response },
      ...itemsOf(reply),
      ...(reply.hang
        ? []
        : [
            reply.refusal
              ? refused(response)
              : { type: 'response.completed', response: { ...response, status: 'completed', usage } },
          ]),
    ].map((data) => ({ event: data.type, data }));
  },
};

/** How the API says that it will not answer this. */
function refused(response: object): { type: string } {
  const error = { code: 'invalid_prompt', message: 'Invalid prompt: it was flagged as violating our usage policy.' };
  return { type: 'response.failed', ...{ response: { ...response, status: 'failed', error } } };
}

function itemsOf(reply: Reply): { type: string; [field: string]: unknown }[] {
  const { thinking, text, tools = [] } = reply;
  const events: { type: string; [field: string]: unknown }[] = [];
  const item = (
    index: number,
    added: object,
    done: object,
    between: { type: string; [field: string]: unknown }[],
  ): void => {
    events.push({ type: 'response.output_item.added', output_index: index, item: added });
    events.push(...between.map((event) => ({ output_index: index, ...event })));
    events.push({ type: 'response.output_item.done', output_index: index, item: done });
  };
  let index = 0;
  if (thinking !== undefined) {
    const id = `rs_${++ids}`;
    const summary = [{ type: 'summary_text', text: thinking }];
    item(index++, { type: 'reasoning', id, summary: [] }, { type: 'reasoning', id, summary }, [
      {
        type: 'response.reasoning_summary_part.added',
        item_id: id,
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      },
      { type: 'response.reasoning_summary_text.delta', item_id: id, summary_index: 0, delta: thinking },
    ]);
  }
  if (text !== undefined) {
    const id = `msg_${++ids}`;
    const content = [{ type: 'output_text', text, annotations: [] }];
    const base = { type: 'message', id, role: 'assistant' };
    const deltas = text.split(/(?<= )/).map((delta) => ({ item_id: id, content_index: 0, delta }));
    item(
      index++,
      { ...base, content: [] },
      { ...base, content, status: 'completed' },
      deltas.map((delta) => ({ type: 'response.output_text.delta', ...delta })),
    );
  }
  for (const { name, input } of tools) {
    const id = `fc_${++ids}`;
    const call = { type: 'function_call', id, call_id: `call_${ids}`, name, arguments: JSON.stringify(input) };
    item(index++, { ...call, arguments: '' }, { ...call, status: 'completed' }, []);
  }
  return events;
}
