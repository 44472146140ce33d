import { within } from '../../async/abort.ts';
import type { Clock } from '../../core/clock.ts';
import { isAmberError, messageOf } from '../../core/errors.ts';
import type { Result } from '../../core/result.ts';
import type { Update } from '../../core/run-update.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { GitHubApi } from '../api/github-api.ts';
import type { Thread } from '../event/github-event.ts';
import { findComment } from '../thread/find-comments.ts';
import { type ThreadRecord, writeRecord } from '../thread/thread-record.ts';
import { runBody } from './comment-body.ts';
import { ActivityWatch } from './run-activity.ts';
import type { RunView } from './run-view.ts';

/** A comment's reader does not see it change more often; each edit is a request. */
const EDIT_INTERVAL_MS = 10_000;
/** A run waits for its comment to be created; after that it goes on, and the comment comes later. */
const BEGIN_TIMEOUT_MS = 5_000;
/** An edit that is on its way is waited for, so that it can't overtake the last one. */
const IN_FLIGHT_TIMEOUT_MS = 2_000;
const MAX_CREATES = 3;

/** What shows a run on GitHub works with. */
export interface ShowDeps<Calls extends keyof GitHubApi> {
  readonly api: Pick<GitHubApi, Calls>;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** A line in the log and an annotation. What can't be shown never fails a run. */
  warn(message: string): void;
}

/** All that a comment is made of before its run says anything. */
export interface CommentStart extends Pick<RunView, 'record' | 'phrase' | 'runUrl' | 'notes' | 'after' | 'sessionUrl'> {
  readonly thread: Thread;
  /** Of the comment that is there already: the post step goes on with it. */
  readonly id?: number;
}

/**
 * A run's one comment: created at once, edited in place when something has changed, at most every 10 s; the last edit
 * always goes out. Nothing here throws: what GitHub refuses is warned of once.
 */
export class LiveComment {
  readonly #deps: ShowDeps<'createComment' | 'updateComment' | 'ownComments'>;
  readonly #start: CommentStart;
  readonly #begun: number;
  readonly #watch = new ActivityWatch();
  readonly #over = new AbortController();
  /** Ends an edit that is still on its way when the last one has to go. */
  readonly #editing = new AbortController();
  #record: ThreadRecord;
  #sessionUrl: string | undefined;
  #id: number | undefined;
  #lastSent = Number.NEGATIVE_INFINITY;
  #isStale = false;
  #sending: Promise<void> | undefined;
  #creates = 0;
  /** The record of a comment that may have been created: no answer came. */
  #unanswered: string | undefined;
  #isGivenUp = false;
  #hasWarned = false;

  constructor(deps: ShowDeps<'createComment' | 'updateComment' | 'ownComments'>, start: CommentStart) {
    this.#deps = deps;
    this.#start = start;
    this.#begun = deps.clock.now();
    this.#record = start.record;
    this.#sessionUrl = start.sessionUrl;
    this.#id = start.id;
  }

