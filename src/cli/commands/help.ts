import { Command } from 'commander';
import { didYouMean } from '../../core/did-you-mean.ts';
import { AmberError } from '../../core/errors.ts';
import { wrapped } from '../../render/wrap-lines.ts';
import { helpWidth, withHelp } from '../help/command-help.ts';
import { TOPICS } from '../help/topics.ts';
import type { Io } from '../process/io.ts';

/** Where a topic's help comes from: a text, or a command of the tree that this one is part of. */
export interface HelpOptions {
  readonly topic: string | undefined;
  readonly program: Command | null;
}

export function command(io: Io, run: (io: Io, options: HelpOptions) => Promise<number> = theRun): Command {
  const made = new Command('help')
    .description('Help on a command, or on what all commands share.')
    .argument('[topic]', 'a command, exit-codes, output, environment or config');
  return withHelp(made, {
    examples: [
      { run: 'amber help run', what: 'a command' },
      { run: 'amber help exit-codes', what: 'what the exit codes mean' },
      { run: 'amber help config', what: 'the settings, and where they may be set' },
    ],
    exits: [0, 2],
    exitWords: { 0: 'printed' },
  }).action(async (topic: string | undefined) => {
    io.exitCode = await run(io, { topic, program: made.parent });
  });
}

async function theRun(io: Io, { topic, program }: HelpOptions): Promise<number> {
  const text = topic !== undefined && Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined;
  if (text !== undefined) {
    await io.stdout.write(program === null ? text() : wrapped(text(), helpWidth(program)));
    return 0;
  }
  const commands = program?.commands ?? [];
  const found = topic === undefined ? program : commands.find((one) => one.name() === topic);
  if (found === undefined || found === null) {
    const names = [...commands.map((one) => one.name()), ...Object.keys(TOPICS)];
    throw new AmberError('USAGE', `there is no help on "${topic}"`, {
      hint: didYouMean(String(topic), names) ?? 'amber help lists the commands',
    });
  }
  found.outputHelp();
  return 0;
}
