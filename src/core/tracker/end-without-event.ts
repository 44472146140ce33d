import { HOST_LOST, RUN_NEVER_STARTED } from '../agui/run-end-events.ts';
import type { PassedLimit, RunEnd, RunError } from '../result.ts';
import { type LastRun, OUTPUT_INVALID } from '../session/last-run-annotation.ts';
import type { Session, SessionStatus } from '../session/session.ts';
import type { OwnRun } from './own-run-kind.ts';
import { UNSEEN } from './unseen-run.ts';

/** The part of an end that says how it came; the rest is what the run said. */
export type HowEnded = Pick<RunEnd, 'outcome' | 'by' | 'error' | 'limit'>;

/**
 * How a run ended that has no end in the stream, while its session is over (docs/events.md, case 17); null: it was deleted.
 * A message to a session that stopped before it could start is lost, as is one that never starts (case 32).
 */
export function endBySession(session: Session | null | undefined, own: OwnRun, started: boolean): HowEnded {
  if (session === null || session === undefined) {
    return { outcome: 'stopped', by: 'other', error: { code: 'NOT_FOUND', message: 'the session was deleted' } };
  }
  const { phase, stoppedReason } = session.status ?? {};
  if (phase === 'Failed') return endByFailure(session.status ?? {});
  const limit = phase === 'Stopped' ? endByLimit(stoppedReason) : undefined;
  if (limit !== undefined) return limit;
  if (!started && own.kind === 'sent') return neverStarted('the session stopped before the run could start');
  if (phase === 'Stopped') return { outcome: 'stopped', by: 'other' };
  return noEnd('the session has completed, but its stream holds no end of the run');
}

const OVER_BUDGET = 'OVER_BUDGET';

/** A run that took more than it may. */
export function overBudget(limit: PassedLimit): HowEnded {
  const { kind, limit: most, value } = limit;
  const amount = (count: number): string => (kind === 'cost' ? dollars(count) : String(count));
  const what = { cost: 'the cost', turns: 'the number of tool rounds', tokens: 'the number of tokens' }[kind];
  const message = `${what} passed its limit: ${amount(value)} of ${amount(most)}`;
  return { outcome: 'over-budget', limit, error: { code: OVER_BUDGET, message } };
}

/** To the cent, and less than a cent to six digits. */
function dollars(usd: number): string {
  const exact = String(Number(usd.toPrecision(6)));
  return `$${/\.\d{3}/.test(exact) ? exact : usd.toFixed(2)}`;
}

/** How a run ended whose end is in no stream that we can read, and which the session itself reports: `amber/last-run`. */
export function endByLastRun({ outcome, code }: LastRun): HowEnded {
  switch (outcome) {
    case 'finished':
    case 'needs-input':
      return { outcome };
    case 'cancelled':
    case 'stopped':
      return { outcome, by: 'other' };
    case 'over-budget':
      return { outcome, error: { code: code ?? OVER_BUDGET, message: 'the run passed a limit of what it may take' } };
    case 'timed-out':
      return { outcome, by: 'other', error: { code: code ?? 'SESSION_TIMEOUT', message: 'the run took too long' } };
    case 'failed': {
      if (code === RUN_NEVER_STARTED) return neverStarted('the message was never begun, and is lost');
      const message =
        code === OUTPUT_INVALID
          ? 'the answer does not fit the output schema'
          : 'the run failed; why, only its events say, which could not be read';
      return { outcome, error: { code: code ?? 'RUN_FAILED', message } };
    }
  }
}

/**
 * How a run ended whose stream there is no way to, while its session is over and does not tell (docs/events.md, "Without the
 * stream"). `why`: what is in the way. A session that stopped may have done so after the run, or in the middle of it.
 */
export function endUnseen(session: Session | null | undefined, why: RunError): HowEnded {
  const bySession = endBySession(session, { kind: 'initial' }, true);
  if (
    !session ||
    bySession.outcome === 'failed' ||
    bySession.error?.code === HOST_LOST ||
    bySession.outcome === 'timed-out' ||
    bySession.outcome === 'over-budget'
  )
    return bySession;
  const message = `the session has ended, and how its run ended is not known: ${why.message}`;
  return { outcome: 'lost', error: { ...why, message } };
}

