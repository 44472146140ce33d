import { Command, Option } from 'commander';
import { AmberError } from '../../core/errors.ts';
import type { Phase } from '../../core/session/phase.ts';
import type { Session, SessionFilter } from '../../core/session/session.ts';
import { learnSecretsOf, openTolerantContext } from '../context.ts';
import { type CommonOptions, commonOptions } from '../flags/common.ts';
import { addFlags, type Parsed, textOf, textsOf } from '../flags/flags.ts';
import { withHelp } from '../help/command-help.ts';
import { openEngine } from '../open-engine.ts';
import { printItems } from '../output/print-list.ts';
import { age } from '../output/table.ts';
import type { Io } from '../process/io.ts';
import { keepHeapSteady } from '../process/process-io.ts';

const PHASES: readonly Phase[] = ['Pending', 'Creating', 'Running', 'Stopping', 'Stopped', 'Completed', 'Failed'];

export interface ListOptions extends CommonOptions {
  readonly filter: SessionFilter;
  readonly limit: number;
}

export function command(io: Io, run: (io: Io, options: ListOptions) => Promise<number> = theRun): Command {
  const made = new Command('list')
    .description('Lists the sessions of a project, newest first.')
    .option('--label <k=v>', 'only those that carry it; repeatable', collect)
    .addOption(new Option('--phase <phase>', 'only those in this phase').choices(PHASES))
    .option('--limit <count>', 'only so many of the newest');
  return withHelp(addFlags(made, 'output', 'target'), {
    examples: [
      { run: 'amber list', what: 'a table, newest first' },
      { run: 'amber list --phase Running -o name', what: 'what is running now, to be read by a program' },
      { run: 'amber list --label team=web -o json', what: 'whole objects of some' },
    ],
    exits: [0, 1, 2, 4, 6],
    exitWords: { 0: 'listed, be it none' },
  }).action(async (parsed: Parsed) => {
    io.exitCode = await run(io, optionsOf(parsed));
  });
}

function optionsOf(parsed: Parsed): ListOptions {
  const labels = textsOf(parsed, 'label').map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new AmberError('USAGE', `--label must be key=value, not "${text}"`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  const phase = PHASES.find((one) => one === parsed.phase);
  return {
    ...commonOptions(parsed),
    filter: {
      ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
      ...(phase === undefined ? {} : { phase }),
    },
    limit: limitOf(textOf(parsed, 'limit')),
  };
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new AmberError('USAGE', `--limit must be a whole number above 0, not "${text}"`);
  return Number(text);
}

async function theRun(io: Io, { filter, limit, ...common }: ListOptions): Promise<number> {
  // What is read of each page is short-lived, however many sessions there are.
  keepHeapSteady();
  const context = await openTolerantContext(io, common);
  const engine = await openEngine(io, context);
  try {
    const sessions: Session[] = [];
    for await (const session of engine.list(context.settings.project, filter)) {
      sessions.push(session);
      if (sessions.length >= limit) break;
    }
    if (sessions.length === 0 && context.settings.output === 'text' && io.stdout.isTTY && !common.quiet)
      await io.stderr.write(
        `no ${Object.keys(filter).length === 0 ? '' : 'such '}sessions in "${context.settings.project}"\n`,
      );
    const now = io.clock.date();
    learnSecretsOf(context, ...sessions);
    await printItems(io, context, sessions, {
      columns: ['NAME', 'PHASE', 'AGE', 'AGENT', 'DISPLAY NAME'],
      row: ({ metadata, spec, status }) => [
        metadata.name,
        status?.phase ?? 'Pending',
        age(metadata.creationTimestamp, now),
        spec.runnerType ?? '',
        spec.displayName ?? '',
      ],
      name: ({ metadata }) => `session/${metadata.name}`,
    });
    return 0;
  } finally {
    await engine.close();
  }
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
