import { DelayedAbort, orAbort } from '../../async/abort.ts';
import { isType } from '../../core/agui/events.ts';
import { messageOf } from '../../core/errors.ts';
import type { Result } from '../../core/outcome.ts';
import type { Session, SessionRef } from '../../core/session/session.ts';
import type { Update } from '../../core/update.ts';
import type { Engine } from '../../engine/engine.ts';
import type { GitHubApi } from '../api/api.ts';
import type { Job } from '../open-job.ts';
import type { SavedState } from '../post-step/step-state.ts';
import type { Planned } from '../run/carry-out.ts';
import { recordOf, urlOfComment } from '../run/thread-record.ts';
import { managePull } from '../thread/managed-pull.ts';
import { LiveCheck } from './check-run.ts';
import { LiveComment } from './live-comment.ts';
import { react, reactionTo } from './reaction.ts';
import { shortResult } from './shown.ts';

/** Of a cancelled job's last seconds so many belong to its comment and check, in ms. */
const LAST_MS = 1_700;

/**
 * So long a comment waits for its session to be made, in ms: its record names it then, and a command that comes soon
 * after finds it. The 👀 is there already.
 */
const SESSION_MS = 2_000;

/** What is known at the end beside the result. */
export interface Afterwards {
  readonly engine: Engine | undefined;
  /** As the engine showed it last. */
  readonly session: Session | undefined;
  readonly url: string | undefined;
}

/** What people see of a run on GitHub, beside the log and the summary. Nothing of it can fail the run. */
export interface Audience {
  update(updates: readonly Update[]): void;
  /** A run that was queued has its turn, in this session if it is known. */
  turn(session?: SessionRef): void;
  /** The last words. Gives the pull request that came of the run, if one did. */
  finish(result: Result, afterwards: Afterwards): Promise<number | undefined>;
}

const NOBODY: Audience = { update: () => {}, turn: () => {}, finish: async () => undefined };

/** Begins to show the run, and does not wait for that. */
export async function openAudience(
  planned: Planned,
  job: Job,
  state: SavedState,
  warn: (message: string) => void,
): Promise<Audience> {
  const { comment, checkRun, reaction } = planned.plan.show;
  if (!comment && !checkRun && !reaction) return NOBODY;
  try {
    const shown = new Shown({ planned, job, state, warn, api: await job.api() });
    shown.begin();
    return shown;
  } catch (error) {
    warn(`nothing can be shown on GitHub: ${messageOf(error)}`);
    return NOBODY;
  }
}

interface Showing {
  readonly planned: Planned;
  readonly job: Job;
  readonly state: SavedState;
  readonly api: GitHubApi;
  warn(message: string): void;
}

class Shown implements Audience {
  readonly #showing: Showing;
  readonly #comment: LiveComment | undefined;
  readonly #check: LiveCheck | undefined;
  /** Aborted once the session is known. */
  readonly #known = new AbortController();
  #checkBegun: Promise<void> | undefined;
  #isQueued: boolean;
  #isFinal = false;
  /** Once the run has ended. */
  #result: Result | undefined;

  constructor(showing: Showing) {
    const { api, job, planned, warn } = showing;
    const { plan, facts } = planned;
    const { context, inputs, redactor, runner } = job;
    const { after, headSha, notes, show, thread } = plan;
    this.#showing = showing;
    this.#isQueued = after !== undefined;
    const deps = { api, clock: runner.clock, redactor, warn };
    const record = recordOf(plan, job);
    const start = { record, phrase: inputs.trigger, runUrl: context.runUrl, notes };
    const before = facts.thread?.record?.commentId;
    const link = after === undefined || before === undefined ? {} : { after: urlOfComment(thread, before, context) };
    if (show.comment && thread !== undefined) this.#comment = new LiveComment(deps, { ...start, ...link, thread });
    if (show.checkRun && headSha !== undefined) this.#check = new LiveCheck(deps, { ...start, headSha });
  }

  begin(): void {
    const { job, planned } = this.#showing;
    if (planned.plan.show.reaction) void react(job.event, 'eyes', this.#showing);
    void this.#beginComment();
    this.#checkBegun = this.#check?.begin().then(() => this.#save());
    this.#save();
  }

  async #beginComment(): Promise<void> {
    const { job, planned } = this.#showing;
    const { after, session } = planned.plan;
    if (session.kind === 'create' && after === undefined)
      await job.runner.clock.sleep(SESSION_MS, this.#known.signal).catch(() => undefined);
    // A run that ended meanwhile has a last edit, which makes the comment.
    if (this.#result !== undefined) return;
    await this.#comment?.begin();
    this.#save();
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

  async finish(result: Result, { engine, session, url }: Afterwards): Promise<number | undefined> {
    const { job, planned, state } = this.#showing;
    const { event, interrupts, redactor, runner } = job;
    const never = new AbortController();
    const patience = new DelayedAbort(runner.clock, interrupts.first, LAST_MS, never.signal);
    const { signal } = patience;
    this.#known.abort();
    this.#result = shortResult(result, redactor);
    this.#save();
    try {
      const pull = interrupts.first.aborted ? undefined : await this.#manage(engine, session, signal);
      const more = {
        ...(pull === undefined ? {} : { pull }),
        ...(url === undefined ? {} : { sessionUrl: url }),
        signal,
      };
      const reaction = planned.plan.show.reaction ? reactionTo(result) : undefined;
      await Promise.all([
        this.#comment?.finish(result, more),
        this.#finishCheck(result, more),
        reaction === undefined ? undefined : react(event, reaction, this.#showing, signal),
      ]);
      // What is not certain yet the post step finds out, and says.
      this.#isFinal = !signal.aborted && result.stopReason !== 'unconfirmed';
      if (this.#isFinal) state.update({ shown: null });
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
    const { api, job, planned, warn } = this.#showing;
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
    this.#showing.state.update({ shown });
  }
}

function startsOwnRun(update: Update): boolean {
  return update.type === 'event' && update.foreign !== true && isType(update.event, 'RUN_STARTED');
}
