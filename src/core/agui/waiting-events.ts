import type { Question } from '../result.ts';
import { CUSTOM } from './custom-events.ts';
import { type AguiEvent, type OwnEvent, object, text } from './events.ts';
import { readQuestion } from './question-tool.ts';

/**
 * A run that goes on, but waits for a person: its host says so in the stream, by CUSTOM `amber:waiting` when that begins
 * and `amber:waited` when it is over.
 */
export type Waiting = WaitBegun | WaitOver;

export interface WaitBegun {
  readonly state: 'begun';
  readonly for: 'question' | 'permission';
  readonly question?: Question;
  /** How long the question waits; absent where it waits until the run is ended. */
  readonly seconds?: number;
}

export interface WaitOver {
  readonly state: 'over';
  readonly for: 'question' | 'permission';
  /** What was answered, as it was written; absent if nothing was. */
  readonly answer?: string;
  /** The runId of the message that answered, where one did. */
  readonly messageRunId?: string;
}

/** What an event says of waiting for a person; undefined for all others. */
export function waitingOf(event: AguiEvent): Waiting | undefined {
  if (event.type !== 'CUSTOM' || (event.name !== CUSTOM.waiting && event.name !== CUSTOM.waited)) return undefined;
  const value = object(event, 'value') ?? {};
  const what = value.for === 'permission' ? 'permission' : 'question';
  if (event.name === CUSTOM.waited) {
    const answer = text(value, 'answer');
    const messageRunId = text(value, 'messageRunId');
    return {
      state: 'over',
      for: what,
      ...(answer !== undefined && { answer }),
      ...(messageRunId !== undefined && { messageRunId }),
    };
  }
  const question = readQuestion(value);
  const { seconds } = value;
  return {
    state: 'begun',
    for: what,
    ...(question !== undefined && { question }),
    ...(typeof seconds === 'number' && { seconds }),
  };
}

/** The event that says so. */
export function waitingEvent(waiting: Waiting): OwnEvent {
  if (waiting.state === 'over') {
    const { state: _over, ...value } = waiting;
    return { type: 'CUSTOM', name: CUSTOM.waited, value };
  }
  const { state: _begun, question, ...rest } = waiting;
  if (question === undefined) return { type: 'CUSTOM', name: CUSTOM.waiting, value: rest };
  const { message, questions } = question;
  return {
    type: 'CUSTOM',
    name: CUSTOM.waiting,
    value: { ...rest, ...(message !== undefined && { message }), questions },
  };
}
