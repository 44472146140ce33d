import type { AguiEvent } from '../../core/agui/events.ts';
import { STREAM_ENDED } from '../../core/agui/run-end-events.ts';
import { messageOf } from '../../core/errors.ts';
import { isEndOf, RunEndReader } from '../../core/tracker/run-end-reader.ts';
import { errorFacts, type Log } from '../json-log.ts';
import type { Metrics } from '../metrics.ts';
import type { PostedRun } from '../run-backend.ts';
import { type KeyedRef, plain } from '../run-backend.ts';
import type { AutoStops } from './auto-stops.ts';
import type { ActivityPatcher } from './last-activity.ts';
import { type LastRuns, lastRunOfEnd } from './last-runs.ts';
import type { ProxiedFeed, RunnerEvent } from './proxied-feed.ts';
import type { ProxiedFeeds } from './proxied-feeds.ts';
import { RunnerRefusal, type RunStreamDeps, runStream } from './run-stream.ts';

export interface RunDriverDeps extends RunStreamDeps {
  readonly feeds: ProxiedFeeds;
  readonly autoStops: AutoStops;
  readonly activity: ActivityPatcher;
  readonly lastRuns: LastRuns;
  /** A run has ended, and has cost so much. */
  readonly spent: (usd: number) => void;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Where the events of one run go. */
interface Sink {
  readonly ref: KeyedRef;
  readonly runId: string;
  readonly log: ProxiedFeed;
  readonly reader: RunEndReader;
  readonly signal: AbortSignal;
}

/** Brings runs from their runner into the log, and to an end in any case. */
export class RunDriver {
  readonly #deps: RunDriverDeps;

  constructor(deps: RunDriverDeps) {
    this.#deps = deps;
  }

  /** One run, from its first event to its last. Never rejects. */
  async drive(ref: KeyedRef, run: PostedRun, signal: AbortSignal): Promise<void> {
    const { feeds, log } = this.#deps;
    const { runId } = run;
    try {
      await feeds.use(ref, async (events) => {
        const sink: Sink = { ref, runId, log: events, reader: new RunEndReader(runId), signal };
        const end = await this.#pass(run, sink);
        if (end !== undefined) await this.#append(sink, [{ event: end }]);
        events.flush();
      });
    } catch (error) {
      log('error', 'run.failed', { ...plain(ref), runId, error: messageOf(error) });
    }
    await this.#over(ref, [runId], signal);
  }

  /** Passes a runner's events on; returns the end that has to be added, if the runner sent none. */
  async #pass(run: PostedRun, sink: Sink): Promise<AguiEvent | undefined> {
    const { ref, runId, signal } = sink;
    const { metrics, log } = this.#deps;
    let hasEnded = false;
    try {
      for await (const items of runStream(plain(ref), run, this.#deps, signal)) {
        const entries = items.flatMap((item) => (item.kind === 'event' ? [item] : []));
        if (entries.length === 0) continue;
        hasEnded ||= entries.some(({ event }) => isEndOf(event, runId));
        await this.#append(sink, entries);
      }
    } catch (error) {
      if (!signal.aborted) log('warn', 'run.failed', { ...plain(ref), runId, ...errorFacts(error) });
      if (error instanceof RunnerRefusal) return this.#runError(runId, error.code, error.message);
    }
    if (hasEnded) return undefined;
    metrics.add('amber_serve_runs_cut_total');
    return this.#runError(runId, STREAM_ENDED, 'the runner’s stream ended before the run did');
  }

  /** Into the log first; what follows from an event comes after it. */
  async #append({ ref, runId, log, reader, signal }: Sink, entries: readonly RunnerEvent[]): Promise<void> {
    const { activity, autoStops, lastRuns, spent, clock } = this.#deps;
    await log.append(runId, entries);
    if (entries.some(({ event }) => isEndOf(event, runId))) log.flush();
    for (const { event } of entries) {
      activity.event(ref, event.type === 'RUN_STARTED');
      const end = reader.take(event);
      if (end !== undefined) {
        lastRuns.set(ref, lastRunOfEnd(end, runId, clock.date()));
        // A run may go on after an error: that one is written once the connection is over, or the session to be stopped.
        if (event.type === 'RUN_FINISHED') {
          spent(end.cost?.usd ?? 0);
          void lastRuns.settle(ref, signal);
        }
      }
      autoStops.event(ref, runId, event);
    }
  }

  /** Runs whose connections are over. They are not settled until their end is written into the session. */
  async #over(ref: KeyedRef, runIds: readonly string[], signal: AbortSignal): Promise<void> {
    if (!(await this.#deps.lastRuns.settle(ref, signal))) return;
    for (const runId of runIds) this.#deps.autoStops.over(ref, runId);
  }

  #runError(runId: string, code: string, message: string): AguiEvent {
    return { type: 'RUN_ERROR', message, code, runId, timestamp: this.#deps.clock.date().getTime() };
  }

  /** Runs that a serve before us had accepted: those without an end get one, and all are settled, until the signal. */
  async recover(ref: KeyedRef, runIds: readonly string[], signal: AbortSignal): Promise<void> {
    const { feeds, autoStops, lastRuns, clock } = this.#deps;
    const readers = new Map(runIds.map((runId) => [runId, new RunEndReader(runId)]));
    const open = new Set(runIds);
    for (const runId of runIds) autoStops.accepted(ref, runId);
    await feeds.use(ref, async (log) => {
      for await (const { frames } of log.replay(0, signal)) {
        for (const { runId = '', raw } of frames) {
          const reader = readers.get(runId);
          if (reader === undefined) continue;
          const event = JSON.parse(raw) as AguiEvent;
          const end = reader.take(event);
          if (end !== undefined) {
            open.delete(runId);
            lastRuns.set(ref, lastRunOfEnd(end, runId, clock.date()));
          }
          autoStops.event(ref, runId, event);
        }
      }
      for (const runId of open) {
        const end = this.#runError(runId, STREAM_ENDED, 'serve ended before the run did');
        await this.#append({ ref, runId, log, reader: new RunEndReader(runId), signal }, [{ event: end }]);
      }
      log.flush();
    });
    // A store that does not answer yet must not keep serve from its start.
    void this.#over(ref, runIds, signal);
  }
}
