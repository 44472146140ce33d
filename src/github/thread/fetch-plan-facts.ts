import { isAmberError } from '../../core/errors.ts';
import type { Session, SessionRef } from '../../core/session/session.ts';
import { type CommentEvent, isRepo, type LabelEvent } from '../event/github-event.ts';
import { permissionOf } from '../event/who-may-start.ts';
import type { CommentCommand } from '../markdown/read-command-in-worker.ts';
import { MarkdownReader } from '../markdown/read-in-worker.ts';
import type { Job } from '../open-job.ts';
import type { PlanFacts, RepositoryRole, ThreadFacts } from '../plan/plan-facts.ts';
import type { WantedFacts } from '../plan/plan-types.ts';
import { authorsOf, threadData } from '../plan/prompts/thread-data.ts';
import { cleanData } from './clean-thread-data.ts';
import { findRecord } from './find-comments.ts';
import { readFrontmatter } from './frontmatter.ts';
import { threadFacts } from './thread-facts.ts';
import { candidateOf } from './thread-session.ts';

type AskDeps = Pick<Job, 'api' | 'engine' | 'event' | 'inputs' | 'context'> & {
  readonly interrupts: Pick<Job['interrupts'], 'first'>;
};

/** Of a thread's authors the newest are asked about. */
const MAX_AUTHORS = 20;
/** What all pieces of a thread may take of a processor, in ms: anybody can write some that never end. */
const READING_LIMITS = { each: 1_000, all: 6_000 };

/**
 * Asks all that the plan needs beside who may, at once where it can be. A thread or a session that can't be read is an
 * error: it is never taken for one that is not there.
 * @throws AmberError
 */
export async function fetchPlanFacts(wanted: WantedFacts, known: PlanFacts, job: AskDeps): Promise<PlanFacts> {
  const [thread, managedPulls, templates] = await Promise.all([
    askThread(wanted, job),
    askManagedPulls(wanted, job),
    askTemplates(wanted.templates, job),
  ]);
  const asked: PlanFacts = {
    ...known,
    templates,
    ...(thread === undefined ? {} : { thread }),
    ...(managedPulls === undefined ? {} : { managedPulls }),
  };
  return withSession(asked, job);
}

/** Adds what an agent may read: who of its authors may push, and what its readers saw of it. */
export async function askTexts(
  facts: PlanFacts,
  command: CommentCommand | undefined,
  job: AskDeps,
): Promise<PlanFacts> {
  const { event } = job;
  if (event.kind !== 'comment' && event.kind !== 'label') return facts;
  const authors = await askAccess(authorsOf(facts).slice(0, MAX_AUTHORS), job).catch((error: unknown) => {
    // Their words are a stranger's then: no reason to do nothing.
    if (!isAmberError(error)) throw error;
    return {};
  });
  const quoted = command === undefined || command.kind === 'unread' ? undefined : command.quoted;
  return withData({ ...facts, access: { ...authors, ...facts.access } }, event, quoted);
}

/** Adds what an agent may read, as far as it is known who wrote it: nobody is asked about. */
export async function withData(
  facts: PlanFacts,
  event: CommentEvent | LabelEvent,
  quoted?: string,
): Promise<PlanFacts> {
  await using reader = new MarkdownReader(READING_LIMITS);
  return { ...facts, data: await cleanData(threadData(event, facts, quoted), reader) };
}

/** An access that can't be found out is `unknown`. */
export async function askAccess(
  logins: readonly string[],
  job: AskDeps,
): Promise<{ readonly [login: string]: RepositoryRole }> {
  if (logins.length === 0) return {};
  const api = await job.api();
  const signal = job.interrupts.first;
  const asked = logins.map(async (login) => [login.toLowerCase(), await api.access(login, signal)] as const);
  return Object.fromEntries(await Promise.all(asked));
}

async function askThread({ thread }: WantedFacts, job: AskDeps): Promise<ThreadFacts | undefined> {
  if (thread === undefined) return undefined;
  const { context, event, interrupts } = job;
  const asking = event.kind === 'comment' && event.source === 'issue_comment' ? event.commentId : undefined;
  const api = await job.api();
  const answer = await api.thread(thread, interrupts.first);
  const { workflow } = context;
  return threadFacts(answer, { asking, workflow }, await findRecord(thread, answer, api, interrupts.first));
}

/** Open pull requests of this repository that say that they were made for the issue. */
async function askManagedPulls(
  { managedPulls, thread }: WantedFacts,
  job: AskDeps,
): Promise<readonly number[] | undefined> {
  if (!managedPulls || thread === undefined) return undefined;
  const { context, inputs, interrupts } = job;
  const pulls = await (await job.api()).pullsWithLabel(inputs.managedLabel, interrupts.first);
  return pulls
    .filter(({ headRepo, body }) => isRepo(headRepo, context) && readFrontmatter(body).source === thread.number)
    .map(({ number }) => number);
}

export async function askTemplates(
  names: readonly string[],
  job: Pick<AskDeps, 'api' | 'inputs' | 'interrupts'>,
): Promise<PlanFacts['templates']> {
  if (names.length === 0) return {};
  const api = await job.api();
  const folder = job.inputs.promptsDir.replace(/\/+$/, '');
  const asked = names.map(async (name) => [name, await api.file(`${folder}/${name}`, job.interrupts.first)] as const);
  return Object.fromEntries(
    (await Promise.all(asked)).filter((file) => file[1] !== undefined),
  ) as PlanFacts['templates'];
}

/** Looks at the session that the thread names, for those alone who may use it. */
async function withSession(facts: PlanFacts, job: AskDeps): Promise<PlanFacts> {
  const { event, inputs, context } = job;
  if (event.kind !== 'comment' && event.kind !== 'label') return facts;
  const candidate = candidateOf(facts.thread, inputs);
  if (candidate === undefined || permissionOf(event, inputs, facts, context).may === 'nothing') return facts;
  const { ref, vouchedBy } = candidate;
  const [session, vouched] = await Promise.all([
    askSession(ref, job),
    vouchedBy === null || vouchedBy in facts.access ? {} : askAccess([vouchedBy], job),
  ]);
  return { ...facts, session, access: { ...facts.access, ...vouched } };
}

/** The session; null if there is none of that name. @throws AmberError */
export async function askSession(ref: SessionRef, job: Pick<AskDeps, 'engine'>): Promise<Session | null> {
  try {
    return await (await job.engine()).get(ref);
  } catch (error) {
    if (isAmberError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}
