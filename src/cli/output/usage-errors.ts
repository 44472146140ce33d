import type { Command, CommanderError } from 'commander';
import { AmberError } from '../../core/errors.ts';

/** The message quotes arguments, and a prompt may be a book. */
const LONGEST = 300;

/** The commands that take a text of a person's. */
const TAKE_TEXT: readonly string[] = ['run', 'send', 'continue'];

/** Commander's own message and suggestion, in Amber's form. `command` is the path of the command that was parsed. */
export function usageError(error: CommanderError, command: string, argv: readonly string[]): AmberError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean (.*)\?\)/.exec(rest.join(' '))?.[1];
  return new AmberError('USAGE', cut(first), { hint: hintOf(error, command, argv, suggestion), cause: error });
}

function hintOf(
  { code }: CommanderError,
  command: string,
  argv: readonly string[],
  suggestion: string | undefined,
): string {
  const help = `${command} --help`;
  const mode = argv[argv.indexOf('--dry-run') + 1];
  if (code === 'commander.excessArguments' && argv.includes('--dry-run') && (mode === 'client' || mode === 'server'))
    return `did you mean --dry-run=${mode}? See ${help}`;
  if (code === 'commander.excessArguments') return `put quotes around a text of several words; see ${help}`;
  if (suggestion !== undefined) return `did you mean ${suggestion}? See ${help}`;
  if (code === 'commander.unknownOption' && TAKE_TEXT.includes(argv[0] ?? ''))
    return `${help} lists the flags; a prompt that begins with a dash: ${dashed(argv)}`;
  return help;
}

/**
 * A prompt that begins with a dash is read as flags: some letters of it may even be flags that take the rest as their
 * value. No flag has a blank in its name. @throws AmberError USAGE
 */
export function refuseDashedText(program: Command, argv: readonly string[]): void {
  const [name = ''] = argv;
  if (!TAKE_TEXT.includes(name)) return;
  const options = program.commands.find((one) => one.name() === name)?.options ?? [];
  const takesValue = (word = ''): boolean =>
    options.some(({ required, long, short }) => required && (word === long || word === short));
  for (const [at, word] of argv.entries()) {
    if (word === '--') return;
    if (!/^-[^=]*\s/.test(word) || takesValue(argv[at - 1])) continue;
    const [line = ''] = word.split('\n');
    throw new AmberError('USAGE', `"${cut(line)}" begins with a dash, as flags do`, {
      hint: `if it is the prompt: ${dashed(argv)}`,
    });
  }
}

function dashed([name = '']: readonly string[]): string {
  return `amber ${name === 'send' ? 'send <session>' : name} -- "-…", or --prompt-file FILE`;
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
