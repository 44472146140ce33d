import { Command, CommanderError, type Option } from 'commander';
import { AmberError } from '../core/errors.ts';
import { wrapped } from '../render/wrap-lines.ts';
import { withBareModes } from './flags/add-flags.ts';
import { helpWidth } from './help/command-help.ts';
import { refuseDashedText, usageError } from './output/usage-errors.ts';
import type { Io } from './process/io.ts';
import { versionText } from './version.ts';

interface Entry {
  readonly summary: string;
  readonly hidden?: true;
  readonly aliases?: readonly string[];
  /** Loaded only if the command is called, or its help, or its completion. */
  readonly load: () => Promise<{ readonly command: (io: Io) => Command }>;
}

/** The tree's first level, in the order of the help. */
const COMMANDS: { readonly [name: string]: Entry } = {
  run: { summary: 'create a session, stream its run, stop it', load: () => import('./commands/run.ts') },
  send: { summary: 'send a message to a session and stream that run', load: () => import('./commands/send.ts') },
  continue: { summary: 'go on with the last session of this directory', load: () => import('./commands/continue.ts') },
  watch: { summary: 'attach to a session’s stream', load: () => import('./commands/watch.ts') },
  logs: { summary: 'replay what happened in a session', load: () => import('./commands/logs.ts') },
  status: { summary: 'one look at a session', load: () => import('./commands/status.ts') },
  list: {
    summary: 'the sessions, newest first, and what came of them',
    aliases: ['ls', 'ps'],
    load: () => import('./commands/list.ts'),
  },
  diff: { summary: 'what a session has changed in its files', load: () => import('./commands/diff.ts') },
  usage: { summary: 'what runs took: tokens, cost, time', load: () => import('./commands/usage.ts') },
  start: { summary: 'start stopped sessions', load: () => import('./commands/start.ts') },
  stop: { summary: 'stop sessions', load: () => import('./commands/stop.ts') },
  interrupt: { summary: 'end the current run, not the session', load: () => import('./commands/interrupt.ts') },
  delete: { summary: 'delete sessions', aliases: ['rm'], load: () => import('./commands/delete.ts') },
  prune: { summary: 'delete sessions that ended long ago', load: () => import('./commands/prune.ts') },
  export: { summary: 'the transcript as Markdown, HTML or JSON', load: () => import('./commands/export.ts') },
  serve: { summary: 'the API over HTTP, with a page per session', load: () => import('./commands/serve.ts') },
  deliver: { summary: 'bring a session’s work to GitHub', load: () => import('./commands/deliver.ts') },
  batch: { summary: 'one pass over the managed pull requests', load: () => import('./commands/batch.ts') },
  init: { summary: 'write a repository’s workflow for Amber', load: () => import('./commands/init.ts') },
  github: { summary: 'what the GitHub Action would do with an event', load: () => import('./commands/github.ts') },
  crd: { summary: 'what a cluster needs for engine kubernetes', load: () => import('./commands/crd.ts') },
  agents: { summary: 'the local agents, and which are usable', load: () => import('./commands/agents.ts') },
  permissions: { summary: 'what a permissions file would answer', load: () => import('./commands/permissions.ts') },
  doctor: { summary: 'check the set-up; every setting with its source', load: () => import('./commands/doctor.ts') },
  config: { summary: 'show and change your configuration file', load: () => import('./commands/config.ts') },
  completion: { summary: 'a completion script for bash, zsh or fish', load: () => import('./commands/completion.ts') },
  help: { summary: 'help on a command or a topic', load: () => import('./commands/help.ts') },
  complete: { summary: 'words that can follow', hidden: true, load: () => import('./commands/complete.ts') },
  'host-session': { summary: 'host a session', hidden: true, load: () => import('./commands/host-session.ts') },
};

/** Runs one call of amber. Returns its exit code; never throws. */
export async function main(io: Io): Promise<number> {
  try {
    await runProgram(io);
    return io.exitCode;
  } catch (error) {
    const { printError } = await import('./output/print-error.ts');
    return printError(io, error);
  }
}

