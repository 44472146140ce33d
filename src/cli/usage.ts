import type { CommanderError } from 'commander';
import { AmberError } from '../core/errors.ts';

/** The message quotes arguments, and a prompt may be a book. */
const LONGEST = 300;

/** Commander's own message and suggestion, in Amber's form. `command` is the path of the command that was parsed. */
export function usageError(error: CommanderError, command: string): AmberError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean (.*)\?\)/.exec(rest.join(' '))?.[1];
  const help = `${command} --help`;
  const hint =
    suggestion === undefined
      ? error.code === 'commander.excessArguments'
        ? `put quotes around a text of several words; see ${help}`
        : help
      : `did you mean ${suggestion}? See ${help}`;
  return new AmberError('USAGE', first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first, {
    hint,
    cause: error,
  });
}
