import { Command, Option } from 'commander';
import { secretsInAddresses } from '../../core/secrets/from-environment.ts';
import type { PastRun } from '../../core/session/past-run.ts';
import {
  USAGE_GROUPS,
  type UsageGroup,
  type UsageReport,
  type UsageRow,
  usageReport,
} from '../../core/usage/usage-report.ts';
import { USAGE_COLUMNS, usageCells } from '../../render/usage-text.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { type Context, openTolerantContext } from '../context.ts';
import { addFlags, type Parsed, textOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { sinceOf } from '../flags/parse-since.ts';
import { withHelp } from '../help/command-help.ts';
import { openEngine } from '../open-engine.ts';
import { tableOrBlocks } from '../output/plain-table.ts';
import { printObject } from '../output/print-object.ts';
import type { Io } from '../process/io.ts';
import { withSpinner } from '../terminal/spinner.ts';

export interface UsageOptions extends CommonOptions {
  readonly since?: Date;
  readonly by: UsageGroup;
  /** With engine local, where no project is named, all of them count. */
  readonly project?: string;
}

export function command(io: Io, run: (io: Io, options: UsageOptions) => Promise<number> = theRun): Command {
  const made = new Command('usage')
    .description(
      'Says what runs took: how many there were, how they ended, tokens, cost and time. What an agent did not report is "unknown", and in no sum.',
    )
    .option('--since <time>', 'only runs that ended since then: 30m, 12h, 7d, 2w or a date (default: all on record)')
    .addOption(
      new Option('--by <group>', 'a row for each of these (default: agent); days are UTC').choices(USAGE_GROUPS),
    );
  return withHelp(addFlags(made, { output: ['text', 'json', 'yaml'] }, 'target'), {
    examples: [
      { run: 'amber usage', what: 'all runs of this machine, by agent, also those of deleted sessions' },
      { run: 'amber usage --since 7d --by day', what: 'the last week' },
      { run: 'amber usage --by thread -o json', what: 'for programs: {items: […], total}' },
    ],
    exits: [0, 1, 2, 4, 6],
    exitWords: { 0: 'counted, be it none' },
  }).action(async (parsed: Parsed) => {
    io.exitCode = await run(io, optionsOf(parsed, io));
  });
}

function optionsOf(parsed: Parsed, { clock }: Io): UsageOptions {
  const common = commonOptions(parsed);
  const since = textOf(parsed, 'since');
  const { project } = common.flags;
  return {
    ...common,
    by: USAGE_GROUPS.find((group) => group === parsed.by) ?? 'agent',
    ...(since === undefined ? {} : { since: sinceOf(since, clock.date()) }),
    ...(typeof project === 'string' && { project }),
  };
}

async function theRun(io: Io, options: UsageOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  const { redactor, settings } = context;
  const { report, unread } = await withSpinner(io, { ...options, context }, 'reading the runs', () =>
    readRuns(io, context, options),
  );
  // An agent can be an address.
  redactor.learn(secretsInAddresses(...report.items.map(({ key }) => key ?? '')));
  if (settings.output !== 'text') {
    const format = settings.output === 'yaml' ? 'yaml' : 'json';
    const since = options.since?.toISOString() ?? null;
    await printObject(io.stdout, redactor, format, { since, ...report, unreadSessions: unread });
    return 0;
  }
  await io.stdout.write(
    redactor.all(reportTable(report, redactor.all, io.stdout.isTTY ? io.stdout.columns : undefined)),
  );
  if (!options.quiet) await writeLines(io.stderr, `${counted(report, unread)}\n`);
  return 0;
}

interface Found {
  readonly report: UsageReport;
  readonly unread: number;
}

async function readRuns(io: Io, context: Context, { since, project, by, quiet }: UsageOptions): Promise<Found> {
  const engine = await openEngine(io, context);
  try {
    if (engine.pastRuns !== undefined) {
      // What hosts left that died is settled by the first look at the sessions.
      for await (const _first of engine.list(context.settings.project)) break;
      return { report: usageReport(inProject(engine.pastRuns(since), project), by), unread: 0 };
    }
    const fetched = await engine.fetchPastRuns?.(context.settings.project, since);
    if (fetched !== undefined) return { report: usageReport(fetched, by), unread: 0 };
    const { readSessionRuns } = await import('../usage/session-runs.ts');
    const begun = (sessions: number): void => {
      if (!quiet)
        void writeLines(io.stderr, `reading the events of ${sessions} ${sessions === 1 ? 'session' : 'sessions'}\n`);
    };
    const { runs, unread } = await readSessionRuns(io, engine, context.settings.project, since, begun);
    return { report: usageReport(runs, by), unread };
  } finally {
    await engine.close();
  }
}

/** Without one, those of all. One after the other: there may be more than fit into memory. */
function* inProject(runs: Iterable<PastRun>, project: string | undefined): Generator<PastRun, void, void> {
  for (const run of runs) if (project === undefined || run.project === project) yield run;
}

function reportTable(
  { by, items, total }: UsageReport,
  redact: (text: string) => string,
  width: number | undefined,
): string {
  const heading = [by, ...USAGE_COLUMNS].map((column) => column.toUpperCase());
  const rows = items.map((item) => [redact(nameOf(item, by)), ...usageCells(item)]);
  return tableOrBlocks(heading, [...rows, ['TOTAL', ...usageCells(total)]], width);
}

/** What the sessions leave open is the agent's, or nobody's. */
function nameOf({ key }: UsageRow, by: UsageGroup): string {
  return key ?? (by === 'model' ? '(the agent’s own)' : '(none)');
}

function counted({ first, total }: UsageReport, unread: number): string {
  const missing =
    unread === 0 ? '' : `; the events of ${unread} ${unread === 1 ? 'session' : 'sessions'} could not be read`;
  if (first === null) return `no run that has ended is on record${missing}`;
  const runs = total.runs === 1 ? '1 run that has' : `${total.runs} runs that have`;
  return `${runs} ended, the first on ${first.slice(0, 10)}; what still runs is not counted${missing}`;
}
