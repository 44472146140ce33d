import type { Plan } from './plan.ts';

/** The plan of doing nothing, and why. `reply`: where the person could act on it. */
export function refuse(because: string, reply: string | undefined): Plan {
  return {
    action: 'refuse',
    because,
    ...(reply === undefined ? {} : { reply }),
    decisions: [{ what: 'refuse', because }],
  };
}