/** Parses `io.argv` and runs the command that it names. @throws AmberError, of code USAGE for what commander rejects */
export async function runProgram(io: Io): Promise<void> {
  const argv = withoutAlias(io.argv);
  const program = await buildProgram(io, argv);
  if (argv.length === 0) return program.outputHelp();
  refuseDashedText(program, argv);
  try {
    await program.parseAsync([...parsed(argv)], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help was asked for, and printed.
    if (error.exitCode !== 0) throw usageError(error, commandPath(argv), argv);
  }
}

/** The tree, with only those commands whole that this call can need. */
async function buildProgram(io: Io, argv: readonly string[]): Promise<Command> {
  const program: Command = new Command('amber')
    .description('Runs one agent session from start to stop.')
    .usage('<command> [arguments] [flags]')
    .option('-V, --version', 'print the version and the commit that it was made from')
    .on('option:version', () => {
      void io.stdout.write(`${versionText()}\n`);
      throw new CommanderError(0, 'commander.version', '');
    })
    .helpCommand(false)
    // The names alone: arguments are known of those commands only that are loaded.
    // A value that may be missing is taken with "=" only.
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      optionTerm: ({ flags }) => flags.replace(/ \[(.+)\]$/, '[=$1]'),
    })
    .exitOverride()
    .hook('preAction', (_, called) => refuseEmptyPaths(called))
    .addHelpText('after', () => wrapped(FIRST_STEPS, helpWidth(program)))
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // Errors are printed in one place, from what is thrown.
      writeErr: () => {},
      getOutHelpWidth: () => (io.stdout.isTTY ? io.stdout.columns : 100),
      getOutHasColors: () => false,
    });
  const whole = new Set(wanted(argv));
  for (const [name, { summary, hidden, aliases = [], load }] of Object.entries(COMMANDS)) {
    const command = whole.has(name) ? (await load()).command(io) : new Command(name);
    command.summary(summary).aliases(aliases).copyInheritedSettings(program);
    program.addCommand(command, { hidden: hidden === true });
  }
  return program;
}

/** What a variable that is not set leaves of `--file "$FILE"`: a path of nothing would be the directory. @throws AmberError USAGE */
function refuseEmptyPaths(called: Command): void {
  const isPath = ({ flags }: Option): boolean => /<(?:file|path|dir)/.test(flags);
  for (const option of called.options.filter(isPath)) {
    const value: unknown = called.getOptionValue(option.attributeName());
    if (value === '' || (Array.isArray(value) && value.includes('')))
      throw new AmberError('USAGE', `${option.long} needs a path, and got an empty text`);
  }
}

/** The words with the command's own name in the place of a shorter one, also where help on it is asked for. */
function withoutAlias(argv: readonly string[]): readonly string[] {
  const at = argv[0] === 'help' ? 1 : 0;
  const word = argv[at] ?? '';
  const name = Object.entries(COMMANDS).find(([, { aliases = [] }]) => aliases.includes(word))?.[0];
  return name === undefined ? argv : argv.with(at, name);
}

function wanted([name = '', topic = '']: readonly string[]): readonly string[] {
  if (name === 'completion') return Object.keys(COMMANDS);
  return name === 'help' ? [name, topic] : [name];
}

/** What is parsed. Of an unknown command nothing but its name: with `--help` behind it commander would print help, as if all were well. */
function parsed(argv: readonly string[]): readonly string[] {
  const [name = ''] = argv;
  return name.startsWith('-') || Object.hasOwn(COMMANDS, name) ? withBareModes(argv) : [name];
}

function commandPath([name = '']: readonly string[]): string {
  return Object.hasOwn(COMMANDS, name) ? `amber ${name}` : 'amber';
}

const FIRST_STEPS = `
The first command, no key needed:
  $ amber run --agent demo "What does this repository do?"

amber help exit-codes|output|environment|config explains what all commands share.`;
