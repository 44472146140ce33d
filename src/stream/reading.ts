import type { Cursor, StreamItem } from '../core/events.ts';
import type { Update } from '../core/update.ts';
import type { Goal } from './goal.ts';
import { type EventItem, ReplayMemory } from './replay.ts';

/** So many warnings of one kind are passed on; a stream of garbage must not become a stream of warnings. */
const WARNINGS = 20;

/**
 * What one reader has read of a session's stream, over all connections: turns items into updates, tells the goal, and
 * leaves out what was delivered before: by sequence number where the engine has them, else by memory.
 */
export class Reading {
  readonly #goal: Goal;
  readonly #memory = new ReplayMemory();
  readonly #warned = new Map<string, number>();
  readonly #fresh: EventItem[] = [];
  #cursor: Cursor | undefined;

  constructor(goal: Goal, from: Cursor | undefined) {
    this.#goal = goal;
    this.#cursor = from;
  }

  /** The last sequence number that was delivered. */
  get cursor(): Cursor | undefined {
    return this.#cursor;
  }

  /** True while events wait for the end of the replay. */
  get unsettled(): boolean {
    return this.#memory.unsettled;
  }

  /** A connection begins. */
  connect(): void {
    this.#memory.connect();
  }

  /** Takes a batch at a time; true if it brought a new event. */
  take(items: readonly StreamItem[], now: number, updates: Update[]): boolean {
    let progress = false;
    for (const item of items) {
      if (item.kind === 'event') {
        if (this.#event(item, now, updates)) progress = true;
      } else if (item.kind === 'warning') this.#warning(item, updates);
      else if (item.kind === 'live') {
        this.#memory.live(this.#fresh);
        if (this.#flush(now, updates)) progress = true;
        this.#goal.live(now);
      } else if (this.settle(now, updates)) progress = true;
    }
    if (!progress) this.#goal.alive(now);
    return progress;
  }

  /** The replay seems to be over: delivers what waited for that. True if there was something. */
  settle(now: number, updates: Update[]): boolean {
    this.#memory.settle(this.#fresh);
    return this.#flush(now, updates);
  }

  #event(item: EventItem, now: number, updates: Update[]): boolean {
    const { seq } = item;
    if (seq === undefined) {
      this.#memory.take(item, this.#fresh);
      return this.#flush(now, updates);
    }
    if (this.#cursor !== undefined && seq <= this.#cursor) return false;
    this.#cursor = seq;
    this.#deliver(item, now, updates);
    return true;
  }

  #flush(now: number, updates: Update[]): boolean {
    if (this.#fresh.length === 0) return false;
    for (const item of this.#fresh) this.#deliver(item, now, updates);
    this.#fresh.length = 0;
    return true;
  }

  #deliver({ event, raw, seq }: EventItem, now: number, updates: Update[]): void {
    const runId = this.#goal.event(event, now);
    updates.push({
      type: 'event',
      event,
      ...(raw === undefined ? undefined : { raw }),
      ...(seq === undefined ? undefined : { seq }),
      ...(runId === undefined ? undefined : { runId }),
    });
  }

  #warning({ code, message, offset }: Extract<StreamItem, { kind: 'warning' }>, updates: Update[]): void {
    const times = (this.#warned.get(code) ?? 0) + 1;
    this.#warned.set(code, times);
    if (times > WARNINGS) return;
    const last = times === WARNINGS ? '; further ones are not told' : '';
    updates.push({ type: 'warning', code, message: `${message} (at byte ${offset} of the stream)${last}` });
  }
}
