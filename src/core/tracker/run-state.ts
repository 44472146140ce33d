/** What is kept of each run of a session: a few fields, however long the run. */
export interface RunState {
  readonly id: string;
  threadId: string | undefined;
  /** The run was taken in: its message is in the stream. */
  accepted: boolean;
  /** When, by the server's own clock (epoch ms): only to be compared with the same field of another run. */
  acceptedStamp: number | undefined;
  /** RUN_STARTED was seen, or an event that only a started run has. */
  started: boolean;
  /** RUN_FINISHED was seen. A run that has ended never begins again: servers replay and double their lines. */
  finished: boolean;
  finishedAt: number | undefined;
  finishedStamp: number | undefined;
  /** A RUN_ERROR was seen that may be the end; the time of the run's last event since. */
  erroredAt: number | undefined;
  /** The last tool call to begin was a question to the user. */
  asked: boolean;
  /** A run of the same thread that started after the last event of this one. */
  successor: RunState | undefined;
}

export function newRunState(id: string): RunState {
  return {
    id,
    threadId: undefined,
    accepted: false,
    acceptedStamp: undefined,
    started: false,
    finished: false,
    finishedAt: undefined,
    finishedStamp: undefined,
    erroredAt: undefined,
    asked: false,
    successor: undefined,
  };
}

/** True once nothing more is to come: it finished, or failed and `settle` milliseconds have passed since. */
export function hasEnded(run: RunState, now: number, settle: number): boolean {
  return run.finished || (run.erroredAt !== undefined && now - run.erroredAt >= settle);
}
