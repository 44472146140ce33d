import { join } from 'node:path';
import { text } from '../../core/agui/events.ts';
import type { RunInput, Session } from '../../core/session/session.ts';
import { readConversation } from './agui-http/conversation-file.ts';
import { questionInLog } from './log/question-in-log.ts';
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
  if (server === undefined) return questionInLog(paths.events, ids) !== 'waits';
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
