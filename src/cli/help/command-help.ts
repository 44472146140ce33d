import type { Command } from 'commander';
import { exitLines } from './exit-codes.ts';
import { helpWidth, wrapped } from './wrap.ts';

export interface CommandHelp {
  /** Three of them: what to type, and why. Tests run them as they stand here. */
  readonly examples: readonly { readonly run: string; readonly what: string }[];
  readonly exits: readonly number[];
  /** Meanings that are narrower than the general table's. */
  readonly exitWords?: { readonly [code: number]: string };
}

/** Puts examples and exit codes below a command's flags. */
export function withHelp(command: Command, { examples, exits, exitWords }: CommandHelp): Command {
  const shown = examples.map(({ run, what }) => `  # ${what}\n  $ ${run}`).join('\n');
  return command.addHelpText(
    'after',
    () => `\nExamples:\n${shown}\n\nExit codes:\n${wrapped(exitLines(exits, exitWords), helpWidth(command))}`,
  );
}
