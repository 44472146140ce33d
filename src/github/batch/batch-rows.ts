import type { Result } from '../../core/result.ts';
import type { Phase } from '../../core/session/phase.ts';

/** A managed pull request in a pass: what people see of it. */
export interface BatchRow {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** Why it needs work; "" if it does not. */
  readonly why: string;
  readonly state:
    | 'waiting'
    | 'looking'
    | 'running'
    /** Its run has ended. */
    | 'done'
    /** Amber has given it to people. */
    | 'given-up'
    /** Nothing was to be done, or nothing could be. */
    | 'skipped'
    /** Would be run: nothing is done in a pass that only plans. */
    | 'planned'
    | 'error'
    /** Not begun when the pass was interrupted. */
    | 'left';
  /** For `skipped` and `error`: why. */
  readonly because?: string;
  readonly session?: string;
  readonly sessionUrl?: string;
  readonly phase?: Phase;
  /** Once its run has ended, without secrets. */
  readonly result?: Result;
}

/** How it ended, in a word or a short line; "" while it goes on. */
export function outcomeOf({ because, result, state }: BatchRow): string {
  switch (state) {
    case 'waiting':
    case 'looking':
    case 'running':
      return '';
    case 'done':
      return `${result?.outcome ?? 'not run'}${result?.error === undefined ? '' : ` (${result.error.code})`}`;
    case 'given-up':
      return 'needs a person';
    case 'planned':
      return 'would run';
    case 'left':
      return 'left: interrupted';
    case 'skipped':
      return `skipped: ${because ?? ''}`;
    case 'error':
      return `error: ${because ?? ''}`;
  }
}
