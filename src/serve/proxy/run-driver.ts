import { type AguiEvent, runIdOf } from '../../core/agui/events.ts';
import { mayEnd } from '../../core/agui/run-end.ts';
import { messageOf } from '../../core/errors.ts';
import type { PostedRun } from '../conversations.ts';
import { type KeyedRef, plain } from '../conversations.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ActivityPatcher } from './activity.ts';
import type { AutoStops } from './auto-stops.ts';
import type { ProxiedFeed, RunnerEvent } from './proxied-feed.ts';
import type { ProxiedFeeds } from './proxied-feeds.ts';
import { RunnerRefusal, type RunStreamDeps, runStream } from './run-stream.ts';

export interface RunDriverDeps extends RunStreamDeps {
  readonly feeds: ProxiedFeeds;
  readonly autoStops: AutoStops;
  readonly activity: ActivityPatcher;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Brings runs from their runner into the log, and to an end in any case. */
export class RunDriver {
  readonly #deps: RunDriverDeps;

  constructor(deps: RunDriverDeps) {
    this.#deps = deps;
  }

  /** One run, from its first event to its last. Never rejects. */
  async drive(ref: KeyedRef, run: PostedRun, signal: AbortSignal): Promise<void> {
    const { feeds, autoStops, log } = this.#deps;
    const { runId } = run;
    try {
      await feeds.use(ref, async (events) => {
        const end = await this.#pass(ref, run, events, signal);
        if (end !== undefined) await this.#append(ref, runId, events, [{ event: end }]);
        events.flush();
      });
    } catch (error) {
      log('error', 'run.failed', { ...plain(ref), runId, error: messageOf(error) });
    }
    autoStops.over(ref, runId);
  }

  /** Passes a runner's events on; returns the end that has to be added, if the runner sent none. */
  async #pass(ref: KeyedRef, run: PostedRun, log: ProxiedFeed, signal: AbortSignal): Promise<AguiEvent | undefined> {
    let hasEnded = false;
    try {
      for await (const items of runStream(plain(ref), run, this.#deps, signal)) {
        const entries = items.flatMap((item) => (item.kind === 'event' ? [item] : []));
        if (entries.length === 0) continue;
        hasEnded ||= entries.some(({ event }) => isEndOf(event, run.runId));
        await this.#append(ref, run.runId, log, entries);
      }
    } catch (error) {
      if (error instanceof RunnerRefusal) return this.#runError(run.runId, error.code, error.message);
      if (!signal.aborted)
        this.#deps.log('error', 'run.failed', { ...plain(ref), runId: run.runId, error: messageOf(error) });
    }
    if (hasEnded) return undefined;
    this.#deps.metrics.add('amber_serve_runs_cut_total');
    return this.#runError(run.runId, 'STREAM_ENDED', 'the runner’s stream ended before the run did');
  }

  /** Into the log first; what follows from an event comes after it. */
  async #append(ref: KeyedRef, runId: string, log: ProxiedFeed, entries: readonly RunnerEvent[]): Promise<void> {
    await log.append(runId, entries);
    if (entries.some(({ event }) => isEndOf(event, runId))) log.flush();
    for (const { event } of entries) {
      this.#deps.activity.event(ref, event.type === 'RUN_STARTED');
      this.#deps.autoStops.event(ref, runId, event);
    }
  }

  #runError(runId: string, code: string, message: string): AguiEvent {
    return { type: 'RUN_ERROR', message, code, runId, timestamp: this.#deps.clock.date().getTime() };
  }

  /** Runs that a serve before us had accepted: those without an end get one, and all are settled. */
  async recover(ref: KeyedRef, runIds: readonly string[]): Promise<void> {
    const { feeds, autoStops } = this.#deps;
    const open = new Set(runIds);
    for (const runId of runIds) autoStops.accepted(ref, runId);
    await feeds.use(ref, async (log) => {
      for await (const { frames } of log.replay(0, new AbortController().signal)) {
        for (const { runId = '', raw } of frames) {
          if (!runIds.includes(runId)) continue;
          const event = JSON.parse(raw) as AguiEvent;
          if (isEndOf(event, runId)) open.delete(runId);
          autoStops.event(ref, runId, event);
        }
      }
      for (const runId of open)
        await this.#append(ref, runId, log, [
          { event: this.#runError(runId, 'STREAM_ENDED', 'serve ended before the run did') },
        ]);
      log.flush();
    });
    for (const runId of runIds) autoStops.over(ref, runId);
  }
}

/** Whether an event ends the run on whose connection it came. */
function isEndOf(event: AguiEvent, runId: string): boolean {
  if (event.type !== 'RUN_FINISHED' && event.type !== 'RUN_ERROR') return false;
  return (runIdOf(event) ?? runId) === runId && (event.type === 'RUN_FINISHED' || mayEnd(event));
}
