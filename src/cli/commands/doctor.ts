import { isAbsolute } from 'node:path';
import { Command } from 'commander';
import type { Env } from '../../core/env.ts';
import { EXIT } from '../../core/exit-code.ts';
import { paint } from '../../render/colors.ts';
import { type Context, openSoundContext } from '../context.ts';
import type { Check } from '../doctor/check-result.ts';
import { addFlags, type Parsed } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import { refuseClusterFlags } from '../open-engine.ts';
import { printObject } from '../output/print-object.ts';
import type { Io } from '../process/io.ts';
import { wantsColor } from '../terminal/capabilities.ts';
import { withSpinner } from '../terminal/spinner.ts';

export interface DoctorOptions extends CommonOptions {
  /** Of the repository here, in place of this machine. */
  readonly github: boolean;
}

export function command(io: Io, run: (io: Io, options: DoctorOptions) => Promise<number> = theRun): Command {
  const made = new Command('doctor')
    .description(
      'Checks engine, credentials, agent and GitHub: what is wrong and what is set, with -v everything, every setting with its source. Secrets are hidden. With --github, checks what the workflows of the repository here need of GitHub.',
    )
    .option('--github', 'workflows that use Amber: pins, rights, secrets, labels, and whether pushes start checks');
  return withHelp(addFlags(made, { output: ['text', 'json', 'jsonl', 'yaml'] }, 'target'), {
    examples: [
      { run: 'amber doctor', what: 'what is wrong, and what is set' },
      { run: 'amber doctor -v', what: 'every check, every setting and where it comes from' },
      { run: 'amber doctor -o json', what: 'for a bug report, or a program' },
      { run: 'amber doctor --github', what: 'does the repository here have what its workflows need?' },
    ],
    exits: [0, 1, 2],
    exitWords: { 0: 'nothing is missing', 1: 'a check failed' },
  }).action(async (parsed: Parsed) => {
    io.exitCode = await run(io, { ...commonOptions(parsed), github: parsed.github === true });
  });
}

async function theRun(io: Io, options: DoctorOptions): Promise<number> {
  const context = await openSoundContext(io, options);
  if (!options.github) refuseClusterFlags(context);
  const checks = await withSpinner(
    io,
    { ...options, context },
    `checking ${options.github ? 'the repository on GitHub' : 'what sessions need here'}`,
    () => (options.github ? checksOfGitHub(io, context) : checksOfMachine(io, context)),
  );
  const { shownSettings } = await import('../doctor/shown-settings.ts');
  const settings = options.github ? undefined : shownSettings(context.config);
  const { files } = context.config;
  const { output } = context.settings;
  if (output === 'text') {
    const { doctorText } = await import('../doctor/doctor-text.ts');
    const { env, stdout } = io;
    const text = doctorText(
      { checks, ...(settings && { settings }), files, directories: directoriesOf(env) },
      {
        paint: paint(wantsColor({ env, stderr: stdout }, options)),
        width: stdout.isTTY ? stdout.columns : undefined,
        verbose: options.verbose,
      },
    );
    await stdout.write(context.redactor.all(text));
  } else {
    const value = { checks, settings: settings ?? [], files };
    await printObject(io.stdout, context.redactor, output === 'name' ? 'json' : output, value);
  }
  return checks.some(({ status }) => status === 'fail') ? EXIT.lost : EXIT.ok;
}

/** Variables that say where Amber keeps its own. A relative XDG path counts as unset, as its specification says. */
function directoriesOf(env: Env): readonly string[] {
  return ['AMBER_STATE_DIR', 'XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'].flatMap((name) => {
    const value = env[name];
    return value && (name === 'AMBER_STATE_DIR' || isAbsolute(value)) ? [`${name}=${value}`] : [];
  });
}

async function checksOfMachine(io: Io, context: Context): Promise<readonly Check[]> {
  const { runChecks } = await import('../doctor/run-checks.ts');
  return runChecks(io, context);
}

async function checksOfGitHub(io: Io, { redactor }: Context): Promise<readonly Check[]> {
  const { githubChecks } = await import('../doctor/github-checks.ts');
  return githubChecks(io, redactor.learn);
}
