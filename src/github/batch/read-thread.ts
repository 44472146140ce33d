import { isAmberError } from '../../core/errors.ts';
import type { GitHubThread, ListedPull } from '../api/github-api.ts';
import type { LabelEvent, Thread } from '../event/github-event.ts';
import type { Job } from '../open-job.ts';
import { givenBy } from '../plan/gather-and-plan.ts';
import { planManaged } from '../plan/plan-comment.ts';
import type { PlanFacts, Recorded, RepositoryRole } from '../plan/plan-facts.ts';
import type { Planned, RunPlan } from '../plan/plan-types.ts';
import { hasEnded } from '../run/wait-for-turn.ts';
import { askAccess, askSession, askTemplates, withData } from '../thread/fetch-plan-facts.ts';
import { findRecord } from '../thread/find-comments.ts';
import { threadFacts } from '../thread/thread-facts.ts';
import { candidateOf } from '../thread/thread-session.ts';
import { peopleSince, type Standing, type Verdict, verdictOf } from './decide-give-up.ts';
import { needsOf, needsText } from './needs-work.ts';

/** What is asked once in a pass, and holds for all of it. */
export class BatchFacts {
  readonly #job: Job;
  readonly #access = new Map<string, Promise<RepositoryRole>>();
  #templates: Promise<PlanFacts['templates']> | undefined;

  constructor(job: Job) {
    this.#job = job;
  }

  /** By login in lower case. An access that can't be found out is `unknown`. @throws AmberError */
  async access(logins: readonly string[]): Promise<{ readonly [login: string]: RepositoryRole }> {
    const asked = logins.map(async (login) => [login, await this.#ask(login)] as const);
    return Object.fromEntries(await Promise.all(asked));
  }

  templates(): Promise<PlanFacts['templates']> {
    this.#templates ??= askTemplates(['fix-pull-request.md'], this.#job);
    return this.#templates;
  }

  #ask(login: string): Promise<RepositoryRole> {
    const known = this.#access.get(login);
    if (known !== undefined) return known;
    const asked = askAccess([login], this.#job).then((access) => access[login] ?? 'unknown');
    this.#access.set(login, asked);
    return asked;
  }
}

/** A pull request that needs work, looked at: one request, and one more for each person who did something there. */
export interface Looked {
  readonly thread: Thread;
  readonly known: GitHubThread;
  readonly record: Recorded | undefined;
  readonly needs: Standing['needs'];
  readonly verdict: Verdict;
}

/** @throws AmberError */
export async function readThread({ number }: ListedPull, job: Job, pass: BatchFacts): Promise<Looked> {
  const { context, inputs, interrupts } = job;
  const { owner, repo, workflow } = context;
  const thread: Thread = { owner, repo, number, kind: 'pull-request' };
  const api = await job.api();
  const known = await api.thread(thread, interrupts.first);
  const { record } = await findRecord(thread, known, api, interrupts.first);
  const people = peopleSince({ record, thread: known });
  const reviewers = (known.pull?.opinions ?? []).flatMap(({ author, canPush }) =>
    author !== null && canPush === null ? [author.toLowerCase()] : [],
  );
  const access = await pass.access([...new Set([...people, ...reviewers])]);
  const needs = known.pull === undefined ? [] : needsOf(known.pull, { access, workflow });
  const { managedLabel, maxAttempts } = inputs;
  const verdict = verdictOf({ needs, thread: known, record, access, managedLabel, maxAttempts });
  return { thread, known, record, needs, verdict };
}

/** The run of such a pull request; or why there is none. @throws AmberError */
export async function planLooked(
  { known, record, thread, verdict }: Looked,
  url: string,
  job: Job,
  pass: BatchFacts,
): Promise<Planned<RunPlan> | { readonly busy: string }> {
  const { context, inputs, runner } = job;
  const needs = verdict.kind === 'run' ? verdict.needs : [];
  const attempts = verdict.kind === 'run' ? verdict.attempts : 0;
  const counted = record && { ...record, record: { ...record.record, attempts } };
  const { workflow } = context;
  const threadSeen = threadFacts(known, { workflow }, counted === undefined ? {} : { record: counted });
  const candidate = candidateOf(threadSeen, inputs);
  const vouched = candidate?.vouchedBy ?? null;
  const event: LabelEvent = {
    ...{ kind: 'label', thread, label: inputs.managedLabel, sender: null, state: 'open' },
    ...{ title: known.title, body: known.body, url },
  };
  const facts = await withData(
    {
      access: vouched === null ? {} : await pass.access([vouched]),
      templates: await pass.templates(),
      thread: threadSeen,
      ...(candidate === undefined ? {} : { session: await askSession(candidate.ref, job) }),
    },
    event,
  );
  const { after, ...plan } = planManaged({ event, inputs, facts, context, given: givenBy(runner) }, needsText(needs));
  if (after?.kind === 'session') return { busy: 'a run is under way in its session' };
  if (after !== undefined && !(await isOver(after, job)))
    return { busy: `workflow run ${after.workflowRunId} is at work on it` };
  return { plan, facts };
}

/** True if nothing is left of the job whose record says that it is at work. */
async function isOver(after: Parameters<typeof hasEnded>[0], job: Job): Promise<boolean> {
  try {
    return await hasEnded(after, await job.api(), job.interrupts.first);
  } catch (error) {
    // Without the right to look at workflow runs the record has to be believed.
    if (isAmberError(error, 'FORBIDDEN')) return false;
    throw error;
  }
}
