import type { Json } from './log.ts';

/** One thing that the scripted runner does, `after` ms behind the one before it. */
export interface Beat {
  readonly after: number;
  /** Missing: the runner's connection ends here, or the runner itself with `dies`. */
  readonly event?: Json;
  readonly dies?: boolean;
}

/**
 * What the stand-in of the agent does with a prompt. Words in brackets choose it, as in the recorded scenes:
 * `[ask]` `[slow 30]` (ticks, a second each) `[silent 30]` (a tool call without an event) `[fail]` (the model's error)
 * `[error]` (RUN_ERROR) `[flood 4000]` `[die]` `[eof]` `[echo]`; anything else is answered with a greeting.
 */
export function* perform(prompt: string, ids: { runId: string; threadId: string; messages: unknown }): Generator<Beat> {
  const { runId, threadId, messages } = ids;
  const own = { thread_id: threadId, run_id: runId };
  const [, word = 'text', count = '3'] = /\[(\w+)(?: (\d+))?\]/.exec(prompt) ?? [];
  const messageId = `message-of-${runId}`;
  const number = Number(count);
  yield { after: 100, event: { type: 'RUN_STARTED', threadId, runId, input: { threadId, runId, messages } } };
  yield { after: 50, event: { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', ...own } };
  const says = (delta: string): Json => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta, ...own });
  let answer = '';
  const pieces = piecesOf(word, number, prompt);
  for (const piece of pieces) {
    answer += piece;
    yield { after: word === 'slow' ? 1000 : 0, event: says(piece) };
  }
  if (word === 'die') return yield { after: 100, dies: true };
  if (word === 'eof') return yield { after: 100 };
  if (word === 'error') return yield { after: 10, event: { type: 'RUN_ERROR', message: 'the agent gave up', ...own } };
  if (word === 'silent') yield { after: number * 1000, event: says('done.') };
  yield { after: 1, event: { type: 'TEXT_MESSAGE_END', messageId, ...own } };
  const spoken = word === 'silent' ? `${answer}done.` : answer;
  if (word === 'ask') {
    yield* question(own);
    yield { after: 1, event: { type: 'MESSAGES_SNAPSHOT', messages: [asked(messageId, answer)] } };
    return yield { after: 1, event: { type: 'RUN_FINISHED', threadId, runId } };
  }
  if (word !== 'fail') yield { after: 1, event: { type: 'CUSTOM', name: 'hook:Stop', value: hook(spoken) } };
  yield {
    after: 1,
    event: { type: 'MESSAGES_SNAPSHOT', messages: [{ id: messageId, role: 'assistant', content: spoken }] },
  };
  const result = {
    is_error: word === 'fail',
    num_turns: 1,
    total_cost_usd: 0.000255,
    usage: { input_tokens: 25, output_tokens: 12 },
  };
  yield { after: 1, event: { type: 'RUN_FINISHED', threadId, runId, result } };
}

function piecesOf(word: string, number: number, prompt: string): string[] {
  switch (word) {
    case 'ask':
      return ['I need to know. '];
    case 'slow':
      return Array.from({ length: number }, (_, index) => `tick ${index} `);
    case 'flood':
      return Array.from({ length: number }, (_, index) => `${'x'.repeat(200)}${index} `);
    case 'fail':
      return ['API Error: 400'];
    case 'echo':
      return [prompt];
    case 'silent':
      return ['wait … '];
    default:
      return ['Hello, ', 'this is ', 'the answer: ', 'fertig ✓.'];
  }
}

const QUESTIONS = {
  questions: [
    {
      question: 'Which branch?',
      header: 'Branch',
      multiSelect: false,
      options: [
        { label: 'main', description: 'the default' },
        { label: 'dev', description: 'the other' },
      ],
    },
  ],
};

function* question(own: Json): Generator<Beat> {
  const toolCallId = 'toolu_question';
  yield { after: 1, event: { type: 'TOOL_CALL_START', toolCallId, toolCallName: 'AskUserQuestion', ...own } };
  yield { after: 1, event: { type: 'TOOL_CALL_ARGS', toolCallId, delta: JSON.stringify(QUESTIONS), ...own } };
  yield { after: 1, event: { type: 'TOOL_CALL_END', toolCallId, ...own } };
}

function asked(id: string, content: string): Json {
  const call = { name: 'AskUserQuestion', arguments: JSON.stringify(QUESTIONS) };
  return { id, role: 'assistant', content, toolCalls: [{ id: 'toolu_question', type: 'function', function: call }] };
}

function hook(last: string): Json {
  return { hook_event_name: 'Stop', last_assistant_message: last, background_tasks: [] };
}
