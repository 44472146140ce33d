import { Command } from 'commander';
import { openTolerantContext } from '../context.ts';
import { type CommonOptions, commonOptions } from '../flags/common.ts';
import { addFlags, type Parsed } from '../flags/flags.ts';
import { withHelp } from '../help/command-help.ts';
import { printItems } from '../output/print-list.ts';
import type { Io } from '../process/io.ts';

export function command(io: Io, run: (io: Io, options: CommonOptions) => Promise<number> = theRun): Command {
  const made = new Command('agents').description('Lists the agents for engine local, and which are usable here.');
  return withHelp(addFlags(made, 'output'), {
    examples: [
      { run: 'amber agents', what: 'which agents are there, and what is missing' },
      { run: 'amber agents -o json', what: 'for a program' },
      { run: 'amber agents -o name', what: 'only the names of usable ones' },
    ],
    exits: [0, 2],
    exitWords: { 0: 'listed' },
  }).action(async (parsed: Parsed) => {
    io.exitCode = await run(io, commonOptions(parsed));
  });
}

async function theRun(io: Io, options: CommonOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  const { listAgents } = await import('../../engine/local/agents/registry.ts');
  const agents = listAgents(io.env, context.settings.agents ?? {});
  await printItems(io, context, agents, {
    columns: ['NAME', 'USABLE', 'COMMAND', 'WHERE'],
    row: ({ name, usable, command, path, why }) => [name, usable ? 'yes' : 'no', command, path ?? why ?? ''],
    name: ({ name, usable }) => (usable ? name : undefined),
    whole: true,
  });
  return 0;
}
