import { isTerminal } from '../../core/session/phase.ts';
import type { Session, SessionStatus } from '../../core/session/session.ts';
import type { Timing } from '../../core/stream-timing.ts';
import { ReplayDetector } from '../../core/tracker/replay-detector.ts';
import type { NextStep } from '../../core/tracker/run-tracker.ts';
import { UnseenRun, unseenWarning } from '../../core/tracker/unseen-run.ts';
import type { Goal } from './goal.ts';
import { ReplayEnd } from './replay-end.ts';

/**
 * Until the session has ended and its log was read. The stream may stay open after the end, and may have lost what
 * came before it: so the session is asked when the stream ends and while it is quiet, and once it has ended, one more
 * replay is read to its end.
 */
export class SessionEnd implements Goal {
  readonly asksFirst = true;
  readonly needsSession = true;
  readonly #timing: Timing;
  #event: number;
  #asked = Number.NEGATIVE_INFINITY;
  #ask = false;
  /** The last question got no answer. */
  #unanswered = false;
  /** The stream could not be read: an ended session may be gone by now. */
  #lost = false;
  #terminal = false;
  #last: ReplayEnd | undefined;
  /** As it was last seen. */
  #status: SessionStatus = {};
  readonly #unseen = new UnseenRun();
  readonly #replay: ReplayDetector;
  #warnings: ReturnType<typeof unseenWarning>[] = [];
  /** The user was warned that the run has probably been lost sight of: once is enough. */
  #isWarned = false;

  constructor(timing: Timing, now: number) {
    this.#timing = timing;
    this.#event = now;
    this.#replay = new ReplayDetector(timing, now);
  }

  get isSilent(): boolean {
    return this.#terminal;
  }

  event(event: unknown, now: number): undefined {
    this.#event = now;
    this.#replay.byte(now);
    if (this.#replay.isLive(now)) this.#unseen.seen();
    this.#last?.event(event, now);
  }

  alive(now: number): void {
    this.#replay.byte(now);
    this.#last?.alive(now);
  }

  heartbeat(now: number): void {
    this.#last?.heartbeat(now);
  }

  live(): void {
    this.#replay.over();
    this.#last?.live();
  }

  session(session: Session | null, now: number): void {
    this.#answered(now);
    this.#status = session?.status ?? {};
    this.#terminal = isTerminal(session?.status?.phase);
    if (!this.#terminal) this.#last = undefined;
  }

  failed(now: number): void {
    this.#answered(now);
    this.#unanswered = true;
    if (this.#replay.openAt === undefined) this.#unseen.unreachable();
  }

  connection(state: 'open' | 'closed', now: number, isWhole: boolean): void {
    if (state === 'open') {
      // What was seen of the session is old: whether a run goes on is decided before the warning.
      this.#unseen.connected(now, true);
      this.#replay.open(now, true);
    } else {
      if (this.#replay.openAt === undefined) this.#unseen.unreachable();
      this.#replay.closed();
    }
    if (state === 'open' && this.#terminal) this.#last = new ReplayEnd(this.#timing);
    else this.#last?.connection(state, now, isWhole);
    // A server that is back can say what has become of the session meanwhile.
    if (state !== 'open' || this.#unanswered) this.#ask = true;
    if (state === 'closed' && !isWhole) this.#lost = true;
  }

  next(now: number): NextStep | undefined {
    if (this.#lost) return { at: now, action: 'get' };
    if (this.#last !== undefined) return this.#last.next();
    if (this.#terminal) return { at: now, action: 'reconnect' };
    if (this.#ask) return { at: now, action: 'get' };
    const get = { at: this.#nextGet(), action: 'get' } as const;
    const unseen = this.#nextUnseen(now);
    return unseen !== undefined && unseen.at < get.at ? unseen : get;
  }

  #nextGet(): number {
    const { silence, silenceGap, askAfterQuiet, askInterval, stopLooks } = this.#timing;
    const at = Math.max(this.#event + askAfterQuiet, this.#asked + askInterval);
    if (this.#status.phase === 'Stopping') return Math.min(at, this.#asked + stopLooks);
    const silentFrom = this.#event + silence;
    return this.#asked < silentFrom ? Math.min(at, Math.max(silentFrom, this.#asked + silenceGap)) : at;
  }

  /** Warns, in its time, that the server has probably lost sight of what still counts as working. */
  #nextUnseen(now: number): NextStep | undefined {
    const { lostAt } = this.#unseen;
    if (lostAt === undefined || this.#isWarned || this.#replay.openAt === undefined || !this.#isWorking)
      return undefined;
    const at = lostAt + this.#timing.unseenWarned;
    if (now < at) return { at, action: 'decide' };
    this.#isWarned = true;
    this.#warnings.push(unseenWarning('amber stop ends it'));
    return undefined;
  }

  get #isWorking(): boolean {
    return this.#status.agentStatus === 'working';
  }

  end(now: number): 'read' | undefined {
    return this.#last?.end(now);
  }

  drain(): readonly { readonly code: string; readonly message: string }[] {
    const warnings = this.#warnings;
    this.#warnings = [];
    return warnings;
  }

  #answered(now: number): void {
    this.#asked = now;
    this.#ask = false;
    this.#unanswered = false;
    this.#lost = false;
  }
}
