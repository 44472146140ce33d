import { within } from '../../async/abort.ts';
import { isAmberError, messageOf } from '../../core/errors.ts';
import type { Session, SessionRef } from '../../core/session/session.ts';
import { answeredAlready } from '../../engine/local/state/open-question.ts';
import { readAnswers } from '../../engine/platform/api-bodies.ts';
import type { Feed } from '../events/feed.ts';
import type { SseBlock } from '../events/sse-block.ts';
import { HttpError } from '../http/responses.ts';
import type { PostedRun, RunBackend, RunnerAnswer } from '../run-backend.ts';
import { type KeyedRef, keyed } from '../run-backend.ts';
import type { StoreChange } from '../serve-options.ts';
import type { AcceptedRuns } from './accepted-runs.ts';
import type { ProxiedFeed } from './proxied-feed.ts';
import { RunDriver, type RunDriverDeps } from './run-driver.ts';
import { askRunner } from './runner-client.ts';
import type { StopFlagCache } from './stop-flag-cache.ts';
import { UnpostedRuns } from './unposted-runs.ts';

export interface ProxiedDeps extends RunDriverDeps {
  readonly acceptedRuns: AcceptedRuns;
  readonly stopFlags: StopFlagCache;
  readonly get: (ref: KeyedRef) => Promise<Session>;
}

/** Runs of one session at a time: more are a mistake of the caller's. */
const MAX_RUNS = 64;

/** How long serve waits for its last requests to the store when it shuts down, in ms. */
const LAST_REQUESTS = 5_000;

/** Runs that are under way. */
interface Underway {
  readonly ref: KeyedRef;
  /** The questions that it answers. */
  readonly answers: ReadonlySet<string>;
  readonly over: AbortController;
  readonly done: Promise<void>;
}

/**
 * Runs and events over an engine that hosts nothing: serve posts each run to the session's runner, keeps what comes of
 * it, and does what a host would do.
 */
export class ProxiedRunBackend implements RunBackend {
  readonly #deps: ProxiedDeps;
  readonly #driver: RunDriver;
  readonly #unposted: UnpostedRuns;
  readonly #underway = new Set<Underway>();
  readonly #forgetting = new Map<string, Promise<void>>();
  readonly #watching = new AbortController();
  #watch: Promise<void> | undefined;

