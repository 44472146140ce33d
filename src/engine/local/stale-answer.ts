import { join } from 'node:path';
import { type AguiEvent, text } from '../../core/agui/events.ts';
import { interruptsOf } from '../../core/agui/question-tool.ts';
import { waitingOf } from '../../core/agui/waiting-events.ts';
import type { RunInput, Session } from '../../core/session/session.ts';
import { readConversation } from './agui-http/conversation-file.ts';
import { linesBackwards } from './log/log-repair.ts';
import { readNames, readText } from './state/files.ts';
import { pending } from './state/inbox.ts';
import type { SessionPaths } from './state/paths.ts';

/**
 * True for a message that answers a question by its name, and the question no longer waits: its run goes on without it, or
 * another message has come since. For messages that no running question takes; to be called under the session's lock.
 */
export function isStaleAnswer(paths: SessionPaths, session: Session, { answer, resume = [] }: RunInput): boolean {
  if (answer === null || resume.length === 0) return false;
  const ids = new Set(resume.map(({ interruptId }) => interruptId));
  if (pending(paths).length > 0) return true;
  // A message that the host has just taken up shows neither in the log yet, nor in the conversation with a server.
  if (session.status?.agentStatus === 'working' && isTakenUp(paths, ids)) return true;
  const server = readConversation(paths.conversation)?.open;
  if (server === undefined) return !waitsInLog(paths.events, ids);
  return ![...server.interrupts.map((interrupt) => text(interrupt, 'id') ?? ''), ...server.toolCallIds].some((id) =>
    ids.has(id),
  );
}

function isTakenUp({ runs }: SessionPaths, ids: ReadonlySet<string>): boolean {
  return readNames(runs).some((name) => {
    const { resume = [] } = JSON.parse(readText(join(runs, name)) ?? '{}') as Partial<RunInput>;
    return resume.some(({ interruptId }) => ids.has(interruptId));
  });
}

/** True if the last run has asked one of these questions, and has got no answer since. */
function waitsInLog(path: string, ids: ReadonlySet<string>): boolean {
  for (const line of linesBackwards(path)) {
    // Text of an agent can't look like this: its quotes are escaped.
    if (!/"type":"(?:RUN_|CUSTOM"|TOOL_CALL_(?:START|END)")/.test(line)) continue;
    const event = JSON.parse(line) as AguiEvent;
    const waiting = waitingOf(event);
    if (waiting?.state === 'over' && waiting.for === 'question' && waiting.answer !== undefined) return false;
    const named = [event.toolCallId, ...(event.type === 'RUN_FINISHED' ? interruptsOf(event).map(({ id }) => id) : [])];
    if (named.some((id) => typeof id === 'string' && ids.has(id))) return true;
    if (event.type === 'RUN_STARTED') return false;
  }
  return false;
}
