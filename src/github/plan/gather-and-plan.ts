import { randomBytes, randomUUID } from 'node:crypto';
import { orAbort } from '../../async/abort.ts';
import { permissionOf } from '../event/who-may-start.ts';
import { type CommentCommand, readCommand } from '../markdown/read-command-in-worker.ts';
import type { Job } from '../open-job.ts';
import type { Runner } from '../runner.ts';
import { plan, wanted, whoDecides } from './plan.ts';
import type { PlanFacts } from './plan-facts.ts';
import type { Given, Planned } from './plan-types.ts';

/** How often a session that is being made is looked for: a stop must find it. */
const SEARCH = { attempts: 6, pauseMs: 2_500 };
/** No session takes longer to be made. */
const BEGINNING_MS = 60_000;

/** Asks what has to be asked, and decides. Rejects with the interrupt's reason if the job is cancelled meanwhile. @throws AmberError */
export async function gatherAndPlan(job: Job): Promise<Planned> {
  const { context, event, inputs, interrupts, runner } = job;
  const { command, facts } = await orAbort(learn(job), interrupts.first);
  return { facts, plan: plan(event, command, inputs, facts, context, givenBy(runner)) };
}

/** The chance and the time that a plan gets. */
export function givenBy({ clock }: Pick<Runner, 'clock'>): Given {
  return { requestId: randomUUID(), boundary: randomBytes(8).toString('hex'), now: clock.date().toISOString() };
}

/** Permission comes first: without it nothing more is read. Where nothing is asked, no token is needed. */
async function learn(job: Job): Promise<{ readonly command?: CommentCommand; readonly facts: PlanFacts }> {
  const { context, event, inputs, interrupts, runner } = job;
  const unasked: PlanFacts = { access: {}, templates: {} };
  const { engine, project, prompt, sessionName } = inputs;
  if (engine === 'local' && prompt !== undefined && sessionName !== undefined) {
    const { askSession } = await import('../thread/fetch-plan-facts.ts');
    return { facts: { ...unasked, session: await askSession({ project, name: sessionName }, job) } };
  }
  const who = whoDecides(event, inputs, context);
  if (who === undefined || (event.kind !== 'comment' && event.kind !== 'label')) return { facts: unasked };
  const { askAccess, fetchPlanFacts, askTexts } = await import('../thread/fetch-plan-facts.ts');
  const known: PlanFacts = { ...unasked, access: await askAccess(who, job) };
  if (permissionOf(event, inputs, known, context).may === 'nothing') return { facts: known };
  const command = event.kind === 'comment' ? await readCommand(event.text, inputs.trigger) : undefined;
  const asked = wanted(event, command);
  if (asked.thread === undefined) return { ...(command === undefined ? {} : { command }), facts: known };
  let facts = await fetchPlanFacts(asked, known, job);
  for (let attempt = 1; attempt < SEARCH.attempts && isBeginning(facts, job); attempt += 1) {
    await runner.clock.sleep(SEARCH.pauseMs, interrupts.first);
    facts = await fetchPlanFacts(asked, known, job);
  }
  if (asked.texts) facts = await askTexts(facts, command, job);
  return { ...(command === undefined ? {} : { command }), facts };
}

/** True if a run began a moment ago, whose session others can reach once they know its name. */
function isBeginning({ thread }: PlanFacts, { inputs, runner }: Job): boolean {
  const record = thread?.record?.record;
  if (record === undefined || record.state !== 'running' || record.session !== null) return false;
  const age = runner.clock.date().getTime() - Date.parse(record.startedAt);
  return inputs.engine !== 'local' && record.engine === inputs.engine && age < BEGINNING_MS;
}
