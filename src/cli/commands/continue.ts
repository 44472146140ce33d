import { Command } from 'commander';
import type { Parsed } from '../flags/add-flags.ts';
import { enterDirectory } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../process/io.ts';
import { addSendFlags, sendFrom, sendOptions } from './send.ts';

export function command(io: Io, run: typeof sendFrom = sendFrom): Command {
  const made = new Command('continue')
    .description(
      'Sends a message to the last session that was made in this directory, as amber send does: the session is started if needed, and what was started is stopped.',
    )
    .argument(
      '[prompt]',
      'the message; - reads stdin. What is piped to stdin beside it goes with it. Without one, on a terminal: your editor, or a line to type',
    );
  return withHelp(addSendFlags(made), {
    examples: [
      { run: 'amber continue "And which languages is it written in?"', what: 'go on where the last session ended' },
      { run: 'git log -3 | amber continue "Do these fit?"', what: 'with what is piped to it' },
      { run: 'amber continue --no-wait "Then write it down"', what: 'do not wait: it runs when its turn comes' },
    ],
    exits: [0, 1, 2, 3, 4, 5, 6, 7, 9, 124, 130, 143],
  }).action(async (prompt: string | undefined, parsed: Parsed) => {
    enterDirectory(io, parsed);
    io.exitCode = await run(io, sendOptions(undefined, prompt, parsed));
  });
}
