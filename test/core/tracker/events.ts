import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { Session, SessionStatus } from '../../../src/core/session/session.ts';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { RunTracker } from '../../../src/core/tracker/run-tracker.ts';

export const OWN = 'run-own';
export const OTHER = 'run-other';

type Fields = { readonly [field: string]: unknown };

export function started(runId: string, fields: Fields = {}): AguiEvent {
  return { type: 'RUN_STARTED', threadId: 'thread', runId, ...fields };
}

export function finished(runId: string, fields: Fields = {}): AguiEvent {
  return { type: 'RUN_FINISHED', threadId: 'thread', runId, result: { is_error: false }, ...fields };
}

export function failed(message: string, fields: Fields = {}): AguiEvent {
  return { type: 'RUN_ERROR', message, ...fields };
}

/** A message of the agent in two pieces; `ids` is how its events name the run. */
export function said(words: string, messageId: string, ids: Fields = {}): AguiEvent[] {
  const half = Math.floor(words.length / 2);
  return [
    { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', ...ids },
    { type: 'TEXT_MESSAGE_CONTENT', messageId, delta: words.slice(0, half), ...ids },
    { type: 'TEXT_MESSAGE_CONTENT', messageId, delta: words.slice(half), ...ids },
    { type: 'TEXT_MESSAGE_END', messageId, ...ids },
  ];
}

/** A tool call with its arguments in two pieces. */
export function called(toolCallName: string, args: string, toolCallId: string, ids: Fields = {}): AguiEvent[] {
  const half = Math.floor(args.length / 2);
  return [
    { type: 'TOOL_CALL_START', toolCallId, toolCallName, ...ids },
    { type: 'TOOL_CALL_ARGS', toolCallId, delta: args.slice(0, half), ...ids },
    { type: 'TOOL_CALL_ARGS', toolCallId, delta: args.slice(half), ...ids },
    { type: 'TOOL_CALL_END', toolCallId, ...ids },
  ];
}

/** The platform's way to say that it has taken a message in. */
export function taken(runId: string, fields: Fields = {}): AguiEvent {
  const messages = [{ id: `user-${runId}`, role: 'user', content: `prompt of ${runId}` }];
  return { type: 'MESSAGES_SNAPSHOT', threadId: 'thread', runId, messages, ...fields };
}

export function session(status: SessionStatus, spec: Session['spec'] = {}): Session {
  return {
    apiVersion: 'vteam.ambient-code/v1alpha1',
    kind: 'AgenticSession',
    metadata: { name: 'session-1', namespace: 'team-a' },
    spec,
    status,
  };
}

export const RUNNING = session({ phase: 'Running', agentStatus: 'working', startTime: '2026-11-22T15:00:00Z' });

/** A tracker of a message that we sent. */
export function sent(): RunTracker {
  return new RunTracker({ kind: 'sent', runId: OWN }, TIMING, 0);
}

/** A tracker of a session that we have just created. */
export function initial(): RunTracker {
  return new RunTracker({ kind: 'initial' }, TIMING, 0);
}

/** Hands all events over at one time; gives the runs that they belong to. */
export function feed(tracker: RunTracker, events: readonly AguiEvent[], now = 0): (string | undefined)[] {
  return events.map((event) => tracker.event(event, now));
}
