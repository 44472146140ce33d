import { messageOf } from '../../core/errors.ts';
import { type AguiEvent, runIdOf } from '../../core/events.ts';
import { mayEnd } from '../../core/run-error.ts';
import type { SessionRef } from '../../core/session.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Block } from '../events/block.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Feed } from '../events/feed.ts';
import type { Logs } from '../events/logs.ts';
import { HttpError } from '../http/answer.ts';
import { type KeyedRef, keyed, plain } from '../keyed.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Runners } from '../options.ts';
import type { Conversations, PostedRun, RunnerAnswer } from '../store.ts';
import type { Activity } from './activity.ts';
import { ask } from './ask.ts';
import type { AutoStops } from './auto-stops.ts';
import type { Flags } from './flags.ts';
import type { Ledger } from './ledger.ts';
import { RunnerRefusal, type RunStreamDeps, runStream } from './run-stream.ts';

export interface ProxiedDeps extends RunStreamDeps {
  readonly engine: Engine;
  readonly runners: Runners;
  readonly ledger: Ledger;
  readonly logs: Logs;
  readonly flags: Flags;
  readonly autoStops: AutoStops;
  readonly activity: Activity;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Runs of one session at a time: more are a mistake of the caller's. */
const MOST_RUNS = 64;

/** How long serve waits for its last requests to the store when it shuts down, in ms. */
const LAST_REQUESTS = 5_000;

/** Runs that are under way. */
interface Underway {
  readonly ref: KeyedRef;
  readonly over: AbortController;
  readonly done: Promise<void>;
}

/**
 * Runs and events over an engine that hosts nothing: serve posts each run to the session's runner, keeps what comes of
 * it, and does what a host would do.
 */
export class Proxied implements Conversations {
  readonly #deps: ProxiedDeps;
  readonly #underway = new Set<Underway>();
  readonly #watching = new AbortController();
  #watch: Promise<void> | undefined;

  constructor(deps: ProxiedDeps) {
    this.#deps = deps;
  }

  /** Ends what an earlier serve left open, and begins to watch. */
  async start(): Promise<void> {
    const { ledger, runners, log } = this.#deps;
    for (const { ref, runIds } of ledger.left())
      await this.#recover(keyed(ref), runIds).catch((error: unknown) => {
        // One damaged log must not keep all other sessions from being served.
        log('error', 'recovery.failed', { project: ref.project, name: ref.name, error: messageOf(error) });
      });
    this.#watch = runners
      .watch?.((ref, isDeleted) => {
        this.#deps.flags.drop(keyed(ref));
        if (isDeleted)
          this.#forget(keyed(ref)).catch((error: unknown) =>
            log('error', 'forget.failed', { project: ref.project, name: ref.name, error: messageOf(error) }),
          );
      }, this.#watching.signal)
      .catch((error: unknown) => {
        if (!this.#watching.signal.aborted) log('error', 'watch.failed', { error: messageOf(error) });
      });
  }

  follow(ref: SessionRef, use: (feed: Feed) => Promise<void>): Promise<void> {
    return this.#deps.logs.use(ref, use);
  }

