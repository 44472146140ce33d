import { type AguiEvent, type Fields, isObject, text } from './events.ts';

/** A step of the agent's plan. */
export interface PlanStep {
  readonly text: string;
  readonly state: 'done' | 'active' | 'pending';
}

/** So many steps are read; a plan that is longer is none that anybody follows. */
const MAX_STEPS = 200;

/** Where servers put the steps, and the words of one. */
const LISTS = ['entries', 'steps', 'tasks', 'todos', 'items'];
const WORDS = ['content', 'title', 'description', 'text', 'task', 'name'];

/**
 * The agent's plan, from an ACTIVITY_SNAPSHOT of the type PLAN (as AG-UI's documentation and Amber's hosts write it), or
 * undefined for all other events.
 */
export function planOf(event: AguiEvent): readonly PlanStep[] | undefined {
  if (event.type !== 'ACTIVITY_SNAPSHOT' || text(event, 'activityType')?.toUpperCase() !== 'PLAN') return undefined;
  return isObject(event.content) ? stepsIn(event.content) : undefined;
}

/** The same from the arguments of a call of the tool `TodoWrite`, in which the platform's agent keeps its plan. */
export function planOfCall({
  name,
  args,
}: {
  readonly name: string;
  readonly args: string;
}): readonly PlanStep[] | undefined {
  if (name !== 'TodoWrite') return undefined;
  try {
    const parsed: unknown = JSON.parse(args);
    return isObject(parsed) ? stepsIn(parsed) : undefined;
  } catch {
    return undefined;
  }
}

function stepsIn(content: Fields): readonly PlanStep[] | undefined {
  const list = LISTS.map((name) => content[name]).find((value) => Array.isArray(value));
  if (!Array.isArray(list)) return undefined;
  return list.slice(0, MAX_STEPS).flatMap((step: unknown): readonly PlanStep[] => {
    if (typeof step === 'string') return [{ text: step, state: 'pending' }];
    const words = isObject(step) ? WORDS.map((name) => text(step, name)).find((one) => one !== undefined) : undefined;
    return words === undefined || !isObject(step) ? [] : [{ text: words, state: stateOf(text(step, 'status')) }];
  });
}

function stateOf(status: string | undefined): PlanStep['state'] {
  if (status === 'completed' || status === 'done') return 'done';
  return status === 'in_progress' || status === 'active' || status === 'executing' ? 'active' : 'pending';
}
