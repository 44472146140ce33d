import type { Result } from '../core/outcome.ts';
import type { SessionRef } from '../core/session.ts';
import type { OneShot } from './one-shot.ts';

export interface Send extends OneShot {
  /** Stop the session afterwards even if this command did not start it: `--stop-on-run-finished`, named. */
  readonly stop?: boolean;
  /** Chooses ids of runs and messages: a UUID. */
  readonly newId: () => string;
}

/** `amber send`: a message to an existing session, which is started if need be. Never throws; what went wrong is in the result. */
export async function sendMessage(_ref: SessionRef, _prompt: string, _deps: Send): Promise<Result> {
  throw new Error('being written');
}
