import { Command, Option } from 'commander';
import { AmberError } from '../../core/errors.ts';
import { LISTED_FIELDS, SESSION_STATES } from '../../core/list/session-summary.ts';
import type { Phase } from '../../core/session/phase.ts';
import type { SessionFilter } from '../../core/session/session.ts';
import { learnSecretsOf, openTolerantContext } from '../context.ts';
import { addFlags, collect, type Parsed, textOf, textsOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { sinceOf } from '../flags/parse-since.ts';
import { NAMING, withHelp } from '../help/command-help.ts';
import { collectSessions, type ListQuery } from '../list/collect-sessions.ts';
import { printNames, printSessions, type ShownAs } from '../list/print-sessions.ts';
import { watchSessions } from '../list/watch-sessions.ts';
import { openEngine } from '../open-engine.ts';
import { isKnownField, noSuchField } from '../output/field-names.ts';
import type { Io } from '../process/io.ts';
import { keepHeapSteady } from '../process/process-io.ts';
import { withSpinner } from '../terminal/spinner.ts';

const PHASES: readonly Phase[] = ['Pending', 'Creating', 'Running', 'Stopping', 'Stopped', 'Completed', 'Failed'];

/** As many fit on a screen or two; programs get all. */
const SHOWN_ON_TERMINAL = 50;

export interface ListOptions extends CommonOptions, ListQuery {
  readonly shown: ShownAs;
  readonly watch: boolean;
}

export function command(io: Io, run: (io: Io, options: ListOptions) => Promise<number> = theRun): Command {
  const made = new Command('list')
    .description(
      'Lists the sessions of a project, newest first: what was run, and what came of it. TIME and COST are of all runs of a session; the time that it takes to start and to stop it is not in TIME.',
    )
    .option('--label <k=v>', 'only sessions that carry it; repeatable', collect)
    .addOption(new Option('--phase <phase>', 'only sessions in this phase').choices(PHASES))
    .addOption(new Option('--outcome <outcome>', 'only sessions that do this now, or ended so').choices(SESSION_STATES))
    .option('--since <time>', 'only sessions made since then: 30m, 12h, 7d, 2w or a date')
    .option('--all-projects', 'the sessions of every project')
    .option('--limit <count>', `only so many of the newest (default: ${SHOWN_ON_TERMINAL} on a terminal, else all)`)
    .option('--watch', 'keep the table up to date until Ctrl-C')
    .optionsGroup('JSON:')
    .option(
      '--fields <names>',
      `only these of each item, between commas: ${LISTED_FIELDS.join(', ')}, or a path below one (metadata.name)`,
    )
    .option('--jq <filter>', 'what jq makes of {items: […]}')
    .option('--template <text>', 'a Mustache template, filled in from {items: […]}');
  return withHelp(addFlags(made, { output: ['text', 'wide', 'json', 'jsonl', 'yaml', 'name'] }, 'target'), {
    examples: [
      { run: 'amber list', what: 'a table, newest first' },
      { run: 'amber list --outcome failed --since 7d', what: 'what went wrong this week' },
      { run: 'amber list --watch', what: 'kept up to date, until Ctrl-C' },
      { run: 'amber list -o wide --all-projects', what: 'with all columns, of every project' },
      { run: 'amber ps --phase Running -o name', what: 'what is running now, to be read by a program' },
      { run: 'amber list -o json --fields id,title,outcome,cost', what: 'some fields of each' },
      {
        run: "amber ls --template '{{#items}}{{id}} {{/items}}'",
        what: 'by a Mustache template',
      },
      { run: 'amber list --jq \'.items[] | select(.outcome == "failed") | .id\'', what: 'by jq' },
    ],
    notes: NAMING,
    exits: [0, 1, 2, 4, 6, 130, 143],
    exitWords: { 0: 'listed, be it none', 130: 'SIGINT: no longer watched', 143: 'SIGTERM: no longer watched' },
  }).action(async (parsed: Parsed) => {
    io.exitCode = await run(io, optionsOf(parsed, io));
  });
}

function optionsOf({ output, ...parsed }: Parsed, { clock, stdout }: Io): ListOptions {
  const labels = textsOf(parsed, 'label').map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new AmberError('USAGE', `--label must be key=value, not "${text}"`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  const phase = PHASES.find((one) => one === parsed.phase);
  const filter: SessionFilter = {
    ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
    ...(phase === undefined ? {} : { phase }),
  };
  const outcome = SESSION_STATES.find((one) => one === parsed.outcome);
  const since = textOf(parsed, 'since');
  const shown = shownAs(parsed, typeof output === 'string' ? output : undefined);
  const common = commonOptions({ ...parsed, ...(output === 'wide' ? {} : { output }) });
  const isTable = (output === undefined || output === 'text') && shown.shape === undefined;
  const watch = parsed.watch === true;
  if (watch && !(isTable || shown.wide))
    throw new AmberError('USAGE', '--watch shows a table: it goes with no other output');
  return {
    ...common,
    filter,
    ...(outcome === undefined ? {} : { outcome }),
    ...(since === undefined ? {} : { since: sinceOf(since, clock.date()) }),
    allProjects: parsed.allProjects === true,
    limit: limitOf(textOf(parsed, 'limit')) ?? (isTable && stdout.isTTY ? SHOWN_ON_TERMINAL : Number.POSITIVE_INFINITY),
    shown,
    watch,
  };
}

function shownAs(parsed: Parsed, output: string | undefined): ShownAs {
  const names = textOf(parsed, 'fields');
  const [jq, template] = [textOf(parsed, 'jq'), textOf(parsed, 'template')];
  const fields = names?.split(',').map((name) => name.trim());
  const unknown = fields?.find((name) => !isKnownField(name, LISTED_FIELDS));
  if (unknown !== undefined) throw noSuchField('--fields', unknown, LISTED_FIELDS);
  if (jq !== undefined && template !== undefined)
    throw new AmberError('USAGE', '--jq and --template exclude each other');
  // What is picked by fields can be shaped further.
  const [flag] = Object.entries({ '--jq': jq, '--template': template, '--fields': fields }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  const forms = flag === '--fields' ? ['json', 'jsonl', 'yaml'] : ['json'];
  if (flag !== undefined && output !== undefined && !forms.includes(output))
    throw new AmberError('USAGE', `${flag} shapes JSON: it does not go with -o ${output}`);
  const shape = {
    ...(fields && { fields }),
    ...(jq !== undefined && { jq }),
    ...(template !== undefined && { template }),
  };
  return { wide: output === 'wide', ...(flag === undefined ? {} : { shape }) };
}

/** True where it is enough to know which sessions there are. */
function asksNamesAlone({ allProjects, filter, outcome, since, shown: { shape, wide } }: ListOptions): boolean {
  const isShaped = shape !== undefined || wide;
  const isFiltered = Object.keys(filter).length > 0 || outcome !== undefined || since !== undefined;
  return !allProjects && !isShaped && !isFiltered;
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new AmberError('USAGE', `--limit must be a whole number above 0, not "${text}"`);
  return Number(text);
}

async function theRun(io: Io, options: ListOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  const engine = await openEngine(io, context);
  // What is read of each page is short-lived, however many sessions there are.
  keepHeapSteady();
  try {
    if (options.watch) return await watchSessions(io, context, engine, options);
    if (context.settings.output === 'name' && asksNamesAlone(options) && engine.names !== undefined) {
      const names = await engine.names(context.settings.project);
      await printNames(io, names.slice(0, options.limit));
      return 0;
    }
    const found = await withSpinner(io, { ...options, context }, 'reading the sessions', () =>
      collectSessions(engine, context.settings.project, options),
    );
    learnSecretsOf(context, ...found.entries.map(({ session }) => session));
    await printSessions(io, context, found, options);
    return 0;
  } finally {
    await engine.close();
  }
}
