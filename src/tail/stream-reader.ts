import { eachOf } from '../core/agui/deltas.ts';
import type { Cursor, EventItem, StreamItem } from '../core/agui/events.ts';
import type { EventUpdate, Update } from '../core/run-update.ts';
import { ReplayMemory } from './dedup/replay-memory.ts';
import { joinSeries, seriesEnd } from './delta-series.ts';
import type { Goal } from './until/goal.ts';

/** So many warnings of one kind are passed on; a stream of garbage must not become a stream of warnings. */
const MAX_WARNINGS = 20;

/**
 * What one reader has read of a session's stream, over all connections: turns items into updates, informs the goal, and
 * leaves out what was delivered before: by sequence number where the engine has them, else by memory.
 */
export class StreamReader {
  readonly #goal: Goal;
  readonly #memory = new ReplayMemory();
  readonly #warned = new Map<string, number>();
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

  /** Takes a batch; puts what is new of it into `updates`. True if there was a new event. */
  take(items: readonly StreamItem[], now: number, updates: Update[]): boolean {
    const before = updates.length;
    let warnings = 0;
    for (let at = 0; at < items.length; ) {
      const item = items[at];
      if (item?.kind === 'event') {
        at = this.#events(items, at, now, updates);
        continue;
      }
      at += 1;
      if (item?.kind === 'live') {
        this.#memory.live(updates);
        this.#goal.live(now);
      } else if (item?.kind === 'alive') {
        this.#memory.settle(updates);
        this.#goal.heartbeat?.(now);
      } else if (item !== undefined && this.#warning(item, updates)) warnings += 1;
    }
    if (items.length === 0) this.#goal.alive(now);
    return updates.length - before > warnings;
  }

  /** The replay seems to be over: delivers what waited for that. True if there was something. */
  settle(updates: Update[]): boolean {
    const before = updates.length;
    this.#memory.settle(updates);
    return updates.length > before;
  }

  /**
   * Takes the event at `from`, or the series that begins there; returns the place behind it. The goal sees all that
   * comes: a replay may be more complete than what was seen live.
   */
  #events(items: readonly StreamItem[], from: number, now: number, updates: Update[]): number {
    const first = items[from];
    if (first?.kind !== 'event') return from + 1;
    if (this.#cursor !== undefined && first.seq !== undefined && first.seq <= this.#cursor) return from + 1;
    if (this.#memory.replaying && first.seq === undefined) {
      const runId = this.#goal.event(first.event, now);
      for (const each of eachOf(first)) this.#memory.take(updateOf({ kind: 'event', ...each }, runId), updates);
      return from + 1;
    }
    const to = seriesEnd(items, from);
    const event = joinSeries(items, from, to) ?? first.event;
    const runId = this.#goal.event(event, now);
    if (first.seq === undefined) this.#memory.note(event);
    for (let at = from; at < to; at += 1) {
      const item = items[at];
      if (item?.kind !== 'event') continue;
      updates.push(updateOf(item, runId));
      if (item.seq !== undefined) this.#cursor = item.seq;
    }
    return to;
  }

  #warning({ code, message, offset }: Extract<StreamItem, { kind: 'warning' }>, updates: Update[]): boolean {
    const times = (this.#warned.get(code) ?? 0) + 1;
    this.#warned.set(code, times);
    if (times > MAX_WARNINGS) return false;
    const last = times === MAX_WARNINGS ? '; further ones are not shown' : '';
    updates.push({ type: 'warning', code, message: `${message} (at byte ${offset} of the stream)${last}` });
    return true;
  }
}

/** The first branches are the hot ones: a literal costs a third of what spreading costs. */
function updateOf({ event, raw, seq, pieces }: EventItem, runId: string | undefined): EventUpdate {
  if (raw !== undefined && runId !== undefined)
    return seq === undefined ? { type: 'event', event, raw, runId } : { type: 'event', event, raw, seq, runId };
  return {
    type: 'event',
    event,
    ...(raw === undefined ? undefined : { raw }),
    ...(seq === undefined ? undefined : { seq }),
    ...(pieces === undefined ? undefined : { pieces }),
    ...(runId === undefined ? undefined : { runId }),
  };
}
