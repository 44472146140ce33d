import { Command, Option } from 'commander';
import { AmberError } from '../../core/errors.ts';
import { NO_RULES, type PermissionRules, rulesIn, TOOL_KINDS } from '../../core/permissions/rule.ts';
import { permissionMode } from '../../core/session/permission-mode.ts';
import { ANNOTATION, refOf, type Session } from '../../core/session/session.ts';
import { TIMING } from '../../core/stream-timing.ts';
import type { Engine } from '../../engine/engine.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { configuredRules } from '../config/local-agent-settings.ts';
import { type Context, learnSecretsOf, openContext } from '../context.ts';
import { addFlags, collect, type Parsed, settingFlag, textOf, textsOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions, enterDirectory } from '../flags/common-options.ts';
import { getSession, resolveName } from '../flags/resolve-session-name.ts';
import { withHelp } from '../help/command-help.ts';
import { openEngine } from '../open-engine.ts';
import { printObject } from '../output/print-object.ts';
import type { Answered } from '../permissions/print-answers.ts';
import type { AnswerSettings, TriedCall } from '../permissions/try-rules.ts';
import type { Io } from '../process/io.ts';
import { catchEnding } from '../process/signals.ts';

export interface PermissionsOptions extends CommonOptions {
  /** The tool call that is tried, from the flags. */
  readonly call: TriedCall | undefined;
  /** The session whose tool calls are tried. */
  readonly session: string | undefined;
}

export function command(io: Io, run: (io: Io, options: PermissionsOptions) => Promise<number> = theRun): Command {
  const made = new Command('permissions')
    .description(
      'Says what a permissions file would answer, and which of its rules says so: to a tool call that the flags name, or to those of a past session. Without either it checks the file. Nothing is run.',
    )
    .addOption(settingFlag('permissionsFile'))
    .addOption(settingFlag('permissions'))
    .addOption(
      new Option('--kind <kind>', 'the kind of the tool call (default: execute with --command)').choices(TOOL_KINDS),
    )
    .option('--path <file>', 'a path that the tool call names; repeatable', collect)
    .option('--command <text>', 'the command line that it runs')
    .option(
      '--session <session>',
      'try all tool calls of a session: its id, its name, or @latest; by its own rules, if no file is named',
    )
    .option('--cwd <directory>', 'the session’s directory, from which relative paths count');
  return withHelp(addFlags(made, { output: ['text', 'json', 'yaml'] }, 'target'), {
    examples: [
      {
        run: 'amber permissions --permissions-file rules.yaml',
        what: 'is the file right? its rules, with their lines',
      },
      {
        run: "amber permissions --permissions-file rules.yaml --command 'npm test'",
        what: 'what it answers to a command, and which rule says so',
      },
      {
        run: 'amber permissions --permissions-file rules.yaml --kind edit --path a.ts',
        what: 'and to an edit',
      },
      {
        run: 'amber permissions --permissions-file rules.yaml --session @latest -o json',
        what: 'to each tool call of the last session; for programs: {file, mode, rules, items: […]}',
      },
    ],
    exits: [0, 1, 2, 4, 6, 130, 143],
    exitWords: { 0: 'answered, whatever the answer' },
  }).action(async (parsed: Parsed) => {
    enterDirectory(io, parsed);
    io.exitCode = await run(io, optionsOf(parsed));
  });
}

function optionsOf(parsed: Parsed): PermissionsOptions {
  const session = textOf(parsed, 'session');
  const [command, kind, paths] = [textOf(parsed, 'command'), textOf(parsed, 'kind'), textsOf(parsed, 'path')];
  const isCall = command !== undefined || kind !== undefined || paths.length > 0;
  if (isCall && session !== undefined)
    throw new AmberError(
      'USAGE',
      '--session tries the tool calls of a session, and --kind, --path and --command name another one',
      {
        hint: 'leave --session out',
      },
    );
  if (isCall && command === undefined && kind === undefined)
    throw new AmberError('USAGE', 'what is done with --path? the answer depends on the kind of the tool', {
      hint: `add --kind ${TOOL_KINDS.slice(0, 4).join(', ')} …`,
    });
  const call = {
    title: command ?? `${kind} ${paths.join(', ')}`.trim(),
    kind: kind ?? 'execute',
    input: command === undefined ? {} : { command },
    paths,
  };
  return { ...commonOptions(parsed), call: isCall ? call : undefined, session };
}

