import { doneIn, listedSteps, type PlanStep } from '../../core/agui/agent-plan.ts';
import { oneLine } from '../plain-text.ts';
import { type HtmlElement, h } from './element.ts';
import { folded } from './folded.ts';

const SIGNS: { readonly [state in PlanStep['state']]: readonly [sign: string, word: string] } = {
  done: ['✔', 'done'],
  active: ['●', 'under way'],
  pending: ['○', 'to do'],
};

/** What the agent means to do, and how far it is. */
export function planList({ steps }: { readonly steps: readonly PlanStep[] }): HtmlElement {
  const { listed, more } = listedSteps(steps);
  return h(
    'ol',
    { class: 'plan' },
    listed.map(({ state, text }) => {
      const [sign, word] = SIGNS[state];
      return h(
        'li',
        { class: state },
        h('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
        h('span', { class: 'hidden' }, `${word}: `),
        oneLine(text),
      );
    }),
    more === undefined ? null : h('li', { class: 'more' }, more),
  );
}

/** The same, folded below how far it is. */
export function planBox(props: {
  readonly steps: readonly PlanStep[];
  readonly isOpen: boolean;
  readonly onToggle?: (isOpen: boolean) => void;
}): HtmlElement {
  const { isOpen, onToggle, steps } = props;
  return folded({
    className: 'plan-box',
    isOpen,
    onToggle,
    title: `Plan: ${doneIn(steps)} of ${steps.length}`,
    children: () => planList({ steps }),
  });
}
