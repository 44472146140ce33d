import type { Step } from '../core/run-tracker.ts';
import { isTerminal, type Session } from '../core/session.ts';
import type { Timing } from '../core/timing.ts';
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

  constructor(timing: Timing, now: number) {
    this.#timing = timing;
    this.#event = now;
  }

  get announces(): boolean {
    return !this.#terminal;
  }

  event(event: unknown, now: number): undefined {
    this.#event = now;
    this.#last?.event(event, now);
  }

  alive(now: number): void {
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
    this.#terminal = isTerminal(session?.status?.phase);
    if (!this.#terminal) this.#last = undefined;
  }

  probe(): void {}

  failed(now: number): void {
    this.#answered(now);
    this.#unanswered = true;
  }

  connection(state: 'open' | 'eof' | 'broken'): void {
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
    const { quietFirst, quietNext } = this.#timing;
    return { at: Math.max(this.#event + quietFirst, this.#asked + quietNext), action: 'get' };
  }

  reached(now: number): { readonly end: undefined } | undefined {
    return this.#last?.reached(now);
  }

  drain(): readonly [] {
    return [];
  }

  #answered(now: number): void {
    this.#asked = now;
    this.#ask = false;
    this.#unanswered = false;
    this.#lost = false;
  }
}
