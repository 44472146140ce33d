import { Argument, Command } from 'commander';
import { isObject } from '../../core/agui/events.ts';
import { AmberError } from '../../core/errors.ts';
import { userConfigPath } from '../../engine/local/state/paths.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { type Context, openSoundContext } from '../context.ts';
import { addFlags, type Parsed } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../process/io.ts';

const ACTIONS = ['list', 'get', 'set', 'unset', 'edit'] as const;
type Action = (typeof ACTIONS)[number];

/** How many words follow each. */
const WORDS: { readonly [A in Action]: number } = { list: 0, get: 1, set: 2, unset: 1, edit: 0 };

export interface ConfigOptions extends CommonOptions {
  readonly action: Action;
  readonly words: readonly string[];
}

export function command(io: Io, run: (io: Io, options: ConfigOptions) => Promise<number> = theRun): Command {
  const made = new Command('config')
    .description(
      'Your own configuration file: shows it, changes it, and keeps its comments. What is not allowed is not written. What applies here, with all other sources, is shown by amber doctor.',
    )
    .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('list'))
    .argument('[words...]', 'of get and unset a key; of set a key and a value; agents.NAME is one entry of a map');
  return withHelp(addFlags(made, { output: ['text', 'json', 'yaml'] }), {
    examples: [
      { run: 'amber config set timeout 45m', what: 'for all runs, from now on' },
      { run: 'amber config get timeout', what: 'what your file sets' },
      { run: "amber config set agents.mine './my-agent --acp'", what: 'one entry of a map' },
      { run: 'amber config', what: 'all that your file sets; amber config list is the same' },
      { run: 'amber config unset timeout', what: 'back to the default' },
      { run: 'EDITOR=true amber config edit', what: 'the file in an editor: checked before it counts' },
    ],
    exits: [0, 1, 2],
    exitWords: { 0: 'shown, or changed', 1: 'your file does not set that key' },
  }).action(async (action: Action, words: readonly string[], parsed: Parsed) => {
    io.exitCode = await run(io, { ...commonOptions(parsed), action, words });
  });
}

async function theRun(io: Io, options: ConfigOptions): Promise<number> {
  const { action, words } = options;
  if (words.length !== WORDS[action])
    throw new AmberError(
      'USAGE',
      `amber config ${action} takes ${['nothing', 'a key', 'a key and a value'][WORDS[action]]}`,
      {
        hint: 'amber config --help',
      },
    );
  const context = await openSoundContext(io, options);
  const path = userConfigPath(io.env);
  const [key = '', value = ''] = words;
  const file = await import('../config/write-user-config.ts');
  const say = (text: string): void | Promise<void> => (options.quiet ? undefined : writeLines(io.stderr, `${text}\n`));
  switch (action) {
    case 'set':
      await file.setUserValue(io, file.settingKeyOf(key), value);
      await say(`${key} is set in ${path}`);
      return 0;
    case 'unset': {
      const wasSet = await file.unsetUserValue(io, file.settingKeyOf(key));
      await say(wasSet ? `${key} is not set any more in ${path}` : `${key} was not set in ${path}`);
      return wasSet ? 0 : 1;
    }
    case 'edit': {
      const { editUserFile } = await import('../config/edit-user-config.ts');
      await say((await editUserFile(io, path)) ? `${path} is written` : 'nothing was changed');
      return 0;
    }
    case 'get': {
      const { name, entry } = file.settingKeyOf(key);
      const whole = (await file.readUserValues(path))[name];
      const found = entry === undefined ? whole : isObject(whole) ? whole[entry] : undefined;
      if (found === undefined || found === null) {
        await say(`${key} is not set in ${path}; amber doctor -v shows what applies`);
        return 1;
      }
      await printValue(io, context, found);
      return 0;
    }
    case 'list':
      return printList(io, context, path, await file.readUserValues(path));
  }
}

async function printValue(io: Io, { settings, redactor }: Context, value: unknown): Promise<void> {
  const { printObject, redacted } = await import('../output/print-object.ts');
  if (settings.output === 'json') {
    await io.stdout.write(`${JSON.stringify(redacted(value, redactor))}\n`);
    return;
  }
  if (typeof value === 'object' && value !== null) return printObject(io.stdout, redactor, 'yaml', value);
  await io.stdout.write(`${redactor.all(String(value))}\n`);
}

async function printList(
  io: Io,
  context: Context,
  path: string,
  values: { readonly [key: string]: unknown },
): Promise<number> {
  const [{ printItems }, { shownValue }] = await Promise.all([
    import('../output/print-items.ts'),
    import('../doctor/shown-settings.ts'),
  ]);
  const items = Object.entries(values).map(([name, value]) => ({ name, value: shownValue(name, value) }));
  if (items.length === 0 && context.settings.output === 'text') {
    await writeLines(io.stderr, `nothing is set in ${path}\n`);
    return 0;
  }
  await printItems(io, context, items, {
    columns: ['SETTING', 'VALUE'],
    row: ({ name, value }) => [name, value],
    name: ({ name }) => name,
  });
  return 0;
}
