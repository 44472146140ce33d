import type { AguiEvent } from '../../core/agui/events.ts';
import type { RunEnd } from '../../core/outcome.ts';
import type { Probe, Session } from '../../core/session/session.ts';
import type { RunTracker, Step } from '../../core/tracker/run-tracker.ts';
import type { Goal } from './goal.ts';

/** Until the own run has ended: the tracker decides all of it. */
export class OwnEnd implements Goal {
  readonly asksFirst = false;
  readonly patience = Number.POSITIVE_INFINITY;
  readonly needsSession = false;
  readonly announces = true;
  readonly #tracker: RunTracker;

  constructor(tracker: RunTracker) {
    this.#tracker = tracker;
  }

  event(event: AguiEvent, now: number): string | undefined {
    return this.#tracker.event(event, now);
  }

  alive(now: number): void {
    this.#tracker.alive(now);
  }

  /** Quiet is that no event comes, whatever heartbeats do (docs/events.md, case 5). */
  heartbeat(): void {}

  live(now: number): void {
    this.#tracker.live(now);
  }

  session(session: Session | null, now: number): void {
    this.#tracker.session(session, now);
  }

  probe(probe: Probe, now: number): void {
    this.#tracker.probe(probe, now);
  }

  failed(now: number): void {
    this.#tracker.failed('get', now);
  }

  connection(state: 'open' | 'eof' | 'broken', now: number): void {
    this.#tracker.connection(state === 'open' ? 'open' : 'closed', now);
  }

  next(now: number): Step | undefined {
    return this.#tracker.next(now);
  }

  reached(now: number): { readonly end: RunEnd | undefined } | undefined {
    const end = this.#tracker.end(now);
    return end === undefined ? undefined : { end };
  }

  drain(): readonly { readonly code: string; readonly message: string }[] {
    return this.#tracker.drain();
  }
}
