/** Which run of the session is ours. */
export type OwnRun =
  /** The session was just created: its first run is ours. */
  | { readonly kind: 'initial' }
  /** A message that we sent. `startTime` is the session's, as seen just before the POST. */
  | { readonly kind: 'sent'; readonly runId: string; readonly startTime?: string };
