import { DelayedAbort, orAbort } from '../../async/abort.ts';
import { isType } from '../../core/agui/events.ts';
import { messageOf } from '../../core/errors.ts';
import type { Result } from '../../core/result.ts';
import type { Update } from '../../core/run-update.ts';
import type { Session, SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import type { GitHubApi } from '../api/github-api.ts';
import type { Delivery } from '../deliver/delivery-report.ts';
import type { Thread } from '../event/github-event.ts';
import type { WorkflowContext } from '../event/workflow-context.ts';
import type { Job } from '../open-job.ts';
import type { Planned, RunPlan } from '../plan/plan-types.ts';
import { type ShownState, shortResult } from '../post-step/step-state.ts';
import { managePull } from '../thread/manage-pull.ts';
import { LiveCheck } from './check-run.ts';
import { endLeftComment } from './end-abandoned-comment.ts';
import { LiveComment } from './live-comment.ts';
import { reactionTo } from './outcome-text.ts';
import { AT_WORK, react } from './reaction.ts';
import { runHead } from './run-view.ts';

/** What a cancelled job's last seconds leave for its comment and check, in ms. */
const LAST_MS = 1_700;

/**
 * How long a comment waits for its session to be made, in ms: its record names it then, and a command that comes soon
 * after finds it. The 👀 is there already.
 */
const SESSION_MS = 2_000;

/** What is known at the end beside the result. */
export interface RunEndFacts {
  readonly engine: Engine | undefined;
  /** As the engine showed it last. */
  readonly session: Session | undefined;
  readonly url: string | undefined;
  readonly delivery: Delivery | undefined;
}

/** What people see of a run on GitHub, beside the log and the summary. Nothing of it can fail the run. */
export interface Publisher {
  update(updates: readonly Update[]): void;
  /** A run that was queued begins, in this session if it is known. */
  turn(session?: SessionRef): void;
  /** Shows the end. Returns the number of the pull request that came of the run, if one did. */
  finish(result: Result, facts: RunEndFacts): Promise<number | undefined>;
}

const NO_PUBLISHER: Publisher = { update: () => {}, turn: () => {}, finish: async () => undefined };

export interface PublisherOptions {
  warn(message: string): void;
  /** Keeps what the post step needs to go on, as it changes; null once people see how the run ended. */
  save(shown: ShownState | null): void;
}

/** Begins to show the run, and does not wait for that. */
export async function openPublisher(
  planned: Planned<RunPlan>,
  job: Job,
  options: PublisherOptions,
): Promise<Publisher> {
  const { comment, checkRun, reaction } = planned.plan.show;
  if (!comment && !checkRun && !reaction) return NO_PUBLISHER;
  try {
    const publisher = new GitHubPublisher({ ...options, planned, job, api: await job.api() });
    publisher.begin();
    return publisher;
  } catch (error) {
    options.warn(`nothing can be shown on GitHub: ${messageOf(error)}`);
    return NO_PUBLISHER;
  }
}

interface PublisherParts extends PublisherOptions {
  readonly planned: Planned<RunPlan>;
  readonly job: Job;
  readonly api: GitHubApi;
}

class GitHubPublisher implements Publisher {
  readonly #parts: PublisherParts;
  readonly #comment: LiveComment | undefined;
  readonly #check: LiveCheck | undefined;
  /** Aborted once the session is known. */
  readonly #known = new AbortController();
  #checkBegun: Promise<void> | undefined;
  #isQueued: boolean;
  #isFinal = false;
  /** Once the run has ended. */
  #result: Result | undefined;

  constructor(parts: PublisherParts) {
    const { api, job, planned, warn } = parts;
    const { plan, facts } = planned;
    const { context, redactor, runner } = job;
    const { after, headSha, show, thread } = plan;
    this.#parts = parts;
    this.#isQueued = after !== undefined;
    const deps = { api, clock: runner.clock, redactor, warn };
    const start = runHead(plan, job);
    const before = facts.thread?.record?.commentId;
    const link = after === undefined || before === undefined ? {} : { after: commentUrl(thread, before, context) };
    if (show.comment && thread !== undefined) this.#comment = new LiveComment(deps, { ...start, ...link, thread });
    if (show.checkRun && headSha !== undefined) this.#check = new LiveCheck(deps, { ...start, headSha });
  }

  begin(): void {
    const { job, planned } = this.#parts;
    if (planned.plan.show.reaction) void react(job.event, AT_WORK, this.#parts);
    void this.#beginComment();
    void this.#endLeft();
    this.#checkBegun = this.#check?.begin().then(() => this.#save());
    this.#save();
  }

  async #beginComment(): Promise<void> {
    const { job, planned } = this.#parts;
    const { after, session } = planned.plan;
    if (session.kind === 'create' && after === undefined)
      await job.runner.clock.sleep(SESSION_MS, this.#known.signal).catch(() => undefined);
    // A run that ended meanwhile has a last edit, which makes the comment.
    if (this.#result !== undefined) return;
    await this.#comment?.begin();
    this.#save();
  }

  /** The run before is not under way any more. Where its comment says that it is, nobody else will end it. */
  async #endLeft(): Promise<void> {
    const { job, planned, warn } = this.#parts;
    const { after, thread } = planned.plan;
    const before = planned.facts.thread?.record;
    if (this.#comment === undefined || after !== undefined || thread === undefined) return;
    if (before?.record.state === 'running') await endLeftComment(before, thread, job, warn);
  }

  update(updates: readonly Update[]): void {
    this.#comment?.update(updates);
    if (this.#isQueued && updates.some(startsOwnRun)) this.turn();
    if (!updates.some(({ type }) => type === 'session.created')) return;
    this.#known.abort();
    this.#save();
  }

  turn(session?: SessionRef): void {
    if (!this.#isQueued) return;
    this.#isQueued = false;
    this.#comment?.change({ state: 'running', ...(session === undefined ? {} : { session: session.name }) });
  }

  async finish(result: Result, { delivery, engine, session, url }: RunEndFacts): Promise<number | undefined> {
    const { job, planned, save } = this.#parts;
    const { event, interrupts, redactor, runner } = job;
    const never = new AbortController();
    const patience = new DelayedAbort(runner.clock, interrupts.first, LAST_MS, never.signal);
    const { signal } = patience;
    this.#known.abort();
    this.#result = shortResult(result, redactor);
    this.#save();
    try {
      const managed = interrupts.first.aborted ? undefined : await this.#manage(engine, session, signal);
      const pull = delivery?.pull?.number ?? managed;
      const more = {
        ...(pull === undefined ? {} : { pull }),
        ...(url === undefined ? {} : { sessionUrl: url }),
        ...(delivery === undefined ? {} : { delivery }),
        signal,
      };
      const reaction = planned.plan.show.reaction ? reactionTo(result) : undefined;
      await Promise.all([
        this.#comment?.finish(result, more),
        this.#finishCheck(result, more),
        reaction === undefined ? undefined : react(event, reaction, this.#parts, signal),
      ]);
      // The post step finds out what is not certain yet, and says it.
      this.#isFinal = !signal.aborted && result.stopReason !== 'unconfirmed';
      if (this.#isFinal) save(null);
      return pull;
    } finally {
      patience.clear();
    }
  }

  /** A check that is just being made must be known first: a second one would leave it hanging. */
  async #finishCheck(
    result: Result,
    more: Parameters<LiveCheck['finish']>[1] & { signal: AbortSignal },
  ): Promise<void> {
    await orAbort(Promise.resolve(this.#checkBegun), more.signal).catch(() => undefined);
    await this.#check?.finish(result, more);
  }

  /** Looks after the pull request that came of a thread's session. */
  async #manage(
    engine: Engine | undefined,
    session: Session | undefined,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const { api, job, planned, warn } = this.#parts;
    const { thread, attempts } = planned.plan;
    if (thread === undefined || engine === undefined || session === undefined) return undefined;
    const { context, inputs, runner } = job;
    const { owner, repo, serverUrl } = context;
    const hints = {
      session: session.metadata.name,
      ...(thread.kind === 'issue' ? { source: thread.number } : {}),
      lastAction: runner.clock.date().toISOString(),
      retryCount: attempts,
    };
    const { host } = new URL(serverUrl);
    try {
      const managing = { api, engine, owner, repo, host, label: inputs.managedLabel, signal };
      return await managePull(session, hints, managing);
    } catch (error) {
      if (!signal.aborted) warn(`the session's pull request could not be looked after: ${messageOf(error)}`);
      return undefined;
    }
  }

  #save(): void {
    const [comment, check, result] = [this.#comment?.saved, this.#check?.saved, this.#result];
    if (this.#isFinal || (comment === undefined && check === undefined)) return;
    const shown = { ...(comment && { comment }), ...(check && { check }), ...(result && { result }) };
    this.#parts.save(shown);
  }
}

function startsOwnRun(update: Update): boolean {
  return update.type === 'event' && update.foreign !== true && isType(update.event, 'RUN_STARTED');
}

/** Where a person finds a comment of a thread. */
function commentUrl(thread: Thread | undefined, id: number, { serverUrl }: WorkflowContext): string {
  if (thread === undefined) return serverUrl;
  const { kind, number, owner, repo } = thread;
  return `${serverUrl}/${owner}/${repo}/${kind === 'issue' ? 'issues' : 'pull'}/${number}#issuecomment-${id}`;
}
