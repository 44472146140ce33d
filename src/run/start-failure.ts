import type { RunEnd } from '../core/outcome.ts';
import type { Session } from '../core/session/session.ts';
import { failureCode } from '../core/tracker/end-by-session.ts';

/** The end of a run whose session failed before it could run: the reason is in the session's conditions. */
export function failedToStart({ metadata, status }: Session): RunEnd {
  const unmet = (status?.conditions ?? []).filter((condition) => condition.status === 'False');
  const failed = unmet.find(({ type }) => type === 'Ready') ?? unmet[0];
  const why = failed?.message;
  const message = `session "${metadata.name}" failed to start${why === undefined ? '' : `: ${why}`}`;
  return {
    outcome: 'failed',
    runId: null,
    message: '',
    usage: null,
    error: { code: failureCode(failed?.reason), message },
  };
}
