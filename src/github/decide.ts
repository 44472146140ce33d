import { randomBytes, randomUUID } from 'node:crypto';
import { orAbort } from '../run/wait.ts';
import type { Job } from './job.ts';
import { type Plan, plan, type Wanted, wanted } from './plan.ts';
import type { Facts } from './plan-facts.ts';
import { readCommand } from './trigger.ts';

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
  const facts = await orAbort(gather(wanted(event, command, inputs, context), job), interrupts.first);
  const given = {
    requestId: randomUUID(),
    boundary: randomBytes(8).toString('hex'),
    now: runner.clock.date().toISOString(),
  };
  return { facts, plan: plan(event, command, inputs, facts, context, given) };
}

/** Nothing is asked where nothing is wanted: no token is needed then. */
async function gather(asked: Wanted, job: Job): Promise<Facts> {
  if (asked.access.length === 0 && asked.thread === undefined) return { access: {}, templates: {} };
  const { askFacts } = await import('./facts.ts');
  return askFacts(asked, job);
}
