import { AmberError } from '../../core/errors.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { ANNOTATION, type RunInput, type Session, type SessionRef } from '../../core/session/session.ts';
import { awaitsAnswer } from './agui-http/conversation-file.ts';
import type { SessionHosts } from './host/session-hosts.ts';
import { isStaleAnswer } from './stale-answer.ts';
import { accept, answeredBy, isKnown, noteAnswer, waitingRuns, withdraw } from './state/inbox.ts';
import { answeredAlready, answerQuestion, notTaken } from './state/open-question.ts';
import { isLeaving, restarted, runsPromptFirst } from './state/session-status.ts';
import { annotated, type SessionStore } from './state/session-store.ts';

interface MessageQueueDeps {
  readonly store: SessionStore;
  readonly hosting: SessionHosts;
  /** The session as it is now. */
  get(ref: SessionRef): Promise<Session>;
  /** Waits until a session that is stopping has stopped. @throws AmberError CONFLICT if that takes too long */
  untilTerminal(ref: SessionRef): Promise<void>;
}

/** The messages of sessions: taking them in, each as a run or as an answer, and what waits. */
export class MessageQueue {
  readonly #deps: MessageQueueDeps;

  constructor(deps: MessageQueueDeps) {
    this.#deps = deps;
  }

  async send(ref: SessionRef, input: RunInput): Promise<{ runId: string }> {
    await this.#deps.get(ref);
    const { hosting, store } = this.#deps;
    const paths = store.paths(ref);
    const runId = await store.locked(ref, () => {
      if (isKnown(paths, input.runId)) return answeredBy(paths, input.runId) ?? input.runId;
      const session = store.read(ref);
      const phase = isLeaving(session) ? 'Stopping' : session.status?.phase;
      if (isTerminal(phase) || phase === 'Stopping')
        throw new AmberError('CONFLICT', `session ${ref.name} takes no message: it is ${phase}`, {
          hint: `amber start ${ref.name}`,
        });
      return this.#take(ref, session, input);
    });
    hosting.find(ref)?.wake();
    return { runId };
  }

  async sendOrStart(
    ref: SessionRef,
    input: RunInput,
  ): Promise<{ runId: string; started: boolean; startTime?: string }> {
    await this.#deps.get(ref);
    const { hosting, store } = this.#deps;
    const paths = store.paths(ref);
    for (;;) {
      const taken = await store.locked(ref, () => {
        if (isKnown(paths, input.runId))
          return { runId: answeredBy(paths, input.runId) ?? input.runId, started: false };
        const session = store.read(ref);
        if (isLeaving(session)) return undefined;
        const { phase, startTime } = session.status ?? {};
        if (!isTerminal(phase)) {
          const runId = this.#take(ref, session, input);
          if (input.unattended === 'stop') store.write(ref, withDebt(session, input, false));
          return { runId, started: false, ...(phase === 'Running' && startTime !== undefined && { startTime }) };
        }
        if (isStaleAnswer(paths, session, input)) throw answeredAlready(ref);
        hosting.announce(ref);
        store.write(ref, withDebt(restarted(session, store.clock.date()), input, true));
        accept(paths, input);
        return { runId: input.runId, started: true };
      });
      // A message to a stopping session waits for the next start.
      if (taken === undefined) await this.#deps.untilTerminal(ref);
      else {
        if (taken.started) await this.#launchFor(ref, input.runId);
        else hosting.find(ref)?.wake();
        return taken;
      }
    }
  }

  async openRuns(ref: SessionRef): Promise<{ isUnderWay: boolean; waiting: readonly string[] }> {
    // In this order: the session says that it works before a message leaves its queue, so that each counts at least once.
    const waiting = waitingRuns(this.#deps.store.paths(ref)).map(({ runId }) => runId);
    const session = await this.#deps.get(ref);
    const { agentStatus } = session.status ?? {};
    const isUnderWay = agentStatus === 'working' || agentStatus === 'waiting_input' || isToBegin(session);
    return { isUnderWay, waiting };
  }

  async takeBack(ref: SessionRef, runId: string): Promise<boolean> {
    const { isUnderWay, waiting } = await this.openRuns(ref);
    const isBehind = isUnderWay ? waiting.includes(runId) : waiting.indexOf(runId) > 0;
    return isBehind && this.#deps.store.locked(ref, () => withdraw(this.#deps.store.paths(ref), runId));
  }

  /** Takes a message in, under the lock: as the answer to the question that waits, else as a run of its own. */
  #take(ref: SessionRef, session: Session, input: RunInput): string {
    const paths = this.#deps.store.paths(ref);
    const answered = answerQuestion(paths, ref, input);
    if (answered !== undefined) noteAnswer(paths, input, answered);
    else if (isStaleAnswer(paths, session, input)) throw answeredAlready(ref);
    else if (input.messages.length > 0 || awaitsAnswer(paths.conversation)) accept(paths, input);
    else throw notTaken(ref, input);
    return answered ?? input.runId;
  }

  /** A message whose session could not be started must not wait for the next start. */
  async #launchFor(ref: SessionRef, runId: string): Promise<void> {
    try {
      await this.#deps.hosting.launch(ref);
    } catch (error) {
      await this.#deps.store.locked(ref, () => withdraw(this.#deps.store.paths(ref), runId)).catch(() => false);
      throw error;
    }
  }
}

/** True while the session has not come to its initial prompt. */
function isToBegin(session: Session): boolean {
  const { phase } = session.status ?? {};
  return (phase === undefined || phase === 'Pending' || phase === 'Creating') && runsPromptFirst(session);
}

/** The session with the note of the stop that is owed for a message nobody waits for, where one is. */
function withDebt(session: Session, { runId, unattended }: RunInput, started: boolean): Session {
  const isOwed = unattended === 'stop' || (started && unattended === 'stop-if-started');
  return isOwed ? annotated(session, { [ANNOTATION.stopOwed]: runId }) : session;
}