  async *read(ref: SessionRef, signal: AbortSignal): AsyncGenerator<Block, void, void> {
    const blocks: AsyncIterable<Block>[] = [];
    await this.#deps.logs.use(ref, async (log) => {
      log.flush();
      blocks.push(log.replay(0, signal));
    });
    for (const replay of blocks) yield* replay;
  }

  run(ref: SessionRef, run: PostedRun): Promise<void> {
    // A log that can't be opened refuses the run instead of losing its events.
    return this.#deps.logs.use(ref, async () => this.#accept(keyed(ref), run));
  }

  #accept(ref: KeyedRef, run: PostedRun): void {
    const { ledger, metrics, autoStops } = this.#deps;
    const own = [...this.#underway].filter((one) => one.ref.key === ref.key);
    if (own.length >= MOST_RUNS) throw new HttpError(429, `The session has ${MOST_RUNS} runs under way`);
    if (!ledger.accept(ref, run.runId)) {
      metrics.add('amber_serve_runs_repeated_total');
      return;
    }
    metrics.add('amber_serve_runs_total');
    autoStops.accepted(ref, run.runId);
    const over = new AbortController();
    const underway: Underway = { ref, over, done: this.#drive(ref, run, over.signal) };
    this.#underway.add(underway);
    metrics.set('amber_serve_runs', this.#underway.size);
    const leave = (): void => {
      this.#underway.delete(underway);
      metrics.set('amber_serve_runs', this.#underway.size);
    };
    underway.done.then(leave, leave);
  }

  interrupt(ref: SessionRef): Promise<RunnerAnswer> {
    return ask(this.#deps.runners, ref, 'POST', '/interrupt');
  }

  tasks(ref: SessionRef): Promise<RunnerAnswer> {
    return ask(this.#deps.runners, ref, 'GET', '/tasks');
  }

  taskOutput(ref: SessionRef, task: string): Promise<RunnerAnswer> {
    return ask(this.#deps.runners, ref, 'GET', `/tasks/${encodeURIComponent(task)}/output`);
  }

  stopTask(ref: SessionRef, task: string): Promise<RunnerAnswer> {
    return ask(this.#deps.runners, ref, 'POST', `/tasks/${encodeURIComponent(task)}/stop`);
  }

  touched(ref: SessionRef): void {
    this.#deps.flags.drop(keyed(ref));
  }

  removed(ref: SessionRef): Promise<void> {
    return this.#forget(keyed(ref));
  }

  async drain(signal: AbortSignal): Promise<void> {
    const cut = (): void => {
      for (const { over } of this.#underway) over.abort();
    };
    signal.addEventListener('abort', cut, { once: true });
    if (signal.aborted) cut();
    while (this.#underway.size > 0) await Promise.all([...this.#underway].map(({ done }) => done));
    signal.removeEventListener('abort', cut);
    await this.#soon(this.#deps.autoStops.idle());
  }

  prune(): void {
    this.#deps.logs.prune(this.#deps.clock.now());
  }

  async close(): Promise<void> {
    this.#watching.abort();
    this.#deps.autoStops.close();
    await this.#soon(this.#deps.activity.flush());
    await this.#watch;
  }

  /** Waits for the last requests to the store, not longer than one may take. */
  async #soon(work: Promise<void>): Promise<void> {
    const over = new AbortController();
    const limit = this.#deps.clock.sleep(LAST_REQUESTS, over.signal).catch(() => undefined);
    await Promise.race([work, limit]);
    over.abort();
  }

  /** The session is gone: its runs are cut, its streams end, its log goes. */
  async #forget(ref: KeyedRef): Promise<void> {
    const { autoStops, activity, flags, logs, ledger } = this.#deps;
    autoStops.drop(ref);
    const own = [...this.#underway].filter((one) => one.ref.key === ref.key);
    for (const { over } of own) over.abort();
    await Promise.all(own.map(({ done }) => done));
    autoStops.drop(ref);
    activity.drop(ref);
    flags.drop(ref);
    await logs.end(ref);
    ledger.remove(ref);
  }

  /** One run, from its first event to its last. Never rejects. */
  async #drive(ref: KeyedRef, run: PostedRun, signal: AbortSignal): Promise<void> {
    const { logs, autoStops, log } = this.#deps;
    const { runId } = run;
    try {
      await logs.use(ref, async (events) => {
        const end = await this.#pass(ref, run, events, signal);
        if (end !== undefined) await this.#append(ref, runId, events, [{ event: end }]);
        events.flush();
      });
    } catch (error) {
      log('error', 'run.failed', { ...plain(ref), runId, error: messageOf(error) });
    }
    autoStops.over(ref, runId);
  }

  /** Passes a runner's events on; gives the end that has to be added, if the runner told none. */
  async #pass(ref: KeyedRef, run: PostedRun, log: EventLog, signal: AbortSignal): Promise<AguiEvent | undefined> {
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
  async #append(
    ref: KeyedRef,
    runId: string,
    log: EventLog,
    entries: readonly { readonly event: AguiEvent; readonly raw?: string }[],
  ): Promise<void> {
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
  async #recover(ref: KeyedRef, runIds: readonly string[]): Promise<void> {
    const { logs, autoStops } = this.#deps;
    const open = new Set(runIds);
    for (const runId of runIds) autoStops.accepted(ref, runId);
    await logs.use(ref, async (log) => {
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
