import { Command } from 'commander';
import { EXIT } from '../../core/exit-code.ts';
import { oneLine } from '../../render/plain-text.ts';
import { type Context, openSoundContext } from '../context.ts';
import type { Check, ShownSetting } from '../doctor/check-result.ts';
import { type CommonOptions, commonOptions } from '../flags/common.ts';
import { addFlags, type Parsed } from '../flags/flags.ts';
import { withHelp } from '../help/command-help.ts';
import { refuseClusterFlags } from '../open-engine.ts';
import { printObject } from '../output/print-object.ts';
import { table } from '../output/table.ts';
import type { Io } from '../process/io.ts';

export interface DoctorOptions extends CommonOptions {
  /** Of the repository here, in place of this machine. */
  readonly github: boolean;
}

export function command(io: Io, run: (io: Io, options: DoctorOptions) => Promise<number> = theRun): Command {
  const made = new Command('doctor')
    .description(
      'Checks engine, credentials, agent and GitHub, and shows every setting with its source. Secrets are hidden. With --github, checks what the workflows of the repository here need of GitHub.',
    )
    .option('--github', 'workflows that use Amber: pins, rights, secrets, labels, and whether pushes start checks');
  return withHelp(addFlags(made, { output: ['text', 'json', 'jsonl', 'yaml'] }, 'target'), {
    examples: [
      { run: 'amber doctor', what: 'is everything there?' },
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
  const { shownSettings } = await import('../doctor/shown-settings.ts');
  const checks = await (options.github ? checksOfGitHub(io, context) : checksOfMachine(io, context));
  const settings = options.github ? [] : shownSettings(context.config);
  const { output } = context.settings;
  if (output === 'text' && options.github) await io.stdout.write(context.redactor.all(checksText(checks)));
  else if (output === 'text') await io.stdout.write(context.redactor.all(textOf(io, context, checks, settings)));
  else {
    const value = { checks, settings, files: context.config.files };
    await printObject(io.stdout, context.redactor, output === 'name' ? 'json' : output, value);
  }
  return checks.some(({ status }) => status === 'fail') ? EXIT.lost : EXIT.ok;
}

async function checksOfMachine(io: Io, context: Context): Promise<readonly Check[]> {
  const { runChecks } = await import('../doctor/all-checks.ts');
  return runChecks(io, context);
}

async function checksOfGitHub(io: Io, { redactor }: Context): Promise<readonly Check[]> {
  const { githubChecks } = await import('../doctor/github-checks.ts');
  return githubChecks(io, redactor.learn);
}

const SIGNS: { readonly [K in Check['status']]: string } = { ok: '✓', warn: '!', fail: '✗', skip: '–' };

function textOf(
  { stdout }: Io,
  { config }: Context,
  checks: readonly Check[],
  settings: readonly ShownSetting[],
): string {
  const rows = settings.map(({ name, value, source }) => [name, value ?? '–', source]);
  const files = config.files.length === 0 ? 'none' : config.files.join(', ');
  const width = stdout.isTTY ? stdout.columns : undefined;
  return `${checksText(checks)}\nConfiguration files: ${files}\n\n${table(['SETTING', 'VALUE', 'SOURCE'], rows, width)}`;
}

function checksText(checks: readonly Check[]): string {
  const lines = checks.map(({ name, status, detail, hint }) => {
    // Names of files and Actions are others' words.
    const advice = hint === undefined ? '' : `\n    hint: ${oneLine(hint)}`;
    return `${SIGNS[status]} ${oneLine(`${name}: ${detail}`)}${advice}\n`;
  });
  return lines.join('');
}
