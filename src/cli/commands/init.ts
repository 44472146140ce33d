import { Command } from 'commander';
import { AmberError } from '../../core/errors.ts';
import type { Label } from '../../github/labels.ts';
import { oneLine, plain } from '../../render/plain-text.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { openTolerantContext } from '../context.ts';
import { addFlags, type Parsed, settingFlag, textOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import type { Learn } from '../git-repository.ts';
import { withHelp } from '../help/command-help.ts';
import { printObject } from '../output/print-object.ts';
import type { Io } from '../process/io.ts';
import { confirm } from '../terminal/ask-on-terminal.ts';
import { withSpinner } from '../terminal/spinner.ts';

export interface InitOptions extends CommonOptions {
  readonly agent: string | undefined;
  readonly project: string | undefined;
  readonly schedule: string | undefined;
  readonly ref: string | undefined;
  readonly action: string | undefined;
  /** `true`: every workflow that uses the predecessor. */
  readonly predecessor: string | true | undefined;
  readonly wantsPrompts: boolean;
  readonly wantsLabels: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

export function command(io: Io, run: (io: Io, options: InitOptions) => Promise<number> = theRun): Command {
  const made = new Command('init')
    .description(
      'Writes .github/workflows/amber.yml into the repository of the working directory: Amber pinned to a commit, with the least rights, for engine platform, kubernetes or local (an agent in a sandbox, in a job that may only read). Shows what it would overwrite, and asks.',
    )
    .addOption(settingFlag('engine'))
    .option(
      '-p, --project <name>',
      'with engine platform or kubernetes: the project of the sessions (default: the secret AMBER_PROJECT)',
    )
    .option(
      '--agent <name>',
      'the agent; with engine local claude, codex, gemini or demo (default: claude), elsewhere the platform’s',
    )
    .option(
      '--schedule <cron>',
      'also a pass over the pull requests with the label amber:managed, at these times (UTC); not with engine local',
    )
    .option('--ref <sha>', 'the commit of Amber to use (default: that of this release)')
    .option('--action <owner/name>', 'the repository of Amber (default: that of this release)')
    .option('--from-ambient-action [file]', 'rewrite the workflows that use ambient-action, or the one that is named')
    .option('--prompts', 'also write the built-in prompts to .github/amber, to be changed')
    .option('--create-labels', 'also make the labels on GitHub (GITHUB_TOKEN, or gh’s)')
    .option('--dry-run', 'show all of it, and change nothing')
    .option('-y, --yes', 'overwrite without asking');
  return withHelp(addFlags(made, { output: ['text', 'json'] }), {
    examples: [
      {
        run: 'amber init --engine local --dry-run',
        what: 'what would it write? An agent on GitHub’s runner, in two jobs',
      },
      {
        run: 'amber init --engine platform --project team-a --prompts',
        what: 'sessions of a platform, and prompts to change',
      },
      { run: 'amber init --from-ambient-action --yes', what: 'rewrite what uses ambient-action, and say what changes' },
    ],
    exits: [0, 1, 2, 4, 6],
    exitWords: {
      0: 'written, or there already',
      1: 'it would overwrite a file, or GitHub did not answer',
      6: 'no such workflow, or none that uses ambient-action',
    },
  }).action(async (parsed: Parsed) => {
    const { fromAmbientAction } = parsed;
    io.exitCode = await run(io, {
      ...commonOptions(parsed),
      agent: textOf(parsed, 'agent'),
      project: textOf(parsed, 'project'),
      schedule: textOf(parsed, 'schedule'),
      ref: textOf(parsed, 'ref'),
      action: textOf(parsed, 'action'),
      predecessor: typeof fromAmbientAction === 'string' || fromAmbientAction === true ? fromAmbientAction : undefined,
      wantsPrompts: parsed.prompts === true,
      wantsLabels: parsed.createLabels === true,
      dryRun: parsed.dryRun === true,
      yes: parsed.yes === true,
    });
  });
}

async function theRun(io: Io, options: InitOptions): Promise<number> {
  const { predecessor } = options;
  const context = await openTolerantContext(io, options);
  const [
    { writeFiles },
    { amberPin },
    { planInit },
    { initObject, initText, meaningText },
    { repositoryRoot },
    { packageInfo },
  ] = await Promise.all([
    import('../init/write-files.ts'),
    import('../init/amber-pin.ts'),
    import('../init/plan-init.ts'),
    import('../init/init-text.ts'),
    import('../git-repository.ts'),
    import('../version.ts'),
  ]);
  const root = await repositoryRoot(io);
  const plan = await planInit(root, {
    engine: context.engineName,
    amber: amberPin(options, packageInfo()),
    project: options.project,
    agent: options.agent,
    schedule: options.schedule,
    wantsPrompts: options.wantsPrompts,
    predecessor: predecessor === true ? 'all' : predecessor === undefined ? undefined : { file: predecessor },
  });
  if (!options.quiet)
    for (const warning of plan.warnings) await writeLines(io.stderr, `warning: ${oneLine(warning)}\n`);
  const asText = context.settings.output !== 'json';
  const diffs = plan.files.filter(({ action }) => action === 'update' || options.dryRun).map(({ diff }) => diff);
  if (asText) await io.stdout.write(plain(context.redactor.all(diffs.join(''))) + meaningText(plan));
  if (!options.dryRun) {
    await agree(
      io,
      options,
      plan.files.filter(({ action }) => action === 'update').map(({ path }) => path),
    );
    await writeFiles(root, plan.files);
  }
  const hasLabels = options.wantsLabels && !options.dryRun;
  if (hasLabels)
    await withSpinner(io, { ...options, context }, 'making the labels on GitHub', () =>
      makeLabels(io, plan.labels, context.redactor.learn),
    );
  const afterwards = { isDryRun: options.dryRun, hasLabels };
  if (asText) await io.stdout.write(initText(plan, afterwards));
  else await printObject(io.stdout, context.redactor, 'json', initObject(plan, afterwards));
  return 0;
}

/** @throws AmberError where GitHub can't be asked, or does not allow it */
async function makeLabels(io: Io, labels: readonly Label[], learn: Learn): Promise<void> {
  const [{ githubOf }, { openRepository }] = await Promise.all([
    import('../git-repository.ts'),
    import('../../github/api/repository-api.ts'),
  ]);
  const api = openRepository(await githubOf(io, learn));
  for (const label of labels) await api.ensureLabel(label);
}

/** A file that somebody wrote is overwritten by somebody's word only. @throws AmberError CONFLICT */
async function agree(io: Io, options: InitOptions, paths: readonly string[]): Promise<void> {
  if (paths.length === 0 || options.yes) return;
  const files = oneLine(paths.join(', '));
  if (await confirm(io, options, `Overwrite ${files}?`)) return;
  throw new AmberError('CONFLICT', `${files} would be overwritten, and nothing was written`, {
    hint: 'look at the difference, then: amber init --yes, with the same flags',
  });
}
