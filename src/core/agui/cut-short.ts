import type { RunError } from '../outcome.ts';

/** Why a turn can stop that was not at its end, by the words of ACP and of the models' APIs. */
const CUT_SHORT: { readonly [reason: string]: string | undefined } = {
  refusal: 'the agent refused to go on',
  content_filter: 'the model’s answer was held back by a content filter',
  max_tokens: "the model's answer reached its token limit",
  length: "the model's answer reached its token limit",
  model_context_window_exceeded: 'the conversation no longer fits into the model’s context',
  max_turn_requests: 'the agent reached its limit of model requests in one turn',
  max_turns: 'the agent reached its limit of turns',
  tool_use: 'the run ended while the model was waiting for a tool',
  tool_calls: 'the run ended while the model was waiting for a tool',
  pause_turn: 'the run ended while the model had only paused',
};

/** The failure that a stop reason stands for; undefined for the end of a turn, for none, and for words that nobody knows. */
export function cutShort(reason: string | undefined): RunError | undefined {
  const message = reason === undefined || !Object.hasOwn(CUT_SHORT, reason) ? undefined : CUT_SHORT[reason];
  return reason === undefined || message === undefined ? undefined : { code: reason, message };
}
