import { randomBytes, randomUUID } from 'node:crypto';
import { orAbort } from '../../run/wait.ts';
import { readCommand } from '../event/trigger.ts';
import type { Job } from '../job.ts';
import { type Plan, plan, type Wanted, wanted } from './plan.ts';
import type { Facts } from './plan-facts.ts';

/** A session that is being made is asked for so often, and so long between (ms): a stop must find it. */
const LOOKS = { times: 6, pause: 2_500 };
/** Nothing takes longer to be made, in ms. */
const BEGINNING_MS = 60_000;

/** A plan, and what it was made of. */
export interface Decided {
  readonly plan: Plan;
  readonly facts: Facts;
}

/** Asks what has to be asked, and decides. Rejects with the interrupt's reason if the job is cancelled meanwhile. @throws AmberError */
export async function decide(job: Job): Promise<Decided> {
  const { context, event, inputs, interrupts, runner } = job;
  const isComment = event.kind === 'comment' && inputs.prompt === undefined;
  const command = isComment ? await readCommand(event.text, inputs.trigger) : undefined;
  const asked = wanted(event, command, inputs, context);
  let facts = await orAbort(gather(asked, job), interrupts.first);
  for (let looks = 1; looks < LOOKS.times && isBeginning(facts, job); looks += 1) {
    await runner.clock.sleep(LOOKS.pause, interrupts.first);
    facts = await orAbort(gather(asked, job), interrupts.first);
  }
  const given = {
    requestId: randomUUID(),
    boundary: randomBytes(8).toString('hex'),
    now: runner.clock.date().toISOString(),
  };
  return { facts, plan: plan(event, command, inputs, facts, context, given) };
}

/** True if a run began a moment ago, whose session others can reach once they know its name. */
function isBeginning({ thread }: Facts, { inputs, runner }: Job): boolean {
  const record = thread?.record?.record;
  if (record === undefined || record.state !== 'running' || record.session !== null) return false;
  const age = runner.clock.date().getTime() - Date.parse(record.startedAt);
  return inputs.engine !== 'local' && record.engine === inputs.engine && age < BEGINNING_MS;
}

/** Nothing is asked where nothing is wanted: no token is needed then. */
async function gather(asked: Wanted, job: Job): Promise<Facts> {
  const { engine, project, prompt, sessionName } = job.inputs;
  if (engine === 'local' && prompt !== undefined && sessionName !== undefined) {
    const { askSession } = await import('../thread/facts.ts');
    return { access: {}, templates: {}, session: await askSession({ project, name: sessionName }, job) };
  }
  if (asked.access.length === 0 && asked.thread === undefined) return { access: {}, templates: {} };
  const { askFacts } = await import('../thread/facts.ts');
  return askFacts(asked, job);
}
