import { isTerminal, type Session, type SessionStatus } from '../../core/session/session.ts';
import type { Timing } from '../../core/timing.ts';
import type { Step } from '../../core/tracker/run-tracker.ts';
import { REPLAY, Sight, unseenWarning } from '../../core/tracker/sight.ts';
import type { Goal } from './goal.ts';
import { ReplayEnd } from './replay-end.ts';

/**
 * Until the session has ended and its log was read. The stream may stay open after the end, and may have lost what
 * came before it: so the session is asked when the stream ends and while it is quiet, and once it has ended, one more
 * replay is read to its end.
 */
export class SessionEnd implements Goal {
  readonly asksFirst = true;
  readonly patience = Number.POSITIVE_INFINITY;
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
  readonly #sight = new Sight();
  #openAt: number | undefined;
  #byteAt: number;
  #warnings: ReturnType<typeof unseenWarning>[] = [];
  /** That the run has probably been lost sight of was told: once is enough. */
  #told = false;

  constructor(timing: Timing, now: number) {
    this.#timing = timing;
    this.#event = now;
    this.#byteAt = now;
  }

  get announces(): boolean {
    return !this.#terminal;
  }

  event(event: unknown, now: number): undefined {
    this.#event = now;
    if (this.#isLive(now)) this.#sight.seen();
    this.#byteAt = now;
    this.#last?.event(event, now);
  }

  alive(now: number): void {
    this.#byteAt = now;
    this.#last?.alive(now);
  }

  heartbeat(now: number): void {
    this.#last?.heartbeat(now);
  }

  live(): void {
    this.#last?.live();
  }

  session(session: Session | null, now: number): void {
    this.#answered(now);
    this.#status = session?.status ?? {};
    this.#terminal = isTerminal(session?.status?.phase);
    if (!this.#terminal) this.#last = undefined;
  }

  probe(): void {}

  failed(now: number): void {
    this.#answered(now);
    this.#unanswered = true;
    if (this.#openAt === undefined) this.#sight.unreachable();
  }

  connection(state: 'open' | 'eof' | 'broken', now: number): void {
    // What was seen of the session is old: whether a run goes on is judged when it is told.
    if (state === 'open') this.#sight.connected(now, true);
    else if (this.#openAt === undefined) this.#sight.unreachable();
    this.#openAt = state === 'open' ? now : undefined;
    this.#byteAt = now;
    if (state === 'open' && this.#terminal) this.#last = new ReplayEnd();
    else this.#last?.connection(state);
    // A server that is back can say what has become of the session meanwhile.
    if (state !== 'open' || this.#unanswered) this.#ask = true;
    if (state === 'broken') this.#lost = true;
  }

  next(now: number): Step | undefined {
    if (this.#lost) return { at: now, action: 'get' };
    if (this.#last !== undefined) return this.#last.next();
    if (this.#terminal) return { at: now, action: 'reconnect' };
    if (this.#ask) return { at: now, action: 'get' };
    const get = { at: this.#nextGet(), action: 'get' } as const;
    const unseen = this.#nextUnseen(now);
    return unseen !== undefined && unseen.at < get.at ? unseen : get;
  }

  #nextGet(): number {
    const { silence, silenceGap, quietFirst, quietNext, stopLooks } = this.#timing;
    const at = Math.max(this.#event + quietFirst, this.#asked + quietNext);
    if (this.#status.phase === 'Stopping') return Math.min(at, this.#asked + stopLooks);
    const silentFrom = this.#event + silence;
    return this.#asked < silentFrom ? Math.min(at, Math.max(silentFrom, this.#asked + silenceGap)) : at;
  }

  /** Tells, in its time, that the server has probably lost sight of what still counts as working. */
  #nextUnseen(now: number): Step | undefined {
    const { lostAt } = this.#sight;
    if (lostAt === undefined || this.#told || this.#openAt === undefined || !this.#isWorking) return undefined;
    const at = lostAt + this.#timing.unseenTold;
    if (now < at) return { at, action: 'decide' };
    this.#told = true;
    this.#warnings.push(unseenWarning('amber stop ends it'));
    return undefined;
  }

  get #isWorking(): boolean {
    return this.#status.agentStatus === 'working';
  }

  /** On a replay the past comes again: no sign of a run that goes on. */
  #isLive(now: number): boolean {
    return now - this.#byteAt >= REPLAY.pause || now - (this.#openAt ?? now) >= REPLAY.most;
  }

  reached(now: number): { readonly end: undefined } | undefined {
    return this.#last?.reached(now);
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
