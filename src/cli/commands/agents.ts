import { Command, Option } from 'commander';
import { AmberError } from '../../core/errors.ts';
import { paint } from '../../render/colors.ts';
import { WAYS, type Way } from '../agents/parse-public-registry.ts';
import { openContext, openTolerantContext } from '../context.ts';
import { addFlags, type Parsed, textOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import { printItems } from '../output/print-items.ts';
import type { Io } from '../process/io.ts';
import { wantsColor } from '../terminal/capabilities.ts';
import { withSpinner } from '../terminal/spinner.ts';

export interface AgentsOptions extends CommonOptions {
  /** The one that is started, to see what it offers; or "add". */
  readonly name: string | undefined;
  /** With "add": an agent of the registry. */
  readonly added: string | undefined;
  readonly available: boolean;
  /** A file or an address. */
  readonly registry: string | undefined;
  readonly via: Way | undefined;
  readonly as: string | undefined;
  readonly yes: boolean;
}

export function command(io: Io, run: (io: Io, options: AgentsOptions) => Promise<number> = theRun): Command {
  const made = new Command('agents')
    .description(
      'Lists the agents for engine local, and which are usable here; or starts one, without a prompt, and shows what it offers: models, modes, other options.',
    )
    .argument('[name]', 'one of them, a command line that speaks ACP, or "add"')
    .argument('[agent]', 'with "add": the agent of the registry to put into your configuration, its version pinned')
    .option('--available', 'list the public registry of ACP agents instead')
    .option('--registry <file|url>', 'another registry.json than the public one of agentclientprotocol.com')
    .addOption(new Option('--via <way>', 'with "add": how it is to be run').choices(WAYS))
    .option('--name <name>', 'with "add": what it is called here')
    .option('--yes', 'with "add": ask nothing');
  return withHelp(addFlags(made, 'output'), {
    examples: [
      { run: 'amber agents', what: 'which agents are there, and what is missing' },
      { run: 'amber agents demo', what: 'what one of them can be set to here, and by which flag' },
      {
        run: 'amber agents --available --registry registry.json',
        what: 'which there are in a copy of the public registry; amber agents add NAME takes one',
      },
    ],
    exits: [0, 1, 2, 4, 6, 130],
    exitWords: { 0: 'listed, or added', 6: 'the registry has no such agent', 130: 'SIGINT: nothing was changed' },
  }).action(async (name: string | undefined, added: string | undefined, parsed: Parsed) => {
    io.exitCode = await run(io, {
      ...commonOptions(parsed),
      name,
      added,
      available: parsed.available === true,
      registry: textOf(parsed, 'registry'),
      via: WAYS.find((way) => way === parsed.via),
      as: textOf(parsed, 'name'),
      yes: parsed.yes === true,
    });
  });
}

async function theRun(io: Io, options: AgentsOptions): Promise<number> {
  if (options.available || options.name === 'add') return fromRegistry(io, options);
  if (options.added !== undefined)
    throw new AmberError('USAGE', `amber agents takes one name, not ${options.name} and ${options.added}`, {
      hint: `amber agents add ${options.added} takes one from the registry`,
    });
  return options.name === undefined ? list(io, options) : show(io, options, options.name);
}

async function list(io: Io, options: CommonOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  const { listAgents } = await import('../../engine/local/agents/known-agents.ts');
  const agents = listAgents(io.env, context.settings.agents ?? {});
  const { bold, dim, green } = paint(wantsColor({ env: io.env, stderr: io.stdout }, options));
  await printItems(io, context, agents, {
    columns: ['NAME', 'USABLE', 'COMMAND', 'WHERE'],
    row: ({ name, usable, command, path, why }) => [name, usable ? 'yes' : 'no', command, path ?? why ?? ''],
    name: ({ name, usable }) => (usable ? name : undefined),
    notes: true,
    tone: (cell, column, row) =>
      row === undefined ? bold(cell) : column === 1 ? (agents[row]?.usable === true ? green : dim)(cell) : cell,
  });
  return 0;
}

/** What there is in the registry, or one of it put into the configuration. */
async function fromRegistry(io: Io, options: AgentsOptions): Promise<number> {
  const { added, available, name, registry } = options;
  if (name === 'add' && (added === undefined || available))
    throw new AmberError('USAGE', 'amber agents add needs the name of an agent of the registry', {
      hint: 'amber agents --available lists them',
    });
  const context = await openContext(io, options);
  const { PUBLIC_REGISTRY, readRegistry } = await import('../agents/fetch-public-registry.ts');
  const { agents, faults } = await withSpinner(io, { ...options, context }, 'reading the registry of agents', () =>
    readRegistry(registry ?? PUBLIC_REGISTRY, io),
  );
  for (const fault of faults) context.notice(`warning: ${fault}`);
  const { addAgent, hereOf } = await import('../agents/add-agent.ts');
  if (name === 'add' && added !== undefined) {
    const { as, input, via, yes } = options;
    return addAgent(io, context, agents, { id: added, name: as, registry, via, yes, input });
  }
  const { waysOf } = await import('../agents/plan-install.ts');
  const here = hereOf(io.env, context.settings.agents ?? {});
  const found = agents.filter(({ id }) => name === undefined || id === name);
  const { bold, dim, green } = paint(wantsColor({ env: io.env, stderr: io.stdout }, options));
  const items = found.map((agent) => ({ ...agent, usable: waysOf(agent, here) }));
  await printItems(io, context, items, {
    columns: ['NAME', 'VERSION', 'USABLE', 'WHAT'],
    row: (one) => [one.id, one.version, one.usable.join(', ') || 'no', `${one.name}: ${one.description}`],
    name: ({ id }) => id,
    notes: true,
    tone: (cell, column, row) =>
      row === undefined ? bold(cell) : column === 2 ? (cell === 'no' ? dim : green)(cell) : cell,
  });
  return 0;
}

async function show(io: Io, options: CommonOptions, name: string): Promise<number> {
  const context = await openContext(io, options);
  const { settings, redactor } = context;
  const [{ inspectAgent }, { keepOffers }, { agentSettings }, { catchEnding }] = await Promise.all([
    import('../../engine/local/inspect-agent.ts'),
    import('../../engine/local/agents/last-offers.ts'),
    import('../config/local-agent-settings.ts'),
    import('../process/signals.ts'),
  ]);
  const ending = catchEnding(io);
  try {
    const { clock, cwd, env, onExit } = io;
    const { signal } = ending;
    const offers = await withSpinner(io, { ...options, context }, `asking ${name} what it offers`, () =>
      inspectAgent({ agent: name, cwd, clock, signal, onExit }, agentSettings(env, settings, undefined)),
    );
    keepOffers(context.stateDir, name, offers.options);
    if (settings.output === 'text') {
      const { offersText } = await import('../output/agent-offers-text.ts');
      const width = io.stdout.isTTY ? io.stdout.columns : undefined;
      await io.stdout.write(redactor.all(offersText(name, offers, width)));
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
