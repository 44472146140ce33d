import { randomUUID } from 'node:crypto';
import {
  droppedMessages,
  droppedMessagesOf,
  type LeftProcess,
  leftProcesses,
  leftProcessesOf,
} from '../../../core/session/end-conditions.ts';
import { isTerminal } from '../../../core/session/phase.ts';
import {
  ANNOTATION,
  type Condition,
  type RunInput,
  type Session,
  type SessionStatus,
} from '../../../core/session/session.ts';
import { annotated } from './session-store.ts';

/** Times of the object are RFC 3339. Milliseconds are kept: `startTime` distinguishes two starts within one second. */
export const stamp = (date: Date): string => date.toISOString();

/** The session with fields of its status replaced; undefined removes one. */
export function withStatus(
  session: Session,
  changes: { readonly [K in keyof SessionStatus]: SessionStatus[K] | undefined },
): Session {
  const status: { [field: string]: unknown } = { ...session.status, ...changes };
  for (const [field, value] of Object.entries(status)) if (value === undefined) delete status[field];
  return { ...session, status };
}

/** The session with a condition set; its time moves only if its status does. */
function withCondition(session: Session, condition: Condition, date: Date): Session {
  const others = (session.status?.conditions ?? []).filter(({ type }) => type !== condition.type);
  const before = session.status?.conditions?.find(({ type }) => type === condition.type);
  const lastTransitionTime =
    before?.status === condition.status && before.lastTransitionTime !== undefined
      ? before.lastTransitionTime
      : stamp(date);
  return withStatus(session, { conditions: [...others, { ...condition, lastTransitionTime }] });
}

/** The session with its agent running. */
export function running(
  session: Session,
  agent: { readonly sessionId: string; readonly canLoad: boolean; readonly loaded: boolean },
  date: Date,
): Session {
  const settled = annotated(session, {
    [ANNOTATION.forcePrompt]: null,
    ...(session.metadata.annotations?.[ANNOTATION.desiredPhase] === 'Running'
      ? { [ANNOTATION.desiredPhase]: null }
      : {}),
  });
  const status = withStatus(settled, {
    phase: 'Running',
    startTime: stamp(date),
    lastActivityTime: stamp(date),
    sdkSessionId: agent.sessionId,
  });
  const forgot = session.status?.sdkSessionId !== undefined && !agent.loaded;
  const loadable = !agent.canLoad ? CANNOT_LOAD : forgot ? NOT_LOADED : LOADABLE;
  const ready: Condition = { type: 'Ready', status: 'True', reason: 'AgentRunning' };
  return withCondition(withCondition(status, ready, date), loadable, date);
}

// What a start of the session finds of its memory; core/session/session.ts, `losesMemory`.
const LOADABLE: Condition = { type: 'SessionLoadable', status: 'True' };
const CANNOT_LOAD: Condition = {
  type: 'SessionLoadable',
  status: 'False',
  reason: 'AgentCannotLoad',
  message: 'the agent can not go on with an earlier session: a start begins without memory',
};
/** Of this start only: a later start can go on with what the agent reads from here on. */
const NOT_LOADED: Condition = {
  type: 'SessionLoadable',
  status: 'False',
  reason: 'NotLoaded',
  message: 'the agent does not remember the session: this start began without memory',
};

/** The session asked to start again: everything of its last end is gone but its memory. */
export function restarted(session: Session, date: Date): Session {
  const asked = annotated(session, {
    [ANNOTATION.desiredPhase]: 'Running',
    [ANNOTATION.startRequestedAt]: stamp(date),
    [ANNOTATION.stopReason]: null,
    [ANNOTATION.stopRequestedAt]: null,
    [ANNOTATION.stopOwed]: null,
  });
  const status = withStatus(asked, { phase: 'Pending', completionTime: undefined, stoppedReason: undefined });
  return withCondition(status, { type: 'Ready', status: 'False', reason: 'Starting' }, date);
}

/**
 * True if this start of the session is to run its initial prompt: as on the platform only the very first one does, even if
 * it never came so far, or one that is marked for it.
 */
export function runsPromptFirst({ spec, metadata: { annotations = {} } }: Session): boolean {
  const again = annotations[ANNOTATION.startRequestedAt] !== undefined;
  return spec.initialPrompt !== undefined && (!again || annotations[ANNOTATION.forcePrompt] === 'true');
}

/** The initial prompt, if this start is to run it. */
export function firstInput(session: Session): RunInput | undefined {
  const { initialPrompt } = session.spec;
  if (initialPrompt === undefined || !runsPromptFirst(session)) return undefined;
  return { runId: randomUUID(), messages: [{ id: randomUUID(), role: 'user', content: initialPrompt }] };
}

/** How a session came to its end. */
export interface SessionEnding {
  readonly phase: 'Stopped' | 'Failed';
  /** Why the session was stopped, with `Stopped`. */
  readonly stoppedReason?: string;
  /** Reason of condition `Ready`: one word. */
  readonly reason: string;
  readonly message: string;
  /** With `Failed`: code of the RUN_ERROR that an open run gets; `reason` if absent. */
  readonly code?: string;
  /** With `Failed`: what to do about it. */
  readonly hint?: string;
}

/** True for an end that nobody has asked for: what nobody waits for is carried out by the next start. */
export function isAccident({ phase, stoppedReason }: SessionEnding): boolean {
  return phase === 'Failed' || stoppedReason === 'shutdown';
}

/** What is known at a session's end beside its reason. */
export interface SessionEndFacts {
  readonly lastActivityTime?: string | undefined;
  /** What the agent had left running. */
  readonly left?: readonly LeftProcess[];
  /** How many messages that waited the stop has dropped. */
  readonly dropped?: number;
}

/** The session at its end: what was asked of it is settled, as the platform's operator settles it. */
export function ended(
  session: Session,
  ending: SessionEnding,
  date: Date,
  { lastActivityTime, left = [], dropped = 0 }: SessionEndFacts = {},
): Session {
  const settled = annotated(session, {
    [ANNOTATION.desiredPhase]: null,
    [ANNOTATION.stopReason]: null,
    [ANNOTATION.stopRequestedAt]: null,
    [ANNOTATION.runCost]: null,
  });
  const status = withStatus(settled, {
    phase: ending.phase,
    completionTime: stamp(date),
    // `HostLost` → `host-lost`.
    stoppedReason: ending.stoppedReason ?? ending.reason.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase(),
    agentStatus: undefined,
    ...(lastActivityTime === undefined ? {} : { lastActivityTime }),
  });
  const message = ending.hint === undefined ? ending.message : `${ending.message}; ${ending.hint}`;
  const ready: Condition = { type: 'Ready', status: 'False', reason: ending.reason, message };
  const forgot = session.status?.conditions?.some(({ reason }) => reason === NOT_LOADED.reason) === true;
  const settledMemory = forgot ? withCondition(status, LOADABLE, date) : status;
  const news = [
    ...(left.length > 0 || leftProcessesOf(session) !== undefined ? [leftProcesses(left)] : []),
    ...(dropped > 0 || droppedMessagesOf(session) !== undefined ? [droppedMessages(dropped)] : []),
    ready,
  ];
  return news.reduce((noted, condition) => withCondition(noted, condition, date), settledMemory);
}

/** True if the session is on its way to its end, or asked to be. */
export function isLeaving({ metadata, status }: Session): boolean {
  if (isTerminal(status?.phase)) return false;
  return status?.phase === 'Stopping' || metadata.annotations?.[ANNOTATION.desiredPhase] === 'Stopped';
}
