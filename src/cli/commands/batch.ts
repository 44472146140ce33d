import { Command } from 'commander';
import { AmberError } from '../../core/errors.ts';
import type { BatchRow } from '../../github/batch/batch-rows.ts';
import type { BatchReport } from '../../github/batch/process-pulls.ts';
import type { Reports, Runner } from '../../github/runner.ts';
import { oneLine } from '../../render/plain-text.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { type BatchTable, COLUMNS, cellsOf, openBatchTable } from '../batch/batch-table.ts';
import { inputsOf, stepInputs } from '../batch/step-inputs.ts';
import { type Context, openContext } from '../context.ts';
import { addFlags, collect, type Parsed, settingFlag, textOf, textsOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import { table } from '../output/plain-table.ts';
import { printObject } from '../output/print-object.ts';
import { commandFor } from '../output/suggested-commands.ts';
import type { Io } from '../process/io.ts';
import { catchInterrupts } from '../process/signals.ts';

export interface BatchOptions extends CommonOptions {
  /** `name=value`, named as in action.yml. */
  readonly inputs: readonly string[];
  /** `owner/name`; the one of the clone here if it is not given. */
  readonly repository: string | undefined;
  readonly plansOnly: boolean;
  readonly json: boolean;
}

export function command(io: Io, run: (io: Io, options: BatchOptions) => Promise<number> = theRun): Command {
  const made = new Command('batch')
    .description(
      'One pass over the open pull requests with the label amber:managed: those with failing checks, conflicts, or changes that someone who can push has asked for, are worked on, a few at once. Does what a schedule does in the Action. Takes GITHUB_TOKEN, or gh’s token.',
    )
    .option('--repository <owner/name>', 'the repository (default: that of the clone here)')
    .option('--concurrency <count>', 'so many are worked on at once (default: 4)')
    .option('--max-attempts <count>', 'so many attempts before one is given to people (default: 3)')
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--agent <name|command>', 'an agent that `amber agents` lists, or a command line that speaks ACP')
    .option('--model <model>', 'the model that the agent uses')
    .option('--input <name=value>', 'another input of the Action; repeatable', collect);
  made.addOption(settingFlag('mcpConfig'));
  addFlags(made, 'budget', 'day', { output: ['text', 'json'] }, 'target');
  // Refused, with the reason.
  for (const option of made.options) if (/^as(?:Group)?$/.test(option.attributeName())) option.hideHelp();
  return withHelp(made, {
    examples: [
      { run: 'amber batch --dry-run', what: 'which pull requests need work, and why' },
      { run: 'amber batch --concurrency 2 --input permissions=all', what: 'one pass, two at a time' },
      { run: 'amber batch --repository octo/hello -o json', what: 'of another repository, for a program' },
    ],
    exits: [0, 1, 2, 4, 130],
    exitWords: {
      0: 'every run finished; with --dry-run: looked at',
      1: 'a run failed, or a pull request could not be read',
      130: 'SIGINT; its sessions were stopped',
    },
  }).action(async (parsed: Parsed) => {
    io.exitCode = await run(io, optionsOf(parsed));
  });
}

function optionsOf(parsed: Parsed): BatchOptions {
  const repository = textOf(parsed, 'repository');
  if (repository !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new AmberError('USAGE', `--repository must be owner/name, not "${repository}"`);
  const numbers = (['concurrency', 'max-attempts'] as const).flatMap((name) => {
    const text = textOf(parsed, name === 'concurrency' ? name : 'maxAttempts');
    return text === undefined ? [] : [`${name}=${text}`];
  });
  return {
    ...commonOptions(parsed),
    inputs: [...numbers, ...textsOf(parsed, 'input')],
    repository,
    plansOnly: parsed.dryRun === true,
    json: parsed.output === 'json',
  };
}

async function theRun(io: Io, options: BatchOptions): Promise<number> {
  const [
    { runBatch },
    { batchFailure, reportJson, reportLine },
    { INPUT_NAMES },
    { openJob, redactorFor },
    { githubOf },
  ] = await Promise.all([
    import('../../github/batch/run-batch.ts'),
    import('../../github/batch/batch-report.ts'),
    import('../../github/inputs/input-warnings.ts'),
    import('../../github/open-job.ts'),
    import('../git-repository.ts'),
  ]);
  const context = await openContext(io, options);
  const given = new Map(inputsOf(options.inputs, INPUT_NAMES));
  const { repository } = options;
  const here = repository === undefined ? io : { ...io, env: { ...io.env, GITHUB_REPOSITORY: repository } };
  const github = await githubOf(here, context.redactor.learn);
  const { interrupts, release } = catchInterrupts(io);
  const code = (): number => (interrupts.signal === 'SIGTERM' ? 143 : 130);
  if (!given.has('commit-author')) {
    const { gitAuthor } = await import('../git-repository.ts');
    const { email, name } = await gitAuthor(io, interrupts.first);
    given.set('commit-author', `${name} <${email}>`);
  }
  const inputs = await stepInputs(io, context, given, github.token);
  const runner = runnerFor(io, github);
  const redactor = redactorFor(runner, inputs);
  context.redactor.learn([inputs.apiToken ?? '', inputs.githubToken ?? ''].filter((token) => token !== ''));
  const view = openBatchTable(io, redactor, options.quiet, context.settings.plain);
  context.verbose?.through(view.note);
  const rows = new Map<number, BatchRow>();
  const sayLeft = (): void => {
    const left = [...rows.values()].flatMap(({ session, state }) => (state === 'running' ? (session ?? []) : []));
    if (left.length === 0) return;
    const command = commandFor(context.config, 'stop', { name: left.join(' '), project: inputs.project });
    view.note(`${left.length === 1 ? 'a session' : `${left.length} sessions`} may still be running: ${command}`);
  };
  if (!options.quiet)
    interrupts.first.addEventListener('abort', () =>
      view.note('interrupted: what runs is being stopped; a second Ctrl-C leaves at once'),
    );
  void interrupts.second.then(sayLeft);
  const event = { kind: 'batch' } as const;
  const reports = reportsOn(view);
  const { job, close } = openJob({ event, runner, reports, inputs, redactor, interrupts });
  try {
    const report = await runBatch(
      { ...job, say: options.verbose ? view.note : () => {} },
      {
        acts: !options.plansOnly,
        begin: (rows, healthy) => view.begin(rows, healthy),
        change: (row) => {
          rows.set(row.number, row);
          view.change(row);
        },
      },
    );
    view.stop();
    await print(io, context, options, report, { line: reportLine(report), json: reportJson(report) });
    const failure = batchFailure(report, inputs.failOn);
    if (report.isCut) return code();
    if (failure !== undefined) await writeLines(io.stderr, `error: ${redactor.all(oneLine(failure))}\n`);
    return failure === undefined ? 0 : 1;
  } catch (error) {
    if (interrupts.first.aborted) return code();
    throw error;
  } finally {
    view.stop();
    await close();
    release();
  }
}

/** The process as a step would see it, for that repository. */
function runnerFor(
  { clock, cwd, env, onEnding, onExit }: Io,
  { apiUrl, graphqlUrl, owner, repo }: { apiUrl: string; graphqlUrl: string; owner: string; repo: string },
): Runner {
  // `https://HOST/api/v3` of a server of one's own.
  const own = new URL(apiUrl).hostname === 'api.github.com' ? 'https://github.com' : new URL(apiUrl).origin;
  return {
    ...{ clock, cwd, onEnding, onExit },
    // What a step would write into its log: a terminal has the view.
    stdout: { write: () => {}, isTTY: false, columns: 80 },
    env: {
      ...env,
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_REPOSITORY: `${owner}/${repo}`,
      GITHUB_API_URL: apiUrl,
      GITHUB_GRAPHQL_URL: graphqlUrl,
      GITHUB_SERVER_URL: env.GITHUB_SERVER_URL ?? own,
    },
  };
}

function reportsOn(view: BatchTable): Reports {
  const nothing = (): void => {};
  const note = (kind: string) => (message: string) => view.note(`${kind}: ${message}`);
  return {
    output: nothing,
    state: nothing,
    secret: nothing,
    notice: note('notice'),
    warning: note('warning'),
    failed: note('error'),
    summary: async () => {},
  };
}

async function print(
  io: Io,
  { redactor }: Context,
  { json, quiet }: BatchOptions,
  { rows }: BatchReport,
  text: { readonly line: string; readonly json: object },
): Promise<void> {
  if (json) return printObject(io.stdout, redactor, 'json', text.json);
  if (rows.length > 0) {
    const width = io.stdout.isTTY ? io.stdout.columns : undefined;
    await io.stdout.write(redactor.all(table(COLUMNS, rows.map(cellsOf), width)));
  }
  if (!quiet) await writeLines(io.stderr, `${redactor.all(text.line)}\n`);
}
