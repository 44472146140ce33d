import type { Result } from '../../core/outcome.ts';

/**
 * Why a run fails the step, in one line; undefined if it does not. It does for every outcome other than `finished`,
 * `detached` and `needs-input` (that one only if `fail-on` names it), and where the stop was not confirmed (docs/action.md).
 */
export function failureOf(result: Result, failOn: readonly 'needs-input'[]): string | undefined {
  const { outcome, error } = result;
  const why = error === undefined ? '' : `: ${oneLine(error.message)} [${error.code}]${hint(error.hint)}`;
  const who = result.session === null ? '' : ` (session ${result.session})`;
  switch (outcome) {
    case 'finished':
      return result.exitCode === 0 ? undefined : `the run finished, but something is left to do${who}${why}`;
    case 'detached':
      return undefined;
    case 'needs-input': {
      const leaks = result.stopReason === 'unconfirmed';
      if (!failOn.includes('needs-input') && !leaks) return undefined;
      const question = oneLine(result.question?.text ?? '');
      return `the run needs input${who}${question === '' ? '' : `: ${question}`}${leaks ? why : ''}`;
    }
    case 'timed-out':
      return `the run reached a time limit${who}${why}`;
    case null:
      return error === undefined
        ? 'no run was reached'
        : `${oneLine(error.message)} [${error.code}]${hint(error.hint)}`;
    case 'failed':
    case 'cancelled':
    case 'stopped':
    case 'lost':
      return `the run ${outcome === 'failed' ? 'failed' : `was ${outcome}`}${who}${why}`;
  }
}

/** An annotation is read in a list. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}

const hint = (text: string | undefined): string => (text === undefined ? '' : `; ${oneLine(text)}`);
