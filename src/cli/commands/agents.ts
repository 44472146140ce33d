import { Command } from 'commander';
import { openContext, openTolerantContext } from '../context.ts';
import { type CommonOptions, commonOptions } from '../flags/common.ts';
import { addFlags, type Parsed } from '../flags/flags.ts';
import { withHelp } from '../help/command-help.ts';
import { printItems } from '../output/print-list.ts';
import type { Io } from '../process/io.ts';

export interface AgentsOptions extends CommonOptions {
  /** The one that is started, to see what it offers. */
  readonly name: string | undefined;
}

export function command(io: Io, run: (io: Io, options: AgentsOptions) => Promise<number> = theRun): Command {
  const made = new Command('agents')
    .description(
      'Lists the agents for engine local, and which are usable here; or starts one, without a prompt, and shows what it offers: models, modes, other options.',
    )
    .argument('[name]', 'one of them, or a command line that speaks ACP');
  return withHelp(addFlags(made, 'output'), {
    examples: [
      { run: 'amber agents', what: 'which agents are there, and what is missing' },
      { run: 'amber agents demo', what: 'what one of them can be set to here, and by which flag' },
      { run: 'amber agents -o name', what: 'only the names of usable ones' },
    ],
    exits: [0, 2, 4, 130],
    exitWords: { 0: 'listed' },
  }).action(async (name: string | undefined, parsed: Parsed) => {
    io.exitCode = await run(io, { ...commonOptions(parsed), name });
  });
}

async function theRun(io: Io, options: AgentsOptions): Promise<number> {
  return options.name === undefined ? list(io, options) : show(io, options, options.name);
}

async function list(io: Io, options: CommonOptions): Promise<number> {
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

async function show(io: Io, options: CommonOptions, name: string): Promise<number> {
  const context = await openContext(io, options);
  const { settings, redactor } = context;
  const [{ inspectAgent }, { agentSettings }, { catchEnding }] = await Promise.all([
    import('../../engine/local/inspect-agent.ts'),
    import('../config/agent-settings.ts'),
    import('../process/signals.ts'),
  ]);
  const ending = catchEnding(io);
  try {
    const { clock, cwd, env, onExit } = io;
    const { signal } = ending;
    const offers = await inspectAgent(
      { agent: name, cwd, clock, signal, onExit },
      agentSettings(env, settings, undefined),
    );
    if (settings.output === 'text') {
      const { offersText } = await import('../output/offers-text.ts');
      await io.stdout.write(redactor.all(offersText(name, offers)));
      return 0;
    }
    const { printObject } = await import('../output/print-object.ts');
    if (settings.output !== 'name') await printObject(io.stdout, redactor, settings.output, { name, ...offers });
    else for (const { id } of offers.options) await io.stdout.write(`${redactor.all(id)}\n`);
    return 0;
  } catch (error) {
    if (ending.signal.aborted) return ending.code();
    throw error;
  } finally {
    ending.release();
  }
}
