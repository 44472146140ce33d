import type { Command } from 'commander';
import { wrapped } from '../../render/wrap-lines.ts';
import { exitLines } from './exit-codes.ts';

/** The width that a command's help is laid out for: the terminal's, elsewhere one that is easy to read. */
export function helpWidth(command: Command): number {
  return command.configureOutput().getOutHelpWidth?.() ?? 100;
}

export interface CommandHelp {
  /** Three of them: what to type, and why. Tests run them as they stand here. */
  readonly examples: readonly { readonly run: string; readonly what: string }[];
  /** What else is to be known, above the examples. */
  readonly notes?: string;
  readonly exits: readonly number[];
  /** Meanings that are narrower than the general table's. */
  readonly exitWords?: { readonly [code: number]: string };
}

/** How a session is named on the command line. */
export const NAMING = `Names of sessions:
  its ID of amber list or its whole name, four or more characters that begin either, what --name gave it (all of it), or @latest, the newest made here, and @latest~1, the one before it`;

/** Puts examples and exit codes below a command's flags. */
export function withHelp(command: Command, { examples, exits, exitWords, notes }: CommandHelp): Command {
  const shown = examples.map(({ run, what }) => `  # ${what}\n  $ ${run}`).join('\n');
  return command.addHelpText('after', () => {
    const width = helpWidth(command);
    const more = notes === undefined ? '' : `${wrapped(notes, width)}\n\n`;
    return `\n${more}Examples:\n${shown}\n\nExit codes:\n${wrapped(exitLines(exits, exitWords), width)}`;
  });
}
