import { CUSTOM } from '../../../core/agui/custom-events.ts';
import type { AguiEvent, OwnEvent } from '../../../core/agui/events.ts';
import type { RunError } from '../../../core/outcome.ts';
import type { RunInput } from '../../../core/session/session.ts';

/** Events that the host itself writes about a run. */

/** A run's start, with the messages that it answers, also where its agent never came to them. */
export function runStarted(threadId: string, { runId, messages }: RunInput): AguiEvent & OwnEvent {
  const asked = messages.map(({ id, role, content }) => ({
    id,
    role,
    content: typeof content === 'string' ? content : [...content],
  }));
  const input = { threadId, runId, messages: asked, tools: [], context: [] };
  return { type: 'RUN_STARTED', threadId, runId, protocolVersion: '1.0', input };
}

/** A run that was cut off. `stoppedReason` says by what, where it was a limit of the session or another run's end. */
export const runCancelled = (threadId: string, runId: string, stoppedReason?: string): AguiEvent => ({
  type: 'RUN_FINISHED',
  threadId,
  runId,
  outcome: { type: 'cancelled' },
  ...(stoppedReason === undefined ? {} : { result: { stoppedReason } }),
});

/** The runId and the hint are no fields of the specification here; readers need them. */
export const runError = (runId: string, { code, message, hint }: RunError): AguiEvent => ({
  type: 'RUN_ERROR',
  runId,
  message,
  code,
  ...(hint === undefined ? {} : { hint }),
});

export const custom = (name: string, value: unknown): AguiEvent => ({ type: 'CUSTOM', name, value });

/** A warning for the reader, in the stream because only the host knows of it. */
export const warning = (code: string, message: string): AguiEvent => custom(CUSTOM.warning, { code, message });

export const isRunEnd = (type: string): boolean => type === 'RUN_FINISHED' || type === 'RUN_ERROR';
