import { quoted } from './secrets.ts';

/** A label as GitHub makes it. */
export interface Label {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string;
}

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

const LABELS: readonly (Label & { readonly input?: string })[] = [
  {
    input: 'label',
    name: 'amber:auto-fix',
    color: 'f9a825',
    description: 'Amber investigates this issue and opens a pull request',
  },
  {
    input: 'managed-label',
    name: 'amber:managed',
    color: '1565c0',
    description: 'Amber keeps this pull request mergeable',
  },
  { name: 'amber:needs-human', color: 'c62828', description: 'Amber has given up here: a person has to look' },
];

/** What to type to make it. */
export function labelCommand({ color, description, name }: Label): string {
  return `gh label create ${quoted(name)} --color ${color} --description ${quoted(description)}`;
}
