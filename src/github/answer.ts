import type { AnswerPlan } from './execute.ts';
import type { Job } from './job.ts';
import type { Facts } from './plan-facts.ts';

export async function answer(plan: AnswerPlan, _facts: Facts, job: Job): Promise<number> {
  job.say(plan.action);
  return 0;
}
