import { orAbort } from '../../async/abort.ts';
import { formatDuration } from '../../core/duration.ts';
import { isAmberError, messageOf } from '../../core/errors.ts';
import type { Result } from '../../core/result.ts';
import type { CheckRunState, ThreadCheck } from '../api/github-api.ts';
import { runBody } from './comment-body.ts';
import type { ShowDeps } from './live-comment.ts';
import { conclusionOf, headlineOf } from './outcome-text.ts';
import type { RunView } from './run-view.ts';

/** The check's name: what a branch rule can ask for, and what is no reason to fix anything. */
export const CHECK_NAME = 'Amber Session';

/** True for a check that Amber, or the workflow of that file, has made itself: its failure says nothing of the code. */
export const isOwnCheck = ({ name, workflow }: ThreadCheck, own: string | undefined): boolean =>
  name === CHECK_NAME || (own !== undefined && workflow === own);

/** All that a check run is made of before its run says anything. */
export interface CheckStart extends Pick<RunView, 'record' | 'phrase' | 'runUrl' | 'notes' | 'sessionUrl'> {
  readonly headSha: string;
  /** Of the check run that is there already: the post step goes on with it. */
  readonly id?: number;
}

/** A run's check on the head commit. Nothing here throws: what GitHub refuses is warned of once. */
export class LiveCheck {
  readonly #deps: ShowDeps<'createCheckRun' | 'updateCheckRun'>;
  readonly #start: CheckStart;
  #id: number | undefined;
  #begun: Promise<void> | undefined;
  #isForbidden = false;
  #hasWarned = false;

  constructor(deps: ShowDeps<'createCheckRun' | 'updateCheckRun'>, start: CheckStart) {
    this.#deps = deps;
    this.#start = start;
    this.#id = start.id;
  }

  /** What another process needs to go on with this check. */
  get saved(): CheckStart {
    return { ...this.#start, ...(this.#id === undefined ? {} : { id: this.#id }) };
  }

  begin(signal?: AbortSignal): Promise<void> {
    const { runUrl, headSha } = this.#start;
    const output = { title: 'Amber is at work', summary: runUrl === '' ? 'It has begun.' : `[Log](${runUrl})` };
    const state = { status: 'in_progress', output, ...this.#details(undefined) } as const;
    this.#begun = this.#attempt('made', signal, async (api) => {
      this.#id = await api.createCheckRun(CHECK_NAME, headSha, state, signal);
    });
    return this.#begun;
  }

  /** Completes the check. A run that could not show its beginning shows its end all the same. */
  async finish(
    result: Result,
    more: Pick<RunView, 'sessionUrl' | 'pull' | 'delivery'> & { readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    const { redactor } = this.#deps;
    const { headSha, record, ...start } = this.#start;
    const { delivery, sessionUrl, pull, signal } = more;
    const { mark, sentence } = headlineOf(result);
    const view: RunView = {
      ...start,
      record: { ...record, session: result.session ?? record.session, state: 'ended', outcome: result.outcome },
      activity: { phase: '', toolCalls: 0, failedCalls: 0, elapsedMs: result.durationMs },
      result,
      ...(sessionUrl === undefined ? {} : { sessionUrl }),
      ...(pull === undefined ? {} : { pull }),
      ...(delivery === undefined ? {} : { delivery }),
    };
    const took = result.durationMs === 0 ? '' : ` after ${formatDuration(result.durationMs)}`;
    const state: CheckRunState = {
      status: 'completed',
      conclusion: conclusionOf(result),
      // Half of the 65,535 characters that GitHub takes: runBody is bounded well below.
      output: { title: `${mark} ${sentence}${took}`, summary: await runBody(view, redactor) },
      ...this.#details(sessionUrl),
    };
    // One that is being made must not be left behind.
    await (signal === undefined
      ? this.#begun
      : orAbort(this.#begun ?? Promise.resolve(), signal).catch(() => undefined));
    await this.#attempt('completed', signal, async (api) => {
      if (this.#id === undefined) this.#id = await api.createCheckRun(CHECK_NAME, headSha, state, signal);
      else await api.updateCheckRun(this.#id, state, signal);
    });
  }

  async #attempt(
    what: string,
    signal: AbortSignal | undefined,
    work: (api: ShowDeps<'createCheckRun' | 'updateCheckRun'>['api']) => Promise<void>,
  ): Promise<void> {
    if (this.#isForbidden) return;
    try {
      await work(this.#deps.api);
    } catch (error) {
      if (signal?.aborted === true) return;
      this.#isForbidden = isAmberError(error, 'FORBIDDEN', 'UNAUTHENTICATED');
      if (!this.#hasWarned) this.#deps.warn(`the check can't be ${what}: ${messageOf(error)}`);
      this.#hasWarned = true;
    }
  }

  /** GitHub's own page of the check says nothing more: its link leads to the session, or to the log. */
  #details(sessionUrl = this.#start.sessionUrl): { readonly detailsUrl?: string } {
    const { runUrl } = this.#start;
    const detailsUrl = sessionUrl ?? (runUrl === '' ? undefined : runUrl);
    return detailsUrl === undefined ? {} : { detailsUrl };
  }
}