  /** What another process needs to go on with this comment. */
  get saved(): CommentStart {
    return {
      ...this.#start,
      record: this.#record,
      ...(this.#sessionUrl === undefined ? {} : { sessionUrl: this.#sessionUrl }),
      ...(this.#id === undefined ? {} : { id: this.#id }),
    };
  }

  /** Creates the comment. Resolves once it is there, or after 5 s: then it comes by itself. */
  async begin(): Promise<void> {
    this.#touch();
    await within(this.#first(), BEGIN_TIMEOUT_MS, this.#deps.clock);
  }

  update(updates: readonly Update[]): void {
    let isNews = false;
    for (const update of updates) {
      if (update.type === 'session.created') {
        this.#record = { ...this.#record, session: update.session.name };
        this.#sessionUrl = update.url ?? this.#sessionUrl;
        isNews = true;
      } else if (update.type === 'event' && update.event.type === 'RUN_STARTED' && update.foreign !== true) {
        const runId = update.runId ?? update.event.runId;
        if (typeof runId === 'string') this.#record = { ...this.#record, runId };
      }
      isNews = this.#watch.take(update) || isNews;
    }
    if (isNews) this.#touch();
  }

  /** Changes what is remembered of the thread: a queued run has its turn, a session is known. */
  change(changes: Partial<ThreadRecord>): void {
    this.#record = { ...this.#record, ...changes };
    this.#touch();
  }

  /** The last edit. Resolves once it is out, or GitHub has refused it, or the signal is aborted. */
  async finish(
    result: Result,
    more: Pick<RunView, 'sessionUrl' | 'pull' | 'delivery'> & { readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    const { clock } = this.#deps;
    const { delivery, pull, signal } = more;
    // No update says it for a session that was there already.
    this.#sessionUrl = more.sessionUrl ?? this.#sessionUrl;
    const waited = new AbortController();
    const patience = clock.sleep(
      IN_FLIGHT_TIMEOUT_MS,
      AbortSignal.any([waited.signal, ...(signal === undefined ? [] : [signal])]),
    );
    this.#over.abort();
    await Promise.race([this.#sending, patience.catch(() => undefined)]);
    waited.abort();
    this.#editing.abort();
    this.#record = {
      ...this.#record,
      session: result.session ?? this.#record.session,
      runId: result.runId ?? this.#record.runId,
      state: 'ended',
      outcome: result.outcome,
      ...(delivery?.commit === undefined ? {} : { pushedSha: delivery.commit }),
    };
    await this.#send(
      await this.#body({ result, ...(pull === undefined ? {} : { pull }), ...(delivery && { delivery }) }),
      signal,
    );
  }

  #first(): Promise<void> {
    return this.#sending ?? Promise.resolve();
  }

  /** Something has changed: it goes out when its time has come. */
  #touch(): void {
    this.#isStale = true;
    if (this.#sending !== undefined || this.#over.signal.aborted || this.#isGivenUp) return;
    this.#sending = this.#sendChanges().finally(() => {
      this.#sending = undefined;
    });
  }

  async #sendChanges(): Promise<void> {
    const { clock } = this.#deps;
    while (this.#isStale && !this.#isGivenUp) {
      const pause = this.#lastSent + EDIT_INTERVAL_MS - clock.now();
      if (pause > 0) await clock.sleep(pause, this.#over.signal).catch(() => undefined);
      if (this.#over.signal.aborted) return;
      this.#isStale = false;
      await this.#send(await this.#body(), this.#editing.signal);
    }
  }

  async #body(end: Pick<RunView, 'result' | 'pull' | 'delivery'> = {}): Promise<string> {
    const { clock, redactor } = this.#deps;
    const { phrase, runUrl, notes, after } = this.#start;
    const record = { ...this.#record, updatedAt: clock.date().toISOString() };
    const view: RunView = {
      ...{ record, phrase, runUrl, notes },
      activity: this.#watch.read(clock.now() - this.#begun),
      ...(after === undefined ? {} : { after }),
      ...(this.#sessionUrl === undefined ? {} : { sessionUrl: this.#sessionUrl }),
      ...end,
    };
    // First: nothing that stands before it can hide it or make it shown.
    return `${writeRecord(record)}\n\n${await runBody(view, redactor)}`;
  }

  async #send(body: string, signal: AbortSignal | undefined): Promise<void> {
    if (this.#isGivenUp) return;
    this.#lastSent = this.#deps.clock.now();
    try {
      if (this.#id === undefined) await this.#create(body, signal);
      else await this.#deps.api.updateComment(this.#id, body, signal);
    } catch (error) {
      if (signal?.aborted === true) return;
      const mayCome = isAmberError(error, 'UNAVAILABLE', 'TIMEOUT') && this.#creates < MAX_CREATES;
      this.#isStale ||= mayCome;
      this.#isGivenUp = !mayCome;
      if (!this.#hasWarned)
        this.#deps.warn(`the comment can't be ${this.#id === undefined ? 'made' : 'edited'}: ${messageOf(error)}`);
      this.#hasWarned = true;
    }
  }

  async #create(body: string, signal: AbortSignal | undefined): Promise<void> {
    const { api } = this.#deps;
    const { thread } = this.#start;
    if (this.#unanswered !== undefined) {
      const made = await findComment(api, thread, (body) => firstLine(body) === this.#unanswered, signal);
      if (made !== undefined) {
        this.#id = made.id;
        await api.updateComment(made.id, body, signal);
        return;
      }
    }
    this.#creates += 1;
    this.#unanswered = firstLine(body);
    this.#id = (await api.createComment(thread, body, signal)).id;
    this.#creates = 0;
  }
}

const firstLine = (body: string): string => body.split(/\r?\n/, 1)[0] ?? '';
