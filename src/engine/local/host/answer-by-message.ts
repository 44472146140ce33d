import { ANNOTATION } from '../../../core/session/session.ts';
import type { Attendant, OpenQuestion } from '../acp/agent-interface.ts';
import { answerOf, closeQuestion, openQuestion } from '../state/open-question.ts';
import type { HostedSession } from './hosted-session.ts';

/** What a host does while the agent of a run asks: says so in the session, and lets messages answer. */
export function answerByMessage(hosted: HostedSession, runId: string): Attendant {
  return {
    waits: (isWaiting) => hosted.waits(isWaiting),
    questionGrace: () => questionGraceOf(hosted),
    open: (toolCallId, request) => open(hosted, { toolCallId, runId, request }),
  };
}

/** What the session says counts more than what its host was started with. In ms. */
function questionGraceOf({ deps, session }: HostedSession): number {
  const seconds = Number(session.metadata.annotations?.[ANNOTATION.questionGrace]);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : (deps.questionGrace ?? 0);
}

async function open(hosted: HostedSession, question: Parameters<typeof openQuestion>[1]): Promise<OpenQuestion> {
  const { deps, paths, ref } = hosted;
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  const keepsAlive = questionGraceOf(hosted) > 0;
  try {
    await deps.store.locked(ref, () => openQuestion(paths, question));
  } catch (error) {
    // A state directory that can't be used ends the session, and with it the question.
    hosted.fail(error);
  }
  hosted.question = {
    keepsAlive,
    look: () => {
      if (answerOf(paths) !== undefined) resolve();
    },
  };
  return {
    answered,
    close: async () => {
      try {
        return await deps.store.locked(ref, () => closeQuestion(paths));
      } catch (error) {
        hosted.fail(error);
        return undefined;
      } finally {
        hosted.question = undefined;
        hosted.activity = deps.store.clock.now();
      }
    },
  };
}
