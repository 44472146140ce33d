import { type AguiEvent, isObject, object, text } from '../../core/agui/events.ts';
import { oneLine } from '../plain-text.ts';
import { type HtmlElement, h } from './element.ts';

export interface PlanEntry {
  readonly content: string;
  /** `pending`, `in_progress` or `completed`; others count as the first. */
  readonly status: string;
}

/** The plan that an event brings; undefined for all others. */
export function planOf(event: AguiEvent): readonly PlanEntry[] | undefined {
  if (event.type !== 'ACTIVITY_SNAPSHOT' || text(event, 'activityType')?.toUpperCase() !== 'PLAN') return undefined;
  const entries = object(event, 'content')?.entries;
  if (!Array.isArray(entries)) return undefined;
  return entries
    .filter(isObject)
    .map((entry) => ({ content: text(entry, 'content') ?? '', status: text(entry, 'status') ?? 'pending' }));
}

const SIGNS: { readonly [status: string]: readonly [sign: string, word: string] } = {
  completed: ['✔', 'done'],
  in_progress: ['●', 'under way'],
};

/** What the agent means to do, and how far it is. */
export function planList({ entries }: { readonly entries: readonly PlanEntry[] }): HtmlElement {
  return h(
    'ol',
    { class: 'plan' },
    entries.map(({ content, status }) => {
      const [sign, word] = SIGNS[status] ?? ['○', 'to do'];
      return h(
        'li',
        { class: SIGNS[status] === undefined ? 'pending' : status },
        h('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
        h('span', { class: 'hidden' }, `${word}: `),
        oneLine(content),
      );
    }),
  );
}
