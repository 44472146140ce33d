import { shellWord } from '../core/text.ts';
import type { NewLabel as Label } from './api/github-api.ts';

export type { NewLabel as Label } from './api/github-api.ts';

/** The labels that Amber reads and sets, for steps with these inputs: two of them have other names where an input says so. */
export function labelsOf(steps: readonly { readonly [input: string]: unknown }[]): readonly Label[] {
  const names = (input: string, usual: string): readonly string[] => [
    ...new Set(steps.map((step) => String(step[input] ?? usual))),
  ];
  return steps.length === 0
    ? []
    : LABELS.flatMap(({ input, ...label }) =>
        input === undefined ? [label] : names(input, label.name).map((name) => ({ ...label, name })),
      );
}

/** Of pull requests that Amber looks after, unless an input names another one. */
export const MANAGED = 'amber:managed';

/** On pull requests that Amber looks after. */
export function managedLabel(name: string): Label {
  return { name, color: '1565c0', description: 'Amber keeps this pull request mergeable' };
}

/** On pull requests that Amber has given up on until a person does something about them. */
export const NEEDS_HUMAN: Label = {
  name: 'amber:needs-human',
  color: 'c62828',
  description: 'Amber has given up here: a person has to look',
};

/** GitHub's labels ignore case. */
export const hasLabel = (labels: readonly string[], name: string): boolean =>
  labels.some((label) => label.toLowerCase() === name.toLowerCase());

const LABELS: readonly (Label & { readonly input?: string })[] = [
  {
    input: 'label',
    name: 'amber:auto-fix',
    color: 'f9a825',
    description: 'Amber investigates this issue and opens a pull request',
  },
  { input: 'managed-label', ...managedLabel(MANAGED) },
  NEEDS_HUMAN,
];

/** What to type to make it. */
export function labelCommand({ color, description, name }: Label): string {
  return `gh label create ${shellWord(name)} --color ${color} --description ${shellWord(description)}`;
}
