import { within } from '../../../async/abort.ts';
import { type AmberError, isAmberError } from '../../../core/errors.ts';
import type { Session, SessionRef } from '../../../core/session/session.ts';
import type { SessionEventLog } from '../log/session-event-log.ts';
import { groupRuns, signalGroup } from '../process-identity.ts';
import { reconcile } from '../recover-lost-hosts.ts';
import { removeHost } from '../state/host-record.ts';
import { takeAll } from '../state/inbox.ts';
import { removeQuestion } from '../state/open-question.ts';
import { ended, isAccident, type SessionEnding, withStatus } from '../state/session-status.ts';
import { endMarked, killMarked } from './end-leftover-processes.ts';
import type { HostDeps } from './host-deps.ts';
import { HostedRun } from './hosted-run.ts';
import { HostedSession } from './hosted-session.ts';
import { runNeverBegun } from './run-events.ts';
import { runLoop } from './run-loop.ts';
import { GRACE } from './start-hosted-agent.ts';
import { watchRequests } from './watch-requests.ts';

/** Owns one session from `Pending` to its end: the agent, the log, the phases. */
export class Host {
  readonly #hosted: HostedSession;
  /** Resolves once nothing of the session runs any more. Never rejects: see `failure`. */
  readonly done: Promise<void>;
  #written = false;

  /**
   * Begins to host a session whose host record is ours.
   * @throws AmberError NOT_FOUND, STATE
   */
  constructor(ref: SessionRef, deps: HostDeps) {
    this.#hosted = new HostedSession(ref, deps);
    this.done = this.#live();
  }

  get ref(): SessionRef {
    return this.#hosted.ref;
  }

  get log(): SessionEventLog {
    return this.#hosted.log;
  }

  /** Why the state directory does not hold all that happened. */
  get failure(): AmberError | undefined {
    return this.#hosted.failure;
  }

  /** True while nothing has asked for the session's end. */
  get goesOn(): boolean {
    return this.#hosted.ending === undefined;
  }

  /** Something in the session's directory has changed. What other processes change is seen without it. */
  wake(): void {
    this.#hosted.attention.ring();
  }

  /**
   * The session at its end, after a failure: written by now if that can be done, else in the answer only. The caller
   * learns that nothing of it runs any more.
   * @throws AmberError NOT_FOUND
   */
  async endOf(): Promise<Session> {
    await this.done;
    try {
      if (!this.#written) await this.#writeEnd();
      return await reconcile(this.#hosted.deps.store, this.ref);
    } catch (error) {
      if (!isAmberError(error, 'STATE')) throw error;
      return this.#ended(this.#hosted.session);
    }
  }

  #ended(session: Session): Session {
    const { deps, dropped, ending, lastActivityTime, left } = this.#hosted;
    return ended(session, ending ?? LOST, deps.store.clock.date(), { lastActivityTime, left, dropped });
  }

  async #writeEnd(): Promise<void> {
    const { deps, ref } = this.#hosted;
    const { store } = deps;
    try {
      // Together: a process that starts the session again writes a record of its own.
      await store.locked(ref, () => {
        const session = this.#ended(store.read(ref));
        store.write(ref, session);
        this.#hosted.remember(session);
        removeHost(store.stateDir, ref);
      });
    } catch (error) {
      if (!isAmberError(error, 'NOT_FOUND')) throw error;
      // Its files were removed: nothing is left that could say how it ended.
      removeHost(store.stateDir, ref);
    }
    this.#written = true;
  }

  async #live(): Promise<void> {
    const hosted = this.#hosted;
    const over = new AbortController();
    const attending = watchRequests(hosted, over.signal);
    const release = hosted.deps.onExit(() => {
      if (hosted.pgid !== undefined) signalGroup(hosted.pgid, 'SIGKILL');
      if (hosted.mark !== undefined) killMarked(hosted.mark);
    });
    for (const step of [
      () => runLoop(hosted),
      () => closeAgent(hosted),
      () => closeRuns(hosted),
      () => this.#writeEnd(),
    ])
      try {
        await step();
      } catch (error) {
        // The steps after it still have to be tried, the agent's end most of all.
        hosted.fail(error);
      }
    release();
    over.abort();
    await attending;
    hosted.log.close();
  }
}

const LOST: SessionEnding = { phase: 'Failed', reason: 'HostFailed', message: 'the host ended without a reason' };

/** No message is accepted from here on; the agent and all that it has started end. */
async function closeAgent(hosted: HostedSession): Promise<void> {
  const { agent, deps, mark, pgid } = hosted;
  const { clock } = deps.store;
  if (agent !== undefined) {
    await within(
      agent.close().catch(() => {}),
      deps.waits.close,
      clock,
    );
    if (agent.pid !== undefined && groupRuns(agent.pid)) signalGroup(agent.pid, 'SIGKILL');
  }
  if (mark !== undefined) hosted.left = await endMarked(mark, { grace: GRACE, clock, pgid });
}

/** Every run that was accepted gets its end. */
async function closeRuns(hosted: HostedSession): Promise<void> {
  const { agent, deps, ending = LOST, log, paths, ref, run } = hosted;
  if (hosted.session.status?.phase !== 'Stopping')
    await hosted.patch((session) => withStatus(session, { phase: 'Stopping' }));
  if (run !== undefined) {
    // The agent is gone: what it said last may still be on its way.
    await within(run.settled, 1_000, deps.store.clock);
    run.log.end([], ending);
    hosted.run = undefined;
  }
  removeQuestion(paths);
  const dropped = takeAll(paths, isAccident(ending) ? 'unattended' : 'none');
  for (const input of dropped)
    if (agent === undefined && ending.phase === 'Failed')
      // What they were sent to start did not start: that is how they failed.
      new HostedRun(ref.name, input, (event) => hosted.append(event)).end([], ending);
    else for (const event of runNeverBegun(ref.name, input, ending)) hosted.append(event);
  if (ending.phase === 'Stopped') hosted.dropped = dropped.length;
  log.flush();
}
