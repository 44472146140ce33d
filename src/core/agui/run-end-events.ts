import type { Outcome, RunError } from '../result.ts';
import type { ToolOutcomes } from '../transcript/tool-outcomes.ts';
import { type AguiEvent, type Fields, object, text } from './events.ts';
import { noAnswer } from './no-answer.ts';

/** What a RUN_FINISHED means. */
export interface RunFinish {
  readonly outcome: Extract<Outcome, 'finished' | 'failed' | 'needs-input' | 'cancelled'>;
  readonly error?: RunError;
}

/** What a run has said and done before its RUN_FINISHED. */
export interface RunSoFar {
  /** Its last tool call was a question. */
  readonly asked: boolean;
  /** Its last message; "" if it said nothing. */
  readonly message: string;
  readonly tools: ToolOutcomes;
  /** The run was seen from its start: what it did not say is known too. */
  readonly whole: boolean;
  /** Its RUN_ERROR, where one came before. */
  readonly error: RunError | undefined;
}

/**
 * Reads a RUN_FINISHED (docs/events.md, cases 21 and 22). `outcome` is a string or an object; the platform sends none, and
 * `result` with `is_error` or a `stop_reason` instead. A run that gave no answer has failed, whatever its end says.
 */
export function readFinish(event: AguiEvent, { asked, message, tools, whole, error }: RunSoFar): RunFinish {
  const outcome = outcomeOf(event);
  const result = object(event, 'result') ?? {};
  if (outcome === 'cancelled' || outcome === 'canceled') return { outcome: 'cancelled' };
  if (outcome === 'interrupt' || pendingCallsOf(event).length > 0) return { outcome: 'needs-input' };
  const subtype = text(result, 'subtype');
  if (result.is_error === true || outcome === 'error' || outcome === 'failed' || subtype?.startsWith('error') === true)
    return { outcome: 'failed', error: failureOf(result, subtype, message) };
  if (endsInQuestion(event, asked)) return { outcome: 'needs-input' };
  const cut = cutShort(stopReasonOf(result));
  if (cut !== undefined) return { outcome: 'failed', error: cut };
  const none = whole ? noAnswer(message || resultTextOf(event), tools) : undefined;
  return none === undefined ? { outcome: 'finished' } : { outcome: 'failed', error: error ?? none };
}

/** True for the end of a run that waits for an answer. `asked`: its last tool call was a question. */
export function endsInQuestion(finished: AguiEvent, asked: boolean): boolean {
  const outcome = outcomeOf(finished);
  if (outcome === 'interrupt' || pendingCallsOf(finished).length > 0) return true;
  if (!asked || outcome !== undefined) return false;
  const { result } = finished;
  // A model that stops for its question's answer stops for a tool.
  return result === undefined || result === null || stopReasonOf(object(finished, 'result') ?? {}) === 'tool_use';
}

/** The tool calls that a run leaves to its client, which answers them by the next message. */
export function pendingCallsOf(finished: AguiEvent): readonly string[] {
  const pending = object(finished, 'outcome')?.pendingToolCallIds;
  return Array.isArray(pending) ? pending.map(String) : [];
}

/** The answer that a RUN_FINISHED itself brings as its `result`; "" if none. */
export function resultTextOf(finished: AguiEvent): string {
  return text(finished, 'result') ?? text(object(finished, 'result') ?? {}, 'result') ?? '';
}

function outcomeOf(finished: AguiEvent): string | undefined {
  return text(finished, 'outcome') ?? text(object(finished, 'outcome') ?? {}, 'type');
}

function stopReasonOf(result: Fields): string | undefined {
  return text(result, 'stop_reason') ?? text(result, 'stopReason');
}

/** How an agent's answer begins that is the model's refusal to give one. */
const MODEL_ERROR = 'API Error';

/**
 * What a result with `is_error` says. One without a message of its own is how an interrupted run ends (docs/platform.md, "How
 * runs end"): what the agent had said until then is no error, but where it is the model's.
 */
function failureOf(result: Fields, subtype: string | undefined, message: string): RunError {
  const own = [text(result, 'result'), text(result, 'error')].find((said = '') => said.trim() !== '');
  const said = own ?? (message.startsWith(MODEL_ERROR) ? message : '');
  const line = said.trim().split('\n', 1)[0] ?? '';
  const kind = line === '' ? 'RUN_INTERRUPTED' : 'RUN_FAILED';
  return {
    code: subtype !== undefined && subtype !== 'success' ? subtype : kind,
    message: line === '' ? 'the run was interrupted, or it failed and did not say why' : line.slice(0, 500),
  };
}

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

/** The failure that a stop reason stands for; undefined for the end of a turn, for none, and for unknown words. */
export function cutShort(reason: string | undefined): RunError | undefined {
  const message = reason === undefined || !Object.hasOwn(CUT_SHORT, reason) ? undefined : CUT_SHORT[reason];
  return reason === undefined || message === undefined ? undefined : { code: reason, message };
}

/** The one RUN_ERROR that is no end: the run goes on, however long (docs/events.md, case 14; docs/platform.md, "How runs end"). */
const NOT_AN_END = 'An event was too large to send';

/** True for a RUN_ERROR that may be its run's end. */
export function mayEnd(error: AguiEvent): boolean {
  return !(text(error, 'message') ?? '').trimStart().startsWith(NOT_AN_END);
}

/** A message that was taken in, and whose run never began. */
export const RUN_NEVER_STARTED = 'RUN_NEVER_STARTED';

/** What a host adds to the RUN_STARTED of such a run, which stands there for what was asked. */
export const NOT_BEGUN = { begun: false };

/** True for a RUN_STARTED of a run that has begun. */
export function isBegun(started: AguiEvent): boolean {
  return started.begun !== false;
}

/** The code of a run whose host, or the agent's machine, was gone before its end: what came of it nobody has seen. */
export const HOST_LOST = 'HOST_LOST';

const LOST: readonly string[] = [RUN_NEVER_STARTED, HOST_LOST];

/** What a RUN_ERROR says of the run that it ends. */
export function endByError(event: AguiEvent): { readonly outcome: 'failed' | 'lost'; readonly error: RunError } {
  const error = readRunError(event);
  return { outcome: LOST.includes(error.code) ? 'lost' : 'failed', error };
}

/** The code of the RUN_ERROR that serve adds to a run that may have reached its runner, and whose end nobody saw. */
export const STREAM_ENDED = 'STREAM_ENDED';

/** What a RUN_ERROR says. `hint` is not in the specification: the local engine's host adds it, and its schema lets it pass. */
export function readRunError(error: AguiEvent): RunError {
  const hint = text(error, 'hint');
  return {
    code: text(error, 'code') ?? 'RUN_ERROR',
    message: text(error, 'message') ?? 'the run failed without saying why',
    ...(hint === undefined ? {} : { hint }),
  };
}
