import { labelCommand } from '../../github/labels.ts';
import type { BehaviourChange } from '../../github/setup/migrate/behaviour-changes.ts';
import { oneLine } from '../../render/plain-text.ts';
import type { InitPlan } from './plan-init.ts';

/** How far init went. */
export interface Afterwards {
  readonly isDryRun: boolean;
  /** The labels were made. */
  readonly hasLabels: boolean;
}

const DONE = { create: 'wrote', update: 'changed', keep: 'as it is:' } as const;
const PLANNED = { create: 'would write', update: 'would change', keep: 'as it is:' } as const;

/** What changes in meaning: to be read before anything is written. */
export function meaningText({ conversions }: InitPlan): string {
  const texts = conversions.map(({ changes, path }) => {
    const lines = changes.toSorted(byKind).map(({ kind, what }) => `  ${kind.padEnd(8)}${oneLine(what)}\n`);
    return `What becomes of ${oneLine(path)}:\n${lines.join('')}\n`;
  });
  return texts.join('');
}

/** The files, then what a person has to do. */
export function initText(plan: InitPlan, afterwards: Afterwards): string {
  const words = afterwards.isDryRun ? PLANNED : DONE;
  const lines = plan.files.map(({ action, path }) => `${words[action]} ${oneLine(path)}`);
  lines.push('', afterwards.isDryRun ? 'Then it would be your turn:' : 'Now it is your turn:');
  const todo = [
    ...commandsOf(plan, afterwards),
    {
      command: 'git add .github && git commit',
      what: 'and push, to the default branch: comments run the workflow that is there, and no other',
    },
    { command: 'amber doctor --github', what: 'checks all of it' },
  ];
  // A long command does not push the others' reasons away.
  const width = Math.max(...todo.map(({ command }) => command.length).filter((length) => length <= 40));
  for (const { command, what } of todo)
    lines.push(what === '' ? `  ${command}` : `  ${command.padEnd(width)}  # ${what}`);
  return `${lines.join('\n')}\n`;
}

const KINDS: readonly BehaviourChange['kind'][] = ['kept', 'changed', 'dropped'];
const byKind = (a: BehaviourChange, b: BehaviourChange): number => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);

/** What to type, and why; "" where the command says it itself. */
function commandsOf(
  { labels, names, settings }: InitPlan,
  { hasLabels }: Afterwards,
): readonly { readonly command: string; readonly what: string }[] {
  const made = labels.map((label) => ({ command: labelCommand(label), what: '' }));
  return [...names.map(({ command, what }) => ({ command, what })), ...settings, ...(hasLabels ? [] : made)];
}

/** The same for programs. */
export function initObject(plan: InitPlan, afterwards: Afterwards): object {
  const { conversions, files, labels, names, warnings } = plan;
  return {
    dryRun: afterwards.isDryRun,
    files: files.map(({ action, diff, path }) => ({ path, action, diff })),
    conversions,
    names: names.map(({ kind, name, what }) => ({ kind, name, what })),
    labels,
    commands: commandsOf(plan, afterwards),
    warnings,
  };
}
