import { isAmberError } from '../../core/errors.ts';
import type { Session, SessionRef } from '../../core/session.ts';
import { judge } from '../event/permission.ts';
import type { Job } from '../job.ts';
import type { Wanted } from '../plan/plan.ts';
import type { Access, Facts, ThreadFacts } from '../plan/plan-facts.ts';
import { readFrontmatter } from './frontmatter.ts';
import { threadFacts } from './thread-facts.ts';
import { candidateOf } from './thread-session.ts';

type Asking = Pick<Job, 'api' | 'engine' | 'event' | 'inputs' | 'context'> & {
  readonly interrupts: Pick<Job['interrupts'], 'first'>;
};

/**
 * Asks all that the plan needs, at once where it can be. An access that can't be found out is `unknown`; a thread or a
 * session that can't be read is an error: it is never taken for one that is not there.
 * @throws AmberError
 */
export async function askFacts(wanted: Wanted, job: Asking): Promise<Facts> {
  const [access, thread, managedPulls, templates] = await Promise.all([
    askAccess(wanted.access, job),
    askThread(wanted, job),
    askManagedPulls(wanted, job),
    askTemplates(wanted.templates, job),
  ]);
  const asked: Facts = {
    access,
    templates,
    ...(thread === undefined ? {} : { thread }),
    ...(managedPulls === undefined ? {} : { managedPulls }),
  };
  return withSession(asked, job);
}

async function askAccess(logins: readonly string[], job: Asking): Promise<{ readonly [login: string]: Access }> {
  if (logins.length === 0) return {};
  const api = await job.api();
  const signal = job.interrupts.first;
  const asked = logins.map(async (login) => [login.toLowerCase(), await api.access(login, signal)] as const);
  return Object.fromEntries(await Promise.all(asked));
}

async function askThread({ thread }: Wanted, job: Asking): Promise<ThreadFacts | undefined> {
  if (thread === undefined) return undefined;
  const { event, interrupts } = job;
  const asking = event.kind === 'comment' && event.source === 'issue_comment' ? event.commentId : undefined;
  return threadFacts(await (await job.api()).thread(thread, interrupts.first), asking);
}

/** Open pull requests of this repository that say that they were made for the issue. */
async function askManagedPulls({ managedPulls, thread }: Wanted, job: Asking): Promise<readonly number[] | undefined> {
  if (!managedPulls || thread === undefined) return undefined;
  const { context, inputs, interrupts } = job;
  const own = `${context.owner}/${context.repo}`.toLowerCase();
  const pulls = await (await job.api()).pullsWithLabel(inputs.managedLabel, interrupts.first);
  return pulls
    .filter(({ headRepo, body }) => headRepo?.toLowerCase() === own && readFrontmatter(body).source === thread.number)
    .map(({ number }) => number);
}

async function askTemplates(names: readonly string[], job: Asking): Promise<Facts['templates']> {
  if (names.length === 0) return {};
  const api = await job.api();
  const folder = job.inputs.promptsDir.replace(/\/+$/, '');
  const asked = names.map(async (name) => [name, await api.file(`${folder}/${name}`, job.interrupts.first)] as const);
  return Object.fromEntries((await Promise.all(asked)).filter((file) => file[1] !== undefined)) as Facts['templates'];
}

/** Looks at the session that the thread names, for those alone who may use it. */
async function withSession(facts: Facts, job: Asking): Promise<Facts> {
  const { event, inputs, context } = job;
  if (event.kind !== 'comment' && event.kind !== 'label') return facts;
  const candidate = candidateOf(facts.thread, inputs);
  if (candidate === undefined || judge(event, inputs, facts, context).may === 'nothing') return facts;
  const { ref, vouchedBy } = candidate;
  const [session, vouched] = await Promise.all([
    askSession(ref, job),
    vouchedBy === null || vouchedBy in facts.access ? {} : askAccess([vouchedBy], job),
  ]);
  return { ...facts, session, access: { ...facts.access, ...vouched } };
}

/** The session; null if there is none of that name. @throws AmberError */
export async function askSession(ref: SessionRef, job: Pick<Asking, 'engine'>): Promise<Session | null> {
  try {
    return await (await job.engine()).get(ref);
  } catch (error) {
    if (isAmberError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}