/** A run that was cut off because the session reached a limit of its own; undefined if it stopped for another reason. */
export function endByLimit(stoppedReason: string | undefined): HowEnded | undefined {
  if (stoppedReason === 'over-budget')
    return {
      outcome: 'over-budget',
      error: { code: OVER_BUDGET, message: 'the session was stopped by a limit of its run' },
    };
  if (stoppedReason !== 'timeout' && stoppedReason !== 'inactivity') return undefined;
  const limit = stoppedReason === 'timeout' ? 'time limit' : 'inactivity limit';
  const error = { code: 'SESSION_TIMEOUT', message: `the session reached its own ${limit}` };
  return { outcome: 'timed-out', by: 'other', error };
}

/** A run that was taken in, or should have been, and did not start (docs/events.md, case 32). */
export function neverStarted(message: string): HowEnded {
  const hint = 'send the message again; amber status shows what the session does';
  return { outcome: 'lost', error: { code: RUN_NEVER_STARTED, message, hint } };
}

/** Our own start limit has passed. */
export function startedLate(session: Session | null | undefined): HowEnded {
  const { error } = neverStarted(`the run did not start in time${untouched(session)}`);
  return { outcome: 'timed-out', by: 'us', ...(error && { error }) };
}

/** Our own limit of the whole run has passed. `noStream`: why there is no way to its events, if there is none. */
export function tookTooLong(session: Session | null | undefined, noStream: RunError | undefined): HowEnded {
  const unread = noStream === undefined ? '' : ', or has ended unseen: there is no way to its events';
  const message = `the run took too long${unread}${untouched(session)}`;
  const { hint } = noStream ?? {};
  return { outcome: 'timed-out', by: 'us', error: { code: 'TIMEOUT', message, ...(hint !== undefined && { hint }) } };
}

/** Whatever runs sessions gives each a phase at once. */
function untouched(session: Session | null | undefined): string {
  const isNew = session !== null && session !== undefined && session.status?.phase === undefined;
  return isNew ? ': nothing has acted on the session; is the platform’s operator running?' : '';
}

/** A run whose end was not seen. */
export function noEnd(message: string): HowEnded {
  return { outcome: 'lost', error: { code: 'NO_END', message, hint: 'amber logs shows what the stream holds' } };
}

/** The runner is dead while the session claims to be running (docs/events.md, case 33). */
export function runnerGone(): HowEnded {
  const message = 'the runner no longer answers, while the session claims to be running';
  const hint = 'look at the pod, or at the host process, of the session; then run again';
  return { outcome: 'lost', error: { code: 'RUNNER_GONE', message, hint } };
}

/** The runner came back without the run (docs/events.md, case 31). */
export function runnerRestarted(): HowEnded {
  const message = 'the runner was restarted in the middle of the run, and does not go on with it';
  return { outcome: 'lost', error: { code: 'RUNNER_RESTARTED', message, hint: 'run again' } };
}

/** Reason of condition `Ready` where the agent is not logged in. */
export const NOT_LOGGED_IN = 'AgentNotLoggedIn';

/** The code of a run that failed with its session, by the reason of condition `Ready`. */
export function failureCode(reason: string | undefined): string {
  return reason === NOT_LOGGED_IN ? 'AUTH_REQUIRED' : 'SESSION_FAILED';
}

/** The server came back from a break without the run (docs/platform.md, "Traps of start and stop"). */
export function runUnseen(): HowEnded {
  const message =
    'the server was out of reach in the middle of the run, and nothing of the run has come since it is back';
  return { outcome: 'lost', error: { code: UNSEEN, message, hint: 'run again; amber logs shows what was recorded' } };
}

/** Reason of condition `Ready` where the process that hosted the session died. */
export const LOST_WITH_HOST = 'HostLost';

/** How a run ended that ended with its session, which has failed: what the conditions say, by the one that is not met. */
export function endByFailure({ conditions = [] }: SessionStatus): HowEnded & { readonly outcome: 'failed' | 'lost' } {
  const failed =
    conditions.find(({ type, status }) => type === 'Ready' && status === 'False') ??
    conditions.findLast(({ status, message }) => status === 'False' && message !== undefined);
  if (failed?.reason === LOST_WITH_HOST)
    return { outcome: 'lost', error: { code: HOST_LOST, message: failed.message ?? 'the session lost its host' } };
  const why = [failed?.reason, failed?.message].filter((part) => part !== undefined && part !== '').join(': ');
  const message = why === '' ? 'the session failed' : `the session failed: ${why}`;
  return { outcome: 'failed', error: { code: failureCode(failed?.reason), message } };
}
