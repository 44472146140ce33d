import type { AguiEvent } from '../../src/core/agui/events.ts';

/** Events as agents send them, in the fewest words. */
export const runStarted = (runId: string): AguiEvent => ({ type: 'RUN_STARTED', threadId: 't', runId });

export const runFinished = (runId: string, more: { readonly [field: string]: unknown } = {}): AguiEvent => ({
  type: 'RUN_FINISHED',
  threadId: 't',
  runId,
  result: { is_error: false },
  ...more,
});

export const runError = (runId: string, message = 'the model refused'): AguiEvent => ({
  type: 'RUN_ERROR',
  runId,
  message,
  code: 'MODEL',
});

export const says = (runId: string, messageId: string, ...deltas: readonly string[]): AguiEvent[] => [
  { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', runId },
  ...deltas.map((delta) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta, runId })),
  { type: 'TEXT_MESSAGE_END', messageId, runId },
];

/** A run's answer and its end. */
export const answers = (runId: string): AguiEvent[] => [...says(runId, `${runId}-answer`, 'done'), runFinished(runId)];

export const callsTool = (
  runId: string,
  toolCallId: string,
  toolCallName: string,
  args: object,
  content?: string,
): AguiEvent[] => [
  { type: 'TOOL_CALL_START', toolCallId, toolCallName, runId },
  { type: 'TOOL_CALL_ARGS', toolCallId, delta: JSON.stringify(args), runId },
  { type: 'TOOL_CALL_END', toolCallId, runId },
  ...(content === undefined
    ? []
    : [{ type: 'TOOL_CALL_RESULT', messageId: `${toolCallId}-result`, toolCallId, content, runId }]),
];

/** A run that ends in a question. */
export const asks = (runId: string, question: string): AguiEvent[] => [
  runStarted(runId),
  ...callsTool(runId, 'ask-1', 'AskUserQuestion', {
    questions: [{ question, header: 'Which', multiSelect: false, options: [{ label: 'red' }, { label: 'blue' }] }],
  }),
  { type: 'RUN_FINISHED', threadId: 't', runId },
];
