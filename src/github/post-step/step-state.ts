import { isObject } from '../../core/agui/events.ts';
import { AmberError } from '../../core/errors.ts';
import type { Result } from '../../core/result.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import { redactedResult } from '../../core/secrets/redacted-result.ts';
import type { Reports } from '../runner.ts';
import type { CheckStart } from '../show/check-run.ts';
import type { CommentStart } from '../show/live-comment.ts';
import { cappedJson, outputLimit } from '../show/output-limit.ts';

/** What the post step has to know: saved as it changes, since the main step may be killed at any moment. */
export interface StepState {
  readonly project: string;
  /** The id that a session is created with: an answer that never came is searched for by it. */
  readonly requestId: string;
  readonly session: string | null;
  /** True once nothing of ours is left that has to be stopped. */
  readonly settled: boolean;
  /** What people look at while the run goes on; null once it says how the run ended. */
  readonly shown: ShownState | null;
}

/** What people look at while a run goes on, so that the post step can finish it. */
export interface ShownState {
  readonly comment?: CommentStart;
  readonly check?: CheckStart;
  /** How the run ended, if that is all that is missing. */
  readonly result?: Result;
}

const NAME = 'amber';
const SAVED = /^STATE_amber(?:-\d+)?$/;

/** It comes back in an environment variable, on whatever system this is. In bytes. */
const LIMIT = outputLimit({ RUNNER_OS: 'Windows' });

/** The state of a step, as its post step will find it. */
export class SavedState {
  readonly #reports: Reports;
  readonly #name: string;
  #state: StepState;

  /** `name`: `amber`, or what begins so, where a step has several runs. */
  constructor(reports: Reports, state: StepState, name = NAME) {
    this.#reports = reports;
    this.#name = name;
    this.#state = state;
    this.update({});
  }

  update(changes: Partial<StepState>): void {
    this.#state = { ...this.#state, ...changes };
    // The environment of a process is not endless: hundreds of runs leave nothing there once they are over.
    const isOver = this.#name !== NAME && this.#state.settled && this.#state.shown === null;
    this.#reports.state(this.#name, isOver ? '' : cappedJson(JSON.stringify(this.#state), LIMIT));
  }
}

/**
 * What the main step saved, of each of its runs; empty if it never got that far. @throws AmberError STATE if it is damaged
 */
export function savedStates(env: { readonly [name: string]: string | undefined }): readonly StepState[] {
  return Object.entries(env).flatMap(([name, text]) => {
    if (!SAVED.test(name) || text === undefined || text === '') return [];
    const state = parsed(text);
    if (!isState(state)) throw new AmberError('STATE', `what the main step saved is damaged: ${text.slice(0, 60)}`);
    return [state];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isState(value: unknown): value is StepState {
  if (!isObject(value)) return false;
  const { project, requestId, session, settled, shown } = value;
  return (
    typeof project === 'string' &&
    typeof requestId === 'string' &&
    (session === null || typeof session === 'string') &&
    typeof settled === 'boolean' &&
    (shown === null || isObject(shown))
  );
}

/** In characters: the state comes back in an environment variable. */
const MAX_MESSAGE = 4_000;

/** A result that a step's state can hold, without secrets. */
export function shortResult({ question: _question, ...result }: Result, redactor: Redactor): Result {
  const clean = redactedResult(result, redactor);
  return { ...clean, message: clean.message.slice(0, MAX_MESSAGE) };
}
