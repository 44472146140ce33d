import { CUSTOM } from '../../../core/agui/custom-events.ts';
import { type AguiEvent, type OwnEvent, object } from '../../../core/agui/events.ts';
import { NOT_BEGUN, RUN_NEVER_STARTED } from '../../../core/agui/run-end-events.ts';
import type { RunError } from '../../../core/result.ts';
import type { RunInput } from '../../../core/session/session.ts';
import type { SessionEnding } from '../state/session-status.ts';

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

/** The end of a run that its session's end has cut off. A stop is no fault of the run: not even if the agent died of it. */
export function runCutOff(threadId: string, runId: string, ending: SessionEnding): AguiEvent {
  if (ending.phase === 'Failed') return runError(runId, { ...ending, code: ending.code ?? ending.reason });
  // A run that another run's end takes down differs from one that a person stopped: its sender tries again.
  const { stoppedReason } = ending;
  return runCancelled(threadId, runId, stoppedReason === 'user' ? undefined : stoppedReason);
}

/** The events of a message that was waiting for its turn when its session ended: what was asked, and that nothing came of it. */
export function runNeverBegun(threadId: string, input: RunInput, ending: SessionEnding): readonly AguiEvent[] {
  const started = { ...runStarted(threadId, input), ...NOT_BEGUN };
  const { message, phase, stoppedReason } = ending;
  // A limit of the session, or another run's end: its sender knows what that means.
  if (phase === 'Stopped' && stoppedReason !== 'user' && stoppedReason !== 'shutdown')
    return [started, runCutOff(threadId, input.runId, ending)];
  const why = phase === 'Failed' ? message : 'the session was stopped';
  const error = {
    code: RUN_NEVER_STARTED,
    message: `the message was never begun, and is lost: ${why}`,
    hint: `send it again: amber send ${threadId} …`,
  };
  return [started, runError(input.runId, error)];
}

export const custom = (name: string, value: unknown): AguiEvent => ({ type: 'CUSTOM', name, value });

/** A warning for the reader, in the stream because only the host knows of it. */
export const warning = (code: string, message: string): AguiEvent => custom(CUSTOM.warning, { code, message });

/** The beginning of a tool call with the directory that its agent works in: readers name files by their paths in it. */
export function inDirectory(event: AguiEvent, directory: string | undefined): AguiEvent {
  if (event.type !== 'TOOL_CALL_START' && event.type !== 'TOOL_CALL_CHUNK') return event;
  const { directory: named, ...metadata } = object(event, 'metadata') ?? {};
  return directory === undefined || named !== undefined ? event : { ...event, metadata: { ...metadata, directory } };
}

export const isRunEnd = (type: string): boolean => type === 'RUN_FINISHED' || type === 'RUN_ERROR';
