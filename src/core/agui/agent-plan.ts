import { patched } from '../json/json-patch.ts';
import { type AguiEvent, type Fields, isObject, text } from './events.ts';

/** A step of the agent's plan. */
export interface PlanStep {
  readonly text: string;
  readonly state: 'done' | 'active' | 'pending';
}

/** So many steps of a plan are listed; nobody follows a longer one step by step. */
const MAX_LISTED = 200;

/** Where servers put the steps, and the words of one. */
const LISTS = ['entries', 'steps', 'tasks', 'todos', 'items'];
const WORDS = ['content', 'title', 'description', 'text', 'task', 'name'];

/**
 * Limits on what is kept of plans, and on what changes may make of them: foreign text must not grow without end. Sizes in
 * characters of JSON.
 */
const MOST = { plans: 16, changes: 200, copied: 16 * 1024, size: 256 * 1024 };

/**
 * Reads the agent's plan from activities of the type PLAN (as AG-UI's documentation and Amber's hosts write it): whole from
 * ACTIVITY_SNAPSHOT, and changed by the JSON Patch (RFC 6902) of ACTIVITY_DELTA.
 */
export class PlanReader {
  /** What each activity holds, by its message's id. */
  readonly #contents = new Map<string, unknown>();

  /** The plan as it is after the event; undefined for an event that leaves it as it was. */
  take(event: AguiEvent): readonly PlanStep[] | undefined {
    if (event.type === 'ACTIVITY_SNAPSHOT') return this.#replace(event);
    return event.type === 'ACTIVITY_DELTA' ? this.#change(event) : undefined;
  }

  #replace(event: AguiEvent): readonly PlanStep[] | undefined {
    const { content } = event;
    if (text(event, 'activityType')?.toUpperCase() !== 'PLAN' || !isObject(content)) return undefined;
    const id = text(event, 'messageId') ?? '';
    if (event.replace === false && this.#contents.has(id)) return undefined;
    this.#keep(id, content);
    return stepsIn(content);
  }

  /** One that is too large is followed no further until it comes whole again. */
  #keep(id: string, content: unknown): void {
    this.#contents.delete(id);
    if (sizeOf(content) > MOST.size) return;
    this.#contents.set(id, content);
    const [oldest = ''] = this.#contents.keys();
    if (this.#contents.size > MOST.plans) this.#contents.delete(oldest);
  }

  #change(event: AguiEvent): readonly PlanStep[] | undefined {
    const id = text(event, 'messageId') ?? '';
    const before = this.#contents.get(id);
    const { patch } = event;
    if (before === undefined || !Array.isArray(patch) || patch.length > MOST.changes) return undefined;
    try {
      const content = patched(before, patch, (copied) => {
        if (sizeOf(copied) > MOST.copied) throw new Error('it copies too much');
      });
      if (!isObject(content)) return undefined;
      this.#keep(id, content);
      return stepsIn(content);
    } catch {
      // It fits no plan that was seen: the next snapshot shows it right.
      return undefined;
    }
  }
}

/** The steps of a plan that are listed, and in words how many there are beside them; undefined if there are none. */
export function listedSteps(
  steps: readonly PlanStep[],
  most = MAX_LISTED,
): { readonly listed: readonly PlanStep[]; readonly more: string | undefined } {
  const rest = steps.slice(most);
  const [count, done] = [rest.length, doneIn(rest)].map((number) => number.toLocaleString('en'));
  return {
    listed: steps.slice(0, most),
    more: rest.length === 0 ? undefined : `and ${count} more, ${done} of them done`,
  };
}

/** How many steps are done. */
export function doneIn(steps: readonly PlanStep[]): number {
  return steps.filter(({ state }) => state === 'done').length;
}

const sizeOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0;

/** The plan from the arguments of a call of the tool `TodoWrite`, in which the platform's agent keeps its plan. */
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
  return list.flatMap((step: unknown): readonly PlanStep[] => {
    if (typeof step === 'string') return [{ text: step, state: 'pending' }];
    const words = isObject(step) ? WORDS.map((name) => text(step, name)).find((one) => one !== undefined) : undefined;
    return words === undefined || !isObject(step) ? [] : [{ text: words, state: stateOf(text(step, 'status')) }];
  });
}

function stateOf(status: string | undefined): PlanStep['state'] {
  if (status === 'completed' || status === 'done') return 'done';
  return status === 'in_progress' || status === 'active' || status === 'executing' ? 'active' : 'pending';
}
