import type { Result } from '../core/outcome.ts';
import type { Session } from '../core/session.ts';
import type { Update } from '../core/update.ts';
import type { Planned } from './carry-out.ts';
import type { Job } from './job.ts';
import type { RunTranscript } from './run-transcript.ts';
import type { SavedState } from './step-state.ts';

/** What is known at the end beside the result. */
export interface Afterwards {
  readonly session: Session | undefined;
  readonly url: string | undefined;
  readonly transcript: RunTranscript;
}

/** What people see of a run on GitHub, beside the log. Nothing of it can fail the run. */
export interface Audience {
  update(updates: readonly Update[]): void;
  /** All has been said when this resolves, or the time for it is over. */
  finish(result: Result, afterwards: Afterwards): Promise<void>;
}

export function openAudience(_planned: Planned, _job: Job, _state: SavedState): Audience {
  return { update: () => {}, finish: async () => {} };
}
