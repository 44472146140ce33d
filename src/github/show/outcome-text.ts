import { EXIT } from '../../core/exit-code.ts';
import type { Result } from '../../core/result.ts';
import { oneLine } from '../../render/plain-text.ts';
import type { CheckRunState, Reaction } from '../api/github-api.ts';
import { inputHint } from '../inputs/input-values.ts';

/** How a run ended, as people read it: a mark that is seen first, and a sentence. */
export function headlineOf({ by, exitCode, outcome }: Result): { readonly mark: string; readonly sentence: string } {
  switch (outcome) {
    case 'finished':
      return exitCode === EXIT.undelivered
        ? { mark: '⚠️', sentence: 'Amber has finished, but its work was not delivered' }
        : { mark: '✅', sentence: 'Amber has finished' };
    case 'failed':
      return { mark: '❌', sentence: 'Amber’s run failed' };
    case 'needs-input':
      return { mark: '❓', sentence: 'Amber has a question' };
    case 'cancelled':
      return { mark: '🛑', sentence: 'Amber was cancelled' };
    case 'stopped':
      return { mark: '🛑', sentence: by === 'us' ? 'Amber has stopped' : 'Amber was stopped' };
    case 'timed-out':
      return { mark: '⏱️', sentence: 'Amber has reached its time limit' };
    case 'over-budget':
      return { mark: '💰', sentence: 'Amber has reached its budget' };
    case 'lost':
      return { mark: '❌', sentence: 'Amber has lost the run' };
    case 'detached':
      return { mark: '▶️', sentence: 'Amber has started a run, and does not wait for it' };
    case null:
      return { mark: '❌', sentence: 'Amber could not start' };
  }
}

/** How GitHub's check shows a run that ended so. One that goes on alone is neither good nor bad. */
export function conclusionOf({ outcome, exitCode }: Result): NonNullable<CheckRunState['conclusion']> {
  switch (outcome) {
    case 'finished':
      return exitCode === 0 ? 'success' : 'failure';
    case 'needs-input':
      return 'action_required';
    case 'timed-out':
      return 'timed_out';
    case 'cancelled':
    case 'stopped':
      return 'cancelled';
    case 'detached':
      return 'neutral';
    case 'failed':
    case 'over-budget':
    case 'lost':
    case null:
      return 'failure';
  }
}

/** 🚀 when done, 😕 when failed; none where the run goes on or waits for an answer: the 👀 still holds. */
export function reactionTo({ outcome, exitCode }: Result): Reaction | undefined {
  if (outcome === 'detached' || outcome === 'needs-input') return undefined;
  return outcome === 'finished' && exitCode === 0 ? 'rocket' : 'confused';
}

/**
 * Why a run fails the step, in one line; undefined if it does not. It does for every outcome other than `finished`,
 * `detached` and `needs-input` (that one only if `fail-on` names it), and where the stop was not confirmed (docs/action.md).
 */
export function failureOf(result: Result, failOn: readonly 'needs-input'[]): string | undefined {
  const { outcome, error } = result;
  const why = error === undefined ? '' : `: ${shortLine(error.message)} [${error.code}]${hint(error.hint)}`;
  const who = result.session === null ? '' : ` (session ${result.session})`;
  switch (outcome) {
    case 'finished':
      return result.exitCode === 0 ? undefined : `the run finished, but something is left to do${who}${why}`;
    case 'detached':
      return undefined;
    case 'needs-input': {
      const leaks = result.stopReason === 'unconfirmed';
      if (!failOn.includes('needs-input') && !leaks) return undefined;
      const question = shortLine(result.question?.text ?? '');
      return `the run needs input${who}${question === '' ? '' : `: ${question}`}${leaks ? why : ''}`;
    }
    case 'timed-out':
      return `the run reached a time limit${who}${why}`;
    case 'over-budget':
      return `the run went over its budget${who}${why}`;
    case null:
      return error === undefined
        ? 'no run was reached'
        : `${shortLine(error.message)} [${error.code}]${hint(error.hint)}`;
    case 'failed':
    case 'cancelled':
    case 'stopped':
    case 'lost':
      return `the run ${outcome === 'failed' ? 'failed' : `was ${outcome}`}${who}${why}`;
  }
}

/** An annotation is read in a list. */
function shortLine(text: string): string {
  const line = oneLine(text);
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}

const hint = (text: string | undefined): string => (text === undefined ? '' : `; ${shortLine(inputHint(text))}`);
