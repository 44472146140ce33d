import type { Decided } from './decide.ts';
import type { Job } from './job.ts';
import type { Plan } from './plan.ts';

/** Carries a plan out. Gives the exit code of the step. @throws AmberError */
export async function execute(decided: Decided, job: Job): Promise<number> {
  const { reports, say, redactor } = job;
  const { plan } = decided;
  reports.output('plan-json', redactor.all(JSON.stringify(plan)));
  for (const { what, because } of plan.decisions) say(`plan: ${what}: ${because}`);
  switch (plan.action) {
    case 'nothing':
      reports.notice(redactor.all(`nothing to do: ${plan.notice}`));
      return 0;
    case 'run': {
      const { carryOut } = await import('./carry-out.ts');
      return carryOut({ plan, facts: decided.facts }, job);
    }
    default: {
      const { answer } = await import('./answer.ts');
      return answer(plan, decided.facts, job);
    }
  }
}

/** What is answered without a run of an agent. */
export type AnswerPlan = Exclude<Plan, { readonly action: 'nothing' | 'run' }>;
