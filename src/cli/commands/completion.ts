import { Argument, Command } from 'commander';
import { AmberError } from '../../core/errors.ts';
import { bashScript } from '../completion/bash-script.ts';
import { type CommandWords, wordsOf } from '../completion/commands-and-flags.ts';
import { fishScript } from '../completion/fish-script.ts';
import { zshScript } from '../completion/zsh-script.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../process/io.ts';

const SCRIPTS: { readonly [shell: string]: (commands: readonly CommandWords[]) => string } = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export interface CompletionOptions {
  readonly shell: string;
  /** The whole tree: the scripts are made of it. */
  readonly program: Command | null;
}

export function command(io: Io, run: (io: Io, options: CompletionOptions) => Promise<number> = theRun): Command {
  const made = new Command('completion')
    .description('Prints a completion script.')
    .addArgument(new Argument('<shell>', 'the shell it is for').choices(Object.keys(SCRIPTS)));
  return withHelp(made, {
    examples: [
      { run: 'eval "$(amber completion bash)"', what: 'for this shell' },
      {
        run: 'amber completion bash > amber.bash',
        what: 'for good: put it into ~/.local/share/bash-completion/completions/amber',
      },
      { run: 'amber completion zsh > _amber', what: 'for zsh: into a folder of $fpath' },
      { run: 'amber completion fish > amber.fish', what: 'for fish: put it into ~/.config/fish/completions/' },
    ],
    exits: [0, 2],
    exitWords: { 0: 'printed' },
  }).action(async (shell: string) => {
    io.exitCode = await run(io, { shell, program: made.parent });
  });
}

async function theRun(io: Io, { shell, program }: CompletionOptions): Promise<number> {
  if (program === null) throw new AmberError('INTERNAL', 'completion stands outside of its tree');
  await io.stdout.write(SCRIPTS[shell]?.(wordsOf(program)) ?? '');
  return 0;
}
