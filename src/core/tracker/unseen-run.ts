/**
 * Whether the server may have lost sight of a run. A backend that crashes comes back with the session `Running` and its
 * runner alive, and nothing that the run does reaches the log any more (docs/platform.md, "Traps of start and stop"). From
 * outside that is a break in which the server could not be reached, and then silence. Pure; times in milliseconds.
 */
export class UnseenRun {
  #isUnreachable = false;
  #lostAt: number | undefined;

  /** A connection, or a question, found no server while there was none. */
  unreachable(): void {
    this.#isUnreachable = true;
  }

  /** A connection stands. `going`: a run had started before, and has no end. */
  connected(now: number, going: boolean): void {
    if (this.#isUnreachable && going) this.#lostAt ??= now;
    this.#isUnreachable = false;
  }

  /** Something of the run was seen that is no replay. */
  seen(): void {
    this.#lostAt = undefined;
  }

  /** Since when the server is back without a sign of the run; undefined where there was no such break. */
  get lostAt(): number | undefined {
    return this.#lostAt;
  }
}

/** The code of the warning once that has lasted for a while, and of the run's end. */
export const UNSEEN = 'RUN_UNSEEN';

const UNSEEN_TEXT =
  'the server was out of reach in the middle of the run, and nothing of the run has come since it is back: the platform has probably lost sight of it';

/** The warning; `next` is what follows. */
export function unseenWarning(next: string): { readonly code: string; readonly message: string } {
  return { code: UNSEEN, message: `${UNSEEN_TEXT}; ${next}` };
}
