import { Command } from 'commander';
import { EXIT } from '../../core/exit-code.ts';
import { type Context, openSoundContext } from '../context.ts';
import type { Check, ShownSetting } from '../doctor/check.ts';
import { type CommonOptions, commonOptions } from '../flags/common.ts';
import { addFlags, type Parsed } from '../flags/flags.ts';
import { withHelp } from '../help/command-help.ts';
import { printObject } from '../output/print.ts';
import { table } from '../output/table.ts';
import type { Io } from '../process/io.ts';

export function command(io: Io, run: (io: Io, options: CommonOptions) => Promise<number> = theRun): Command {
  const made = new Command('doctor').description(
    'Checks engine, credentials, agent and GitHub, and shows every setting with its source. Secrets are hidden.',
  );
  return withHelp(addFlags(made, { output: ['text', 'json', 'jsonl', 'yaml'] }, 'target'), {
    examples: [
      { run: 'amber doctor', what: 'is everything there?' },
      { run: 'amber doctor -o json', what: 'for a bug report, or a program' },
      { run: 'amber doctor --engine local', what: 'what would a session on this machine need?' },
    ],
    exits: [0, 1, 2],
    exitWords: { 0: 'nothing is missing', 1: 'a check failed' },
  }).action(async (parsed: Parsed) => {
    io.exitCode = await run(io, commonOptions(parsed));
  });
}

async function theRun(io: Io, options: CommonOptions): Promise<number> {
  const context = await openSoundContext(io, options);
  const [{ runChecks }, { shownSettings }] = await Promise.all([
    import('../doctor/checks.ts'),
    import('../doctor/shown-settings.ts'),
  ]);
  const checks = await runChecks(io, context);
  const settings = shownSettings(context.config);
  const { output } = context.settings;
  if (output === 'text') await io.stdout.write(context.redactor.all(textOf(io, context, checks, settings)));
  else {
    const value = { checks, settings, files: context.config.files };
    await printObject(io.stdout, context.redactor, output === 'name' ? 'json' : output, value);
  }
  return checks.some(({ status }) => status === 'fail') ? EXIT.lost : EXIT.ok;
}

const SIGNS: { readonly [K in Check['status']]: string } = { ok: '✓', warn: '!', fail: '✗', skip: '–' };

function textOf(
  { stdout }: Io,
  { config }: Context,
  checks: readonly Check[],
  settings: readonly ShownSetting[],
): string {
  const lines = checks.map(({ name, status, detail, hint }) => {
    const advice = hint === undefined ? '' : `\n    hint: ${hint}`;
    return `${SIGNS[status]} ${name}: ${detail}${advice}\n`;
  });
  const rows = settings.map(({ name, value, source }) => [name, value ?? '–', source]);
  const files = config.files.length === 0 ? 'none' : config.files.join(', ');
  const width = stdout.isTTY ? stdout.columns : undefined;
  return `${lines.join('')}\nConfiguration files: ${files}\n\n${table(['SETTING', 'VALUE', 'SOURCE'], rows, width)}`;
}
