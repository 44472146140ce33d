import { join } from 'node:path';
import { ANNOTATION, type Session, type SessionRef } from '../../core/session/session.ts';
import { isRepo, type Thread } from '../event/github-event.ts';
import { mayPush } from '../event/who-may-start.ts';
import type { WorkflowContext } from '../event/workflow-context.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { PlanFacts, ThreadFacts } from '../plan/plan-facts.ts';
import type { Decision } from '../plan/plan-types.ts';
import { readFrontmatter } from './frontmatter.ts';
import { claims, THREADS } from './threads-annotation.ts';

/** A session that the thread names, before it was looked at. */
export interface Candidate {
  readonly ref: SessionRef;
  readonly from: 'record' | 'body';
  /** Whose access decides about a session that does not say itself where it belongs; null if it can't be trusted so. */
  readonly vouchedBy: string | null;
}

/**
 * The session that the thread names: in Amber's record, which wins, or in the pull request's body, which anybody with
 * write access can edit. Sessions of the local engine ended with their job.
 */
export function candidateOf(thread: ThreadFacts | undefined, inputs: Inputs): Candidate | undefined {
  const { project, engine } = inputs;
  const recorded = thread?.record?.record;
  if (recorded !== undefined && recorded.session !== null && recorded.engine === engine && recorded.project === project)
    return { ref: { project, name: recorded.session }, from: 'record', vouchedBy: null };
  const { session } = readFrontmatter(thread?.pull?.body ?? '');
  if (session === undefined) return undefined;
  const author = inputs.trustUnmarkedSessions ? (thread?.pull?.author?.toLowerCase() ?? null) : null;
  return { ref: { project, name: session }, from: 'body', vouchedBy: author };
}

/** Whether the thread's session is used, and why. */
export function sessionOfThread(
  thread: Thread,
  inputs: Inputs,
  facts: PlanFacts,
  context: WorkflowContext,
): { readonly ref?: SessionRef; readonly decision: Decision } {
  const candidate = candidateOf(facts.thread, inputs);
  const fresh = (because: string): { readonly decision: Decision } => ({
    decision: { what: 'a new session', because },
  });
  if (candidate === undefined) return fresh('the thread names none');
  const { ref, from, vouchedBy } = candidate;
  const where = from === 'record' ? 'Amber’s record' : 'the pull request’s body';
  const { session } = facts;
  if (session === undefined || session === null) return fresh(`session ${ref.name}, named in ${where}, is not there`);
  const elsewhere = inputs.engine === 'local' ? whyElsewhere(session, workspaceOf(thread, inputs, context)) : undefined;
  if (elsewhere !== undefined) return fresh(elsewhere);
  if (claims(session, new URL(context.serverUrl).host, thread))
    return {
      ref,
      decision: { what: `send to session ${ref.name}`, because: `${where} names it, and it names the thread` },
    };
  const isVouched = vouchedBy !== null && mayPush(facts.access[vouchedBy]);
  const unmarked = session.metadata.annotations?.[THREADS] === undefined;
  // Not on a fork's: which variables such a session was created with is not known.
  const isOwn = isRepo(facts.thread?.pull?.headRepo, thread);
  if (unmarked && isOwn && isVouched)
    return {
      ref,
      decision: { what: `send to session ${ref.name}`, because: `${where} names it; trust-unmarked-sessions is on` },
    };
  return fresh(`session ${ref.name}, named in ${where}, does not say that it belongs to this thread`);
}

/**
 * Where a run of the thread works, with engine `local`: in a clone of the thread's own; with input `repos` in clones
 * of those, which the session has for itself.
 */
export function workspaceOf(thread: Thread, { repos }: Inputs, context: WorkflowContext): string | undefined {
  return repos.length > 0 ? context.workspace : cloneOf(thread, context);
}

/** The folder of the thread's own clone: the same for each of its runs, so that its session can go on there. */
export function cloneOf({ owner, repo, number }: Thread, { clones }: WorkflowContext): string {
  return join(clones, `${owner}-${repo}-${number}`.toLowerCase());
}

/**
 * Why a session of this machine is not this job's to go on with; undefined if it is. Runners that share a home share its
 * sessions too: an agent that went on with one would work in another job's directory, maybe beside that job.
 */
export function whyElsewhere({ metadata }: Session, workspace: string | undefined): string | undefined {
  const made = metadata.annotations?.[ANNOTATION.workspace];
  if (made === undefined || workspace === undefined || samePath(made, workspace)) return undefined;
  return `session ${metadata.name} was made in ${made}, and this job works in ${workspace}`;
}

const samePath = (one: string, other: string): boolean => bare(one) === bare(other);
const bare = (path: string): string => path.replace(/(?<=.)\/+$/, '');