  constructor(deps: ProxiedDeps) {
    this.#deps = deps;
    this.#driver = new RunDriver(deps);
    this.#unposted = new UnpostedRuns({
      hasRun: (ref) => deps.acceptedRuns.hasAny(ref),
      tell: ({ project, name }) =>
        deps.log('warn', 'run.unseen', {
          project,
          name,
          message:
            'the session ran and is over, and the run of its prompt never came here: runners post to another backend',
          hint: 'amber serve --manifests --as-backend makes it the runners’ backend, with BACKEND_NAMESPACE of the operator',
        }),
    });
  }

  /** Ends what an earlier serve left open, and begins to watch. */
  async start(): Promise<void> {
    const { acceptedRuns, runners, log } = this.#deps;
    for (const { ref, runIds } of acceptedRuns.left())
      await this.#recover(keyed(ref), runIds).catch((error: unknown) => {
        // One damaged log must not keep all other sessions from being served.
        log('error', 'recovery.failed', { project: ref.project, name: ref.name, error: messageOf(error) });
      });
    this.#watch = runners
      .watch?.((change) => this.#onChange(change), this.#watching.signal)
      .catch((error: unknown) => {
        if (!this.#watching.signal.aborted) log('error', 'watch.failed', { error: messageOf(error) });
      });
  }

  /** Settles what is left of a session, if it is still the one that it was. */
  async #recover(ref: KeyedRef, runIds: readonly string[]): Promise<void> {
    const session = await this.#deps.get(ref).catch((error: unknown) => {
      if (isAmberError(error, 'NOT_FOUND')) return 'gone' as const;
      // The store does not answer: what is to be written into the session is tried until it does.
      return undefined;
    });
    if (session === 'gone') return this.#forget(ref);
    if (session !== undefined) await this.met(session);
    // Another one of its name has taken its place, and has no run that was left.
    if (session !== undefined && !this.#deps.acceptedRuns.hasUnsettled(ref)) return;
    await this.#driver.recover(ref, runIds, this.#watching.signal);
  }

  #onChange(change: StoreChange): void {
    const { stopFlags, log } = this.#deps;
    switch (change.kind) {
      case 'changed':
        stopFlags.learn(keyed(change.ref), change.stopOnRunFinished);
        this.#unposted.see(keyed(change.ref), change);
        break;
      case 'broken':
        stopFlags.expire(change.project);
        break;
      case 'deleted':
        this.#unposted.forget(keyed(change.ref));
        this.#forget(keyed(change.ref)).catch((error: unknown) =>
          log('error', 'forget.failed', { ...change.ref, error: messageOf(error) }),
        );
        break;
      case 'synced':
        this.#sweep(change).catch((error: unknown) => log('error', 'sweep.failed', { error: messageOf(error) }));
    }
  }

  /** Logs of sessions that went while nobody looked. One that was made since is not gone: each is asked for. */
  async #sweep({ project, present }: Extract<StoreChange, { kind: 'synced' }>): Promise<void> {
    for (const ref of this.#deps.acceptedRuns.stored().map(keyed)) {
      if (present.has(ref.key) || (project !== undefined && ref.project !== project)) continue;
      if (this.#watching.signal.aborted) return;
      const isGone = await this.#deps.get(ref).then(
        () => false,
        (error: unknown) => isAmberError(error, 'NOT_FOUND'),
      );
      if (isGone) await this.#forget(ref);
    }
  }

  async met({ metadata }: Session): Promise<void> {
    const { uid = '', creationTimestamp = '' } = metadata;
    const ref = keyed({ project: metadata.namespace, name: metadata.name });
    const identity = `${creationTimestamp} ${uid}`;
    await this.#forgetting.get(ref.key);
    const known = this.#deps.acceptedRuns.identity(ref);
    // An older one was read before it was deleted, and says nothing of what is there now.
    if (known === identity || (known?.split(' ')[0] ?? '') > creationTimestamp) return;
    if (known !== undefined) await this.#forget(ref);
    this.#deps.acceptedRuns.identify(ref, identity);
  }

  follow(ref: SessionRef, use: (feed: Feed) => Promise<void>): Promise<void> {
    return this.#deps.feeds.use(ref, use);
  }

  async *read(ref: SessionRef, signal: AbortSignal): AsyncGenerator<SseBlock, void, void> {
    const feed = await this.#deps.feeds.use(ref, async (open) => {
      open.flush();
      return open;
    });
    // Reading needs no log that is open for writing.
    yield* feed.replay(0, signal);
  }

  async run(ref: SessionRef, run: PostedRun): Promise<{ readonly runId: string }> {
    // A log that can't be opened refuses the run instead of losing its events.
    await this.#deps.feeds.use(ref, async (feed) => this.#accept(keyed(ref), run, feed));
    return { runId: run.runId };
  }

  #accept(ref: KeyedRef, run: PostedRun, feed: ProxiedFeed): void {
    const { acceptedRuns, metrics, autoStops } = this.#deps;
    const own = [...this.#underway].filter((one) => one.ref.key === ref.key);
    if (own.length >= MAX_RUNS) throw new HttpError(429, `The session has ${MAX_RUNS} runs under way`);
    const answers = new Set(readAnswers(run.body).resume?.map(({ interruptId }) => interruptId));
    const isTaken = (): boolean => own.some((one) => [...answers].some((id) => one.answers.has(id)));
    // A runner takes a second answer for a message, and begins another run with it.
    if (answers.size > 0 && !acceptedRuns.has(ref, run.runId) && (isTaken() || feed.question(answers) === 'over'))
      throw answeredAlready(ref);
    if (!acceptedRuns.accept(ref, run.runId)) {
      metrics.add('amber_serve_runs_repeated_total');
      return;
    }
    metrics.add('amber_serve_runs_total');
    autoStops.accepted(ref, run.runId);
    const over = new AbortController();
    const underway: Underway = { ref, answers, over, done: this.#driver.drive(ref, run, over.signal) };
    this.#underway.add(underway);
    metrics.set('amber_serve_runs', this.#underway.size);
    const leave = (): void => {
      this.#underway.delete(underway);
      metrics.set('amber_serve_runs', this.#underway.size);
    };
    underway.done.then(leave, leave);
  }

  interrupt(ref: SessionRef): Promise<RunnerAnswer> {
    return askRunner(this.#deps.runners, ref, 'POST', '/interrupt');
  }

  tasks(ref: SessionRef): Promise<RunnerAnswer> {
    return askRunner(this.#deps.runners, ref, 'GET', '/tasks');
  }

  taskOutput(ref: SessionRef, task: string): Promise<RunnerAnswer> {
    return askRunner(this.#deps.runners, ref, 'GET', `/tasks/${encodeURIComponent(task)}/output`);
  }

  stopTask(ref: SessionRef, task: string): Promise<RunnerAnswer> {
    return askRunner(this.#deps.runners, ref, 'POST', `/tasks/${encodeURIComponent(task)}/stop`);
  }

  touched(ref: SessionRef): void {
    this.#deps.stopFlags.drop(keyed(ref));
  }

  removed(ref: SessionRef): Promise<void> {
    return this.#forget(keyed(ref));
  }

  async drain(signal: AbortSignal): Promise<void> {
    const ended = this.#allEnded();
    const isCut = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => isCut.resolve(), { once: true });
    if (signal.aborted) isCut.resolve();
    await Promise.race([ended, isCut.promise]);
    for (const { over } of this.#underway) over.abort();
    // A disk that takes nothing must not keep us: the next serve adds what the log does not hold.
    await this.#soon(ended);
    await this.#soon(this.#deps.autoStops.idle());
  }

  prune(): void {
    this.#deps.feeds.prune(this.#deps.clock.now());
  }

  async close(): Promise<void> {
    this.#watching.abort();
    this.#deps.autoStops.close();
    this.#deps.lastRuns.close();
    await this.#soon(this.#deps.activity.flush());
    await this.#deps.feeds.close();
    await this.#watch;
  }

  async #allEnded(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all([...this.#underway].map(({ done }) => done));
  }

  /** Waits for the last requests to the store, not longer than one may take. */
  #soon(work: Promise<void>): Promise<void> {
    return within(work, LAST_REQUESTS, this.#deps.clock);
  }

  /** The session is gone: its runs are cut, its streams end, its log goes. */
  #forget(ref: KeyedRef): Promise<void> {
    const known = this.#forgetting.get(ref.key);
    if (known !== undefined) return known;
    const work = this.#erase(ref).finally(() => this.#forgetting.delete(ref.key));
    this.#forgetting.set(ref.key, work);
    return work;
  }

  async #erase(ref: KeyedRef): Promise<void> {
    const { autoStops, activity, lastRuns, stopFlags, feeds, acceptedRuns } = this.#deps;
    autoStops.drop(ref);
    const own = [...this.#underway].filter((one) => one.ref.key === ref.key);
    for (const { over } of own) over.abort();
    await Promise.all(own.map(({ done }) => done));
    autoStops.drop(ref);
    activity.drop(ref);
    lastRuns.drop(ref);
    stopFlags.drop(ref);
    await feeds.end(ref);
    acceptedRuns.remove(ref);
  }
}
