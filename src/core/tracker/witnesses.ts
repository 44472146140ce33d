import { isTerminal } from '../session/phase.ts';
import type { Probe, Session } from '../session/session.ts';
import type { Timing } from '../stream-timing.ts';
import { ReplayDetector } from './replay-detector.ts';
import { UnseenRun } from './unseen-run.ts';

/** What the tail is to do when nothing arrives; `at` on the scale of the clock's `now()`. */
export interface NextStep {
  readonly at: number;
  /**
   * - `get`: ask the session, hand the answer to `session()`, or call `failed()`.
   * - `probe`: ask the runner, hand the answer to `probe()`; `unknown` where it could not be asked.
   * - `reconnect`: open the stream anew (the end may be in the replay); call `connection('closed')`, then `'open'`.
   * - `decide`: nothing to do but to call `end()` at that time.
   */
  readonly action: 'get' | 'probe' | 'reconnect' | 'decide';
}

/** What the session and the runner say where the stream says nothing: the run is over without an end. */
export type WitnessVerdict = 'session-over' | 'run-over' | 'restarted' | 'gone' | 'no-end' | 'unseen';

/** Why the run may be over. The replay, in which its end may be, is looked at before that is believed. */
interface Doubt {
  readonly kind: 'over' | 'ended' | 'restarted' | 'idle';
  /** A replay has to begin after this to count. */
  readonly since: number;
  /** `idle` only: it was said before, and the replay after that had no end. */
  readonly confirmed: boolean;
}

/**
 * The second and third witness: when to ask the session and its runner, and what their answers amount to
 * (docs/events.md, cases 11, 17, 31, 33). Pure: the caller brings events, answers and the time.
 */
export class Witnesses {
  readonly #timing: Timing;
  readonly #replay: ReplayDetector;
  #startedAt: number | undefined;
  /** The session's startTime that goes with our RUN_STARTED. */
  #startTime: string | undefined;
  #startTimeKnown: boolean;

  #signAt: number;
  #closedAt: number | undefined;
  #isReconnected = false;

  #session: Session | null | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** The last look that a closed connection was the cause of. */
  #closedLookAt = Number.NEGATIVE_INFINITY;
  #answered = false;
  /** There is reason to ask at that time. */
  #lookAt = Number.NEGATIVE_INFINITY;
  #doubt: Doubt | undefined;

  #isWaiting = false;
  /** There is no way to the stream. */
  #isBlind = false;
  #hasOpened = false;
  /** Since when no connection could be made, where none ever was. */
  #unreadSince: number | undefined;

  #probedAt = Number.NEGATIVE_INFINITY;
  #goneAt: number | undefined;
  #gone = false;
  /** The runner's, as it was first seen after our RUN_STARTED. */
  #life: string | undefined;
  /** It is another one now. */
  #isReplaced = false;

  readonly #unseen = new UnseenRun();

  /** `startTime`: the session's, where it was seen just before our message was sent. */
  constructor(timing: Timing, now: number, startTime: string | undefined) {
    this.#timing = timing;
    this.#signAt = now;
    this.#replay = new ReplayDetector(timing, now);
    this.#startTime = startTime;
    this.#startTimeKnown = startTime !== undefined;
  }

  /** The session as it was last seen; null once it was not found. */
  get lastSession(): Session | null | undefined {
    return this.#session;
  }

  /** The stream was tried, and never read at all. */
  get isUnread(): boolean {
    return this.#unreadSince !== undefined;
  }

  /** The session was seen to be over. */
  get isOver(): boolean {
    return this.#doubt?.kind === 'over';
  }

  /** Our RUN_STARTED was seen. */
  started(now: number): void {
    this.#startedAt ??= now;
  }

  /** Our run waits for a person, and goes on once that is over. */
  waiting(isWaiting: boolean): void {
    this.#isWaiting = isWaiting;
  }

