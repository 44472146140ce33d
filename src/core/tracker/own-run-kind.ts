/** Which run of the session is ours. */
export type OwnRun =
  /** The session was just created: its first run is ours, or the one that carries `prompt`, where runs carry theirs. */
  | { readonly kind: 'initial'; readonly prompt?: string }
  /** A message that we sent. `startTime` is the session's, as seen just before the POST. */
  | { readonly kind: 'sent'; readonly runId: string; readonly startTime?: string };
