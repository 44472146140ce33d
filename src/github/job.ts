import { isObject } from '../core/agui/events.ts';
import type { Redactor } from '../core/secrets/redact.ts';
import type { Job } from './open-job.ts';
import type { Decided } from './plan/decide.ts';
import type { Plan } from './plan/plan.ts';
import { cappedJson, outputLimit } from './show/output-limit.ts';

/** Carries a plan out. Gives the exit code of the step. @throws AmberError */
export async function execute(decided: Decided, job: Job): Promise<number> {
  const { reports, say, redactor, runner } = job;
  const { plan } = decided;
  reports.output('plan-json', cappedJson(shownPlan(plan, redactor), outputLimit(runner.env)));
  for (const { what, because } of plan.decisions) say(`plan: ${what}: ${because}`);
  switch (plan.action) {
    case 'nothing':
      reports.notice(redactor.all(`nothing to do: ${plan.notice}`));
      return 0;
    case 'run': {
      const { carryOut } = await import('./run/carry-out.ts');
      return carryOut({ plan, facts: decided.facts }, job);
    }
    default: {
      const { answer } = await import('./answer.ts');
      return answer(plan, decided.facts, job);
    }
  }
}

/** The plan as JSON, without secrets: which of the session's variables hold one, nobody but the user knows. */
export function shownPlan(plan: Plan, { all }: Redactor, indent?: number): string {
  const hide = (key: string, value: unknown): unknown => {
    if (typeof value === 'string') return all(value);
    if (key !== 'environmentVariables' || !isObject(value)) return value;
    return Object.fromEntries(Object.keys(value).map((name) => [name, '***']));
  };
  return JSON.stringify(plan, hide, indent);
}

/** What is answered without a run of an agent. */
export type AnswerPlan = Exclude<Plan, { readonly action: 'nothing' | 'run' }>;