  /** There is no way to the stream, now or later: what the session and its runner say is believed at once. */
  blind(): void {
    this.#isBlind = true;
  }

  /** Another run has ended while ours waits for its turn: the session's auto-stop would take ours down with it. */
  endangered(now: number): void {
    this.#lookAt = now + this.#timing.stopLooks;
  }

  /** An event came; `ours` unless it is known to be another run's. The hot path. */
  event(ours: boolean, now: number): void {
    this.#replay.byte(now);
    if (!ours || !this.#replay.isLive(now)) return;
    this.#signAt = now;
    this.#unseen.seen();
    if (this.#goneAt !== undefined) this.#forgetProbes();
    if (this.#doubt === undefined || this.#doubt.kind === 'over') return;
    this.#doubt = undefined;
    this.#isReplaced = false;
    this.#life = undefined;
  }

  alive(now: number): void {
    this.#replay.byte(now);
  }

  connection(state: 'open' | 'closed', now: number): void {
    if (state === 'open') {
      this.#unseen.connected(now, this.#startedAt !== undefined);
      this.#replay.open(now, this.#isReconnected);
      this.#isReconnected = true;
      this.#closedAt = undefined;
      this.#hasOpened = true;
      this.#unreadSince = undefined;
      return;
    }
    if (this.#replay.openAt === undefined) this.#unseen.unreachable();
    this.#replay.closed();
    this.#closedAt = now;
    if (!this.#hasOpened) this.#unreadSince ??= now;
  }

  /** The replay of the open connection is over. */
  live(): void {
    this.#replay.over();
  }

  /** True once the replay of the open connection was read whole. */
  isReplayRead(now: number): boolean {
    const { openAt } = this.#replay;
    return openAt !== undefined && this.#replay.isReadSince(openAt, now);
  }

  /** The session's answer; null for 404. `tellsEnd`: it says that our run has ended. */
  answer(session: Session | null, tellsEnd: boolean, now: number): void {
    this.#session = session;
    this.#asked(now);
    this.#answered = true;
    const status = session?.status;
    if (this.#startedAt !== undefined && !this.#startTimeKnown) {
      this.#startTime = status?.startTime;
      this.#startTimeKnown = true;
    }
    this.#doubt = this.#doubtAfter(session, tellsEnd, now);
  }

  /** The session could not be asked. */
  failed(now: number): void {
    this.#asked(now);
    this.#answered = false;
    if (this.#replay.openAt === undefined) this.#unseen.unreachable();
  }

  probe({ runner, startTime, life }: Probe, now: number): void {
    this.#probedAt = now;
    if (this.#startedAt === undefined) return;
    if (this.#goneAt !== undefined && this.#isStale(this.#goneAt, now)) this.#forgetProbes();
    this.#life ??= life;
    if (life !== undefined && life !== this.#life) this.#isReplaced = true;
    if (this.#isReplaced || this.#isAnotherStart(startTime))
      this.#doubt ??= { kind: 'restarted', since: now, confirmed: false };
    if (runner === 'alive') this.#forgetProbes();
    if (runner !== 'gone') return;
    if (this.#goneAt === undefined) this.#goneAt = now;
    else if (now - this.#goneAt >= this.#timing.probeGap) this.#gone = true;
  }

  /** What is certain by now. */
  verdict(now: number): WitnessVerdict | undefined {
    const doubt = this.#doubt;
    if (doubt?.kind === 'over') return this.#isBelieved(doubt.since, now) ? 'session-over' : undefined;
    if (doubt?.kind === 'ended' && this.#isBelieved(doubt.since, now)) return 'run-over';
    if (doubt?.kind === 'restarted' && this.#isBelieved(doubt.since, now)) return 'restarted';
    if (this.#gone && this.#goneAt !== undefined && this.#isBelieved(this.#goneAt, now)) return 'gone';
    if (doubt?.confirmed && this.#isBelieved(doubt.since, now)) return 'no-end';
    return this.unseenFor(now) >= this.#timing.unseenLost ? 'unseen' : undefined;
  }

  /** For how long the server has been back, after a break in the run, without a sign of the run; -1 if it is not so. */
  unseenFor(now: number): number {
    const { lostAt } = this.#unseen;
    return lostAt === undefined || this.#replay.openAt === undefined ? -1 : now - lostAt;
  }

  /** The next thing to do. A look at the session that is due comes before all else: so also after a suspend. */
  next(now: number): NextStep {
    const get: NextStep = { at: this.#nextGet(), action: 'get' };
    if (get.at <= now) return get;
    let first = get;
    for (const step of [this.#nextProbe(), this.#nextForDoubt(now), this.#nextUnseen(now)]) {
      if (step !== undefined && step.at < first.at) first = step;
    }
    return first;
  }

  #doubtAfter(session: Session | null, tellsEnd: boolean, now: number): Doubt | undefined {
    const status = session?.status;
    const kind =
      session === null || isTerminal(status?.phase)
        ? 'over'
        : tellsEnd
          ? 'ended'
          : this.#isReplaced || this.#isAnotherStart(status?.startTime)
            ? 'restarted'
            : this.#isIdle(status?.agentStatus, now)
              ? 'idle'
              : undefined;
    const before = this.#doubt;
    if (kind === undefined) return undefined;
    if (before?.kind !== kind) return { kind, since: now, confirmed: false };
    // The status lags behind: idleness is believed only when said twice, with a replay after each.
    if (kind === 'idle' && !before.confirmed && this.#replay.isReadSince(before.since, now, this.#replayQuiet)) {
      return { kind, since: now, confirmed: true };
    }
    return before;
  }

  /**
   * The platform's own idea of whether the agent works; it lags up to 5 s, so it counts only once all is quiet. There a run
   * that asks something has ended; where it waits within the run, the stream says so.
   */
  #isIdle(agentStatus: string | undefined, now: number): boolean {
    if (this.#isWaiting && agentStatus === 'waiting_input') return false;
    const quiet = now - this.#signAt >= this.#timing.askAfterQuiet;
    return this.#startedAt !== undefined && quiet && (agentStatus === 'idle' || agentStatus === 'waiting_input');
  }

  #asked(now: number): void {
    this.#askedAt = now;
    if (this.#closedAt !== undefined) this.#closedLookAt = now;
  }

  #isAnotherStart(startTime: string | undefined): boolean {
    return (
      this.#startedAt !== undefined &&
      this.#startTimeKnown &&
      this.#startTime !== undefined &&
      startTime !== undefined &&
      startTime !== this.#startTime
    );
  }

  #nextGet(): number {
    const { silence, silenceGap, askAfterQuiet, askInterval, stopLooks, probeGap } = this.#timing;
    const quietFrom = this.#signAt + askAfterQuiet;
    let at = this.#askedAt < quietFrom ? quietFrom : this.#askedAt + (this.#answered ? askInterval : probeGap);
    if (this.#askedAt < this.#lookAt) at = Math.min(at, this.#lookAt);
    // The agent's silence may be its session's end, which no event announces.
    const silentFrom = this.#signAt + silence;
    if (this.#startedAt !== undefined && this.#askedAt < silentFrom)
      at = Math.min(at, Math.max(silentFrom, this.#askedAt + silenceGap));
    // It takes a minute at most, and then it is over.
    if (this.#answered && this.#session?.status?.phase === 'Stopping') at = Math.min(at, this.#askedAt + stopLooks);
    // At once, whenever the session was asked for another reason: the end of a stream is the best sign that it is over.
    // A stream that can't be opened closes again and again.
    if (this.#closedAt !== undefined && this.#askedAt < this.#closedAt) {
      at = Math.min(at, Math.max(this.#closedAt, this.#closedLookAt + stopLooks));
    }
    if (this.#startedAt !== undefined && !this.#startTimeKnown) {
      at = Math.min(at, Math.max(this.#startedAt, this.#answered ? 0 : this.#askedAt + probeGap));
    }
    return at;
  }

  /** After RUN_STARTED, while all is quiet and the session itself answers. */
  #nextProbe(): NextStep | undefined {
    const { askAfterQuiet, probeGap } = this.#timing;
    const quiet = this.#askedAt >= this.#signAt + askAfterQuiet;
    if (this.#startedAt === undefined || !quiet || !this.#answered || this.#gone) return undefined;
    if (this.#session?.status?.phase === 'Stopping') return undefined;
    if (this.#doubt !== undefined && this.#doubt.kind !== 'idle') return undefined;
    if (this.#goneAt !== undefined) return { at: this.#probedAt + probeGap, action: 'probe' };
    return this.#probedAt < this.#askedAt ? { at: this.#askedAt, action: 'probe' } : undefined;
  }

  /** Looks at a replay that begins after the doubt did. */
  #nextForDoubt(now: number): NextStep | undefined {
    if (this.#doubt === undefined && this.#goneAt === undefined) return undefined;
    const since = Math.max(this.#doubt?.since ?? 0, this.#goneAt ?? 0);
    if (this.#isBelieved(since, now)) return undefined;
    const { openAt, heardAt } = this.#replay;
    if (openAt === undefined) return { at: this.#believedFrom(since), action: 'decide' };
    if (openAt < since) return { at: since, action: 'reconnect' };
    return { at: heardAt + this.#replayQuiet, action: 'decide' };
  }

  /** Nothing to do but to look at the time again, while the server may have lost sight of the run. */
  #nextUnseen(now: number): NextStep | undefined {
    const unseen = this.unseenFor(now);
    const { unseenWarned, unseenLost } = this.#timing;
    const due = unseen < unseenWarned ? unseenWarned : unseenLost;
    return unseen < 0 || unseen >= unseenLost ? undefined : { at: now - unseen + due, action: 'decide' };
  }

  /** For how long the stream may be out of reach before what the other witnesses say is believed without it. */
  get #patience(): number {
    const { silence, doubtPatience, liveness } = this.#timing;
    if (this.#isDeleted) return silence;
    return this.#doubt?.kind === 'over' ? liveness : doubtPatience;
  }

  /**
   * When it is believed while the stream is out of reach. A stream that never was in reach is no passing break: a session
   * that is over is believed once one more try has failed, `doubtPatience` after the first.
   */
  #believedFrom(since: number): number {
    const patient = since + this.#patience;
    const [first, last] = [this.#unreadSince, this.#closedAt];
    if (!this.isOver || first === undefined || last === undefined || last < since) return patient;
    return Math.min(patient, Math.max(last, first + this.#timing.doubtPatience));
  }

  /** No byte for this long: the replay is over. */
  get #replayQuiet(): number {
    return this.#isDeleted ? this.#timing.silence : this.#timing.replayQuiet;
  }

  /** It does not come back: its stream is read for an end that is in it, and nothing more is waited for. */
  get #isDeleted(): boolean {
    return this.#doubt?.kind === 'over' && this.#session === null;
  }

  /** A replay has been seen since, or the stream could not be opened for too long, or never can be. */
  #isBelieved(since: number, now: number): boolean {
    if (this.#isBlind) return true;
    if (this.#replay.isReadSince(since, now, this.#replayQuiet)) return true;
    return this.#replay.openAt === undefined && now >= this.#believedFrom(since);
  }

  #forgetProbes(): void {
    this.#goneAt = undefined;
    this.#gone = false;
  }

  /** Two looks that far apart say nothing together: the machine was suspended, or the session did not answer. */
  #isStale(goneAt: number, now: number): boolean {
    return now - goneAt > 2 * this.#timing.askInterval;
  }
}
