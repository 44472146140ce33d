import { Argument, Command } from 'commander';
import { AmberError } from '../../core/errors.ts';
import { wordsOf } from '../completion/commands-and-flags.ts';
import { bashScript, zshScript } from '../completion/scripts.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../process/io.ts';

export interface CompletionOptions {
  readonly shell: string;
  /** The whole tree: the scripts are made of it. */
  readonly program: Command | null;
}

export function command(io: Io, run: (io: Io, options: CompletionOptions) => Promise<number> = theRun): Command {
  const made = new Command('completion')
    .description('Prints a completion script.')
    .addArgument(new Argument('<shell>', 'the shell it is for').choices(['bash', 'zsh']));
  return withHelp(made, {
    examples: [
      { run: 'eval "$(amber completion bash)"', what: 'for this shell' },
      {
        run: 'amber completion bash > amber.bash',
        what: 'for good: put it into ~/.local/share/bash-completion/completions/amber',
      },
      { run: 'amber completion zsh > _amber', what: 'for zsh: into a folder of $fpath' },
    ],
    exits: [0, 2],
    exitWords: { 0: 'printed' },
  }).action(async (shell: string) => {
    io.exitCode = await run(io, { shell, program: made.parent });
  });
}

async function theRun(io: Io, { shell, program }: CompletionOptions): Promise<number> {
  if (program === null) throw new AmberError('INTERNAL', 'completion stands outside of its tree');
  const commands = wordsOf(program);
  await io.stdout.write(shell === 'zsh' ? zshScript(commands) : bashScript(commands));
  return 0;
}
