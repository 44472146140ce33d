import { type Command, Option } from 'commander';
import { writeDuration } from '../../core/duration.ts';
import { AmberError } from '../../core/errors.ts';
import type { Flags } from '../config/resolve-config.ts';
import {
  type FlagGroup,
  flagOf,
  isSettingName,
  SETTING_NAMES,
  SETTINGS,
  type Setting,
  type SettingName,
  type Settings,
} from '../config/settings.ts';

type Group = (command: Command) => Command;

/** The output group of a command that has only some of the formats. */
export interface SomeOutputs {
  readonly output: readonly (Settings['output'] | 'wide')[];
}

/** The flag of a setting, as the table of settings says it. */
export function settingFlag(
  name: SettingName,
  choices: readonly string[] | undefined = SETTINGS[name].choices,
): Option {
  const { flag, isDuration, otherwise, ...row }: Setting<unknown> = SETTINGS[name];
  const names = flag?.short === undefined ? flagOf(name) : `${flag.short}, ${flagOf(name)}`;
  const about = flag?.about ?? row.about;
  if (flag?.value === undefined) return new Option(names, about);
  const standard = isDuration && typeof row.default === 'number' ? writeDuration(row.default) : row.default;
  const words = standard ?? otherwise;
  if (flag.repeats) return new Option(`${names} ${flag.value}`, `${about}; repeatable`).argParser(collect);
  const option = new Option(`${names} ${flag.value}`, words === undefined ? about : `${about} (default: ${words})`);
  return choices === undefined ? option : option.choices(choices);
}

/** The flags of a group that are settings, in the order of their table. */
function settings(command: Command, group: FlagGroup): Command {
  const groupOf = ({ flag }: Setting<unknown>): FlagGroup | undefined => flag?.group;
  for (const name of SETTING_NAMES.filter((one) => groupOf(SETTINGS[one]) === group))
    command.addOption(settingFlag(name));
  return command;
}

/**
 * The flags that commands share. None has a default here: an undefined value lets the environment and the configuration
 * files win.
 */
const GROUPS: { readonly [K in FlagGroup]: Group } = {
  prompt: (command) =>
    command
      .option('--prompt-file <file>', 'read the prompt from a file')
      .option(
        '--file <file>',
        'a file that goes with the prompt: an image, a recording, a text …; repeatable. On a terminal @path in the prompt is one, too',
        collect,
      )
      .option('--output-schema <file>', 'a JSON Schema that the final message must be valid against')
      .option(
        '--cwd <directory>',
        'run as if started in that directory: paths, settings, and a local agent’s workspace',
      ),
  target: (command) =>
    settings(command.optionsGroup('Target:'), 'target').option('-n, --namespace <name>', 'the same as --project'),
  session: (command) =>
    settings(command.optionsGroup('Session:'), 'session')
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
  agent: (command) => settings(command.optionsGroup('Agent (what `amber agents <name>` shows):'), 'agent'),
  limits: (command) => settings(command.optionsGroup('Time (90s, 30m, 2h or plain seconds):'), 'limits'),
  time: (command) => settings(GROUPS.limits(command), 'time'),
  day: (command) => settings(command, 'day'),
  budget: (command) => settings(command.optionsGroup('Budget:'), 'budget'),
  way: (command) =>
    settings(
      command
        .optionsGroup('Way:')
        .option(
          '--stop-on-run-finished',
          'stop the session when its run has ended (default, but not of send to a session that runs)',
        )
        .option('--keep', 'leave the session running after its run'),
      'way',
    ),
  stream: (command) =>
    settings(
      command
        .optionsGroup('Output:')
        .option('--last-message <file>', 'write the agent’s last message to a file')
        .option(
          '--events <file>',
          'write the raw events to a file, one a line; it must be new, empty, or of an earlier run',
        ),
      'stream',
    ),
  view: (command) => settings(command.optionsGroup('Output:'), 'view'),
  output: (command) => addOutput(command),
};

function addOutput(command: Command, formats?: SomeOutputs['output']): Command {
  return command
    .optionsGroup('Output:')
    .addOption(settingFlag('output', formats))
    .option('-q, --quiet', 'only the product and errors')
    .option('-v, --verbose', 'tell requests and decisions on stderr; stacks of errors')
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

/** What a flag means whose value is left out. */
const BARE: { readonly [flag: string]: string } = {
  '--dry-run': 'client',
  '--key-proxy': 'on',
  '--notify': 'desktop',
  '--sandbox': 'on',
};

/**
 * A bare `--dry-run` becomes `--dry-run=client`, so that it never takes the prompt that follows for its mode. Done before parsing,
 * because commander gives an optional value whatever word comes next.
 */
export function withBareModes(argv: readonly string[]): readonly string[] {
  // There it has no modes.
  if (['init', 'batch', 'prune'].includes(argv[0] ?? '')) return argv;
  const end = argv.indexOf('--');
  return argv.map((word, at) => (Object.hasOwn(BARE, word) && (end < 0 || at < end) ? `${word}=${BARE[word]}` : word));
}

/** Adds each further value of a flag that repeats. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
