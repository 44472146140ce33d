/** Each trap of the real platform as a switch. Source: docs/platform.md; the comment beside a default is what was seen. */
export interface Traps {
  /** A version that has no list of projects. */
  hidesProjects: boolean;
  /** Live deltas: every n-th is dropped; 0 drops none. A full buffer drops as well, whatever is set here. */
  dropEvery: number;
  /** Types of events that no live reader gets; they are in the log all the same. */
  dropTypes: readonly string[];
  /** Every n-th live frame loses its blank line and runs into the next one; 0 for none. */
  mergeEvery: number;
  /** How many of the log's last frames come a second time where replay turns into live. */
  doubleAtSwitch: number;
  /** The whole log is compacted at the end of a run. */
  compact: boolean;
  /** Replayed lines have their keys sorted and `<>&` escaped. */
  rewrite: boolean;
  /** The platform stops a session by itself on RUN_FINISHED when it was created with stopOnRunFinished. */
  autoStop: boolean;
  /** A stop so soon after create (ms) is answered with 202 and lost. */
  earlyStop: number;
  /** How many of the next stops and patches meet a concurrent write and answer 500. */
  failWrites: number;
  /** The share of stops, starts and patches that meet a writer that never rests, and answer 500: from 0 to 1. */
  busyWriter: number;
  /** Between a stop that was taken and the phase that moves (ms). */
  operatorLag: number;
  /**
   * The operator's own writes fail: a run goes on in a session that still says `Pending`, and a stop makes that
   * `Stopped` without ending the pod. Only the next start takes the pod over.
   */
  starvingOperator: boolean;
  /** Messages are taken in, shown, and never reach the runner. */
  vanish: boolean;
  /** A start while Stopping is answered with 202 and lost. */
  loseStart: boolean;
  /** What reads of an unknown session's events get: 200 and heartbeats only, or 404. */
  hangUnknown: boolean;
  /** Headers stay unsent until the first event or heartbeat. */
  slowHeaders: boolean;
  /** A sign-in proxy in front: HTML with 200, a redirect, or 502 from a gateway. */
  proxy: 'none' | 'login' | 'redirect' | 'bad-gateway';
  /** Every request is refused, in words that hold its token. */
  quotesToken: boolean;
  /** The connection is cut after this request was carried out and before it is answered. */
  loseAnswer: 'none' | 'create' | 'run' | 'stop';
  /** Streams are closed after so many live frames; 0 for never. */
  closeAfter: number;
  /** How many of the next requests answer 429 or 503. */
  busy: { status: number; times: number };
}

export const TRAPS: Readonly<Traps> = {
  hidesProjects: false,
  dropEvery: 0,
  dropTypes: [],
  mergeEvery: 0,
  doubleAtSwitch: 0,
  compact: true,
  rewrite: true,
  autoStop: true,
  earlyStop: 1_200,
  failWrites: 0,
  busyWriter: 0,
  operatorLag: 0,
  starvingOperator: false,
  vanish: false,
  loseStart: true,
  hangUnknown: true,
  slowHeaders: true,
  proxy: 'none',
  quotesToken: false,
  loseAnswer: 'none',
  closeAfter: 0,
  busy: { status: 503, times: 0 },
};
