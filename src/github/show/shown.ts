import type { Result } from '../../core/outcome.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import { redactedResult } from '../../core/secrets/redacted-result.ts';
import type { CheckStart } from './check-run.ts';
import type { CommentStart } from './live-comment.ts';

/** What people look at while a run goes on, so that the post step can finish it. */
export interface ShownState {
  readonly comment?: CommentStart;
  readonly check?: CheckStart;
  /** How the run ended, if that is all that is missing. */
  readonly result?: Result;
}

/** The environment hands it over, which takes 128 kB. In characters. */
const MESSAGE = 4_000;

/** A result that a step's state can hold, without secrets. */
export function shortResult({ question: _asked, ...result }: Result, redactor: Redactor): Result {
  const clean = redactedResult(result, redactor);
  return { ...clean, message: clean.message.slice(0, MESSAGE) };
}