async function theRun(io: Io, options: PermissionsOptions): Promise<number> {
  const context = await openContext(io, options);
  if (options.session !== undefined) return tryCallsOf(io, context, options, options.session);
  const rules = await configuredRules(context.config, io.cwd);
  if (rules === undefined || rules === NO_RULES) throw noFile();
  const mode = context.settings.permissions ?? 'ask';
  const { answerCall } = await import('../permissions/try-rules.ts');
  const settings = { rules, mode, workspace: io.cwd };
  const answers = options.call === undefined ? [] : [await answerCall(options.call, settings)];
  await print(io, context, { rules, mode, answers }, options.call === undefined ? 'rules' : 'one');
  return 0;
}

function noFile(): AmberError {
  return new AmberError('USAGE', 'no permissions file is named', {
    hint: '--permissions-file FILE, AMBER_PERMISSIONS_FILE, or permissionsFile in your configuration',
  });
}

async function tryCallsOf(io: Io, context: Context, options: PermissionsOptions, name: string): Promise<number> {
  const engine = await openEngine(io, context);
  const { signal, release, code } = catchEnding(io);
  try {
    const session = await getSession(engine, await resolveName(io, context, engine, name));
    learnSecretsOf(context, session);
    const settings = await settingsOf(io, context, engine, session);
    const [{ tail }, { SessionCalls }, { answerCall }] = await Promise.all([
      import('../../tail/tail.ts'),
      import('../permissions/session-calls.ts'),
      import('../permissions/try-rules.ts'),
    ]);
    const found = new SessionCalls();
    const until = { kind: 'replay-end' } as const;
    for await (const updates of tail(engine, refOf(session), { until, signal, clock: io.clock, timing: TIMING }))
      for (const update of updates) if (update.type === 'event') found.take(update.event);
    if (signal.aborted) return code();
    const answers = [];
    for (const call of found.calls) answers.push(await answerCall(call, settings));
    if (answers.length === 0 && !options.quiet) await writeLines(io.stderr, 'the session made no tool calls\n');
    await print(io, context, { ...settings, answers }, 'all');
    return 0;
  } finally {
    release();
    await engine.close();
  }
}

/** @throws AmberError UNSUPPORTED, USAGE, CONFIG */
async function settingsOf(io: Io, context: Context, engine: Engine, session: Session): Promise<AnswerSettings> {
  const { config, settings, stateDir } = context;
  if (engine.name !== 'local')
    throw new AmberError(
      'UNSUPPORTED',
      `the agent of session ${session.metadata.name} is answered elsewhere (engine ${engine.name})`,
      {
        hint: 'rules are for engine local',
      },
    );
  const { annotations = {} } = session.metadata;
  const own = annotations[ANNOTATION.permissionRules];
  const isNamed = config.sources.permissionsFile === '--permissions-file';
  const rules = !isNamed && own !== undefined ? ownRules(own) : await configuredRules(config, io.cwd);
  if (rules === undefined) throw noFile();
  const { workspaceOf } = await import('../../engine/local/changes/session-changes.ts');
  const { pathsOf } = await import('../../engine/local/state/paths.ts');
  return {
    rules,
    mode:
      config.sources.permissions === '--permissions'
        ? (settings.permissions ?? 'ask')
        : (permissionMode(annotations[ANNOTATION.permissions]) ?? settings.permissions ?? 'ask'),
    workspace: workspaceOf(session, pathsOf(stateDir, refOf(session)), io.cwd),
  };
}

function ownRules(text: string): PermissionRules {
  const { file, rules } = rulesIn(text);
  return { file: `${file} (as the session keeps it)`, rules };
}

async function print(
  io: Io,
  { redactor, settings }: Context,
  answered: Answered,
  what: 'rules' | 'one' | 'all',
): Promise<void> {
  const { answersObject, answersTable, oneAnswer, rulesTable } = await import('../permissions/print-answers.ts');
  const { output } = settings;
  if (output !== 'text')
    return printObject(io.stdout, redactor, output === 'yaml' ? 'yaml' : 'json', answersObject(answered));
  const width = io.stdout.isTTY ? io.stdout.columns : undefined;
  const text = {
    rules: () => rulesTable(answered.rules, width),
    one: () => oneAnswer(answered, width),
    all: () => answersTable(answered, width),
  };
  await io.stdout.write(redactor.all(text[what]()));
}
