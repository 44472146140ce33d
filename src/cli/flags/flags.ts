import { type Command, Option } from 'commander';
import { AmberError } from '../../core/errors.ts';
import { PERMISSION_MODES } from '../../core/session/permission-mode.ts';
import type { Flags } from '../config/config.ts';
import { isSettingName } from '../config/settings.ts';

/**
 * The flags that commands share, by kind, in one place. None has a default here: an undefined value lets the
 * environment and the configuration files win.
 */
export type FlagGroup = 'prompt' | 'target' | 'session' | 'time' | 'limits' | 'way' | 'output' | 'stream';

type Group = (command: Command) => Command;

const ENGINES = ['local', 'platform', 'kubernetes'];
const OUTPUTS = ['text', 'json', 'jsonl', 'yaml', 'name'] as const;

/** The output group of a command that has only some of the formats. */
export interface SomeOutputs {
  readonly output: readonly (typeof OUTPUTS)[number][];
}

const GROUPS: { readonly [K in FlagGroup]: Group } = {
  prompt: (command) => command.option('--prompt-file <file>', 'read the prompt from a file'),
  target: (command) =>
    command
      .optionsGroup('Target:')
      .addOption(
        new Option('-e, --engine <engine>', 'where sessions live; kubernetes is not part of this version').choices(
          ENGINES,
        ),
      )
      .option('-p, --project <name>', 'the project of the session')
      .option('-n, --namespace <name>', 'the same as --project')
      .option('--api-url <url>', 'address of the platform’s API')
      .option('--context <name>', 'context of the kubeconfig, for engine kubernetes')
      .option('--kubeconfig <file>', 'path of the kubeconfig, for engine kubernetes')
      .option('--ca-file <file>', 'PEM file of a private certificate authority')
      .option('--token-file <file>', 'file that holds the token')
      .option('--insecure-skip-tls-verify', 'trust any certificate'),
  session: (command) =>
    command
      .optionsGroup('Session:')
      .option('--agent <name|command>', 'an agent that `amber agents` lists, or a command line that speaks ACP')
      .option('--model <model>', 'the model that the agent uses')
      .option('--repo <url[#branch]>', 'clone a repository into the workspace; repeatable', collect)
      .option('--auto-push', 'commit and push the session’s branch after a finished run')
      .option('--workflow <url[#branch][:path]>', 'the workflow to follow')
      .option(
        '--env <K=V|K>',
        'a variable of the session; K alone takes its value from the environment; repeatable',
        collect,
      )
      .option('--label <k=v>', 'a label of the session; repeatable', collect)
      .option('--name <text>', 'the name to display')
      .option('--request-id <id>', 'makes creation idempotent: the same id gives the same session')
      .option('--worktree', 'work in a git worktree of its own, on branch ambient/<session>'),
  limits: (command) =>
    command
      .optionsGroup('Time (90s, 30m, 2h or plain seconds):')
      .option('--timeout <duration>', 'limit of the whole run (default: 30m)')
      .option('--start-timeout <duration>', 'limit until the run has started (default: 10m)')
      .option(
        '--stop-timeout <duration>',
        'limit until the stop is confirmed; thrice that once the session has taken it (default: 30s)',
      )
      .option(
        '--silence-timeout <duration>',
        'after a break, limit without a sign of the run; 0 is never (default: 10m)',
      )
      .option('--question-grace <duration>', 'how long a question may wait for its answer (default: 0)'),
  time: (command) =>
    GROUPS.limits(command).option(
      '--inactivity-timeout <duration>',
      'stop the session after so long without activity (default: 15m with --detach, else never)',
    ),
  way: (command) =>
    command
      .optionsGroup('Way:')
      .option(
        '--stop-on-run-finished',
        'stop the session when its run has ended (default, but not of send to a session that runs)',
      )
      .option('--keep', 'leave the session running after its run')
      .addOption(
        new Option(
          '--permissions <mode>',
          'what the agent may do (default: ask on a terminal, read elsewhere)',
        ).choices(PERMISSION_MODES),
      )
      .addOption(
        new Option('--on-interrupt <way>', 'what Ctrl-C does with the session (default: stop)').choices([
          'stop',
          'detach',
        ]),
      ),
  stream: (command) =>
    command
      .optionsGroup('Output:')
      .option('--last-message <file>', 'write the agent’s last message to a file')
      .option('--events <file>', 'write the raw events to a file, one a line')
      .option('--show <kinds>', 'what to show beside the text: tools, reasoning, state (default: tools)'),
  output: (command) => addOutput(command, OUTPUTS),
};

function addOutput(command: Command, formats: SomeOutputs['output']): Command {
  return command
    .optionsGroup('Output:')
    .addOption(new Option('-o, --output <format>', 'format of stdout (default: text)').choices(formats))
    .option('-q, --quiet', 'only the product and errors')
    .option('-v, --verbose', 'more on stderr; stacks of errors')
    .option('--no-color', 'no colours')
    .option('--no-input', 'never ask anything');
}

/** Adds groups of flags to a command, in the order given. */
export function addFlags(command: Command, ...groups: readonly (FlagGroup | SomeOutputs)[]): Command {
  for (const group of groups) {
    if (typeof group === 'string') GROUPS[group](command);
    else addOutput(command, group.output);
  }
  return command.optionsGroup('');
}

/** What commander parsed, by the flag's name in camel case. */
export type Parsed = { readonly [flag: string]: unknown };

/** The flags that are settings. Flags that repeat stay with their command: they add to what is configured. */
export function settingFlags(parsed: Parsed): Flags {
  const flags: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(parsed))
    if (isSettingName(name) && name !== 'env' && value !== undefined) flags[name] = value;
  const { project, namespace = project } = parsed;
  if (project !== undefined && project !== namespace)
    throw new AmberError(
      'USAGE',
      `--project ${project} and --namespace ${namespace} are the same flag with two values`,
    );
  if (namespace !== undefined) flags.project = namespace;
  return flags;
}

/** A flag's text, if it was given. */
export function textOf(parsed: Parsed, name: string): string | undefined {
  const value = parsed[name];
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a flag that repeats. */
export function textsOf(parsed: Parsed, name: string): readonly string[] {
  const value = parsed[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/**
 * A bare `--dry-run` becomes `--dry-run=client`, so that it never takes the prompt that follows for its mode. Done before parsing,
 * because commander gives an optional value whatever word comes next.
 */
export function withBareDryRun(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return argv.map((word, at) => (word === '--dry-run' && (end < 0 || at < end) ? '--dry-run=client' : word));
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
