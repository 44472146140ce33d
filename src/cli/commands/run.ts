import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import type { FilePart } from '../../core/agui/message-files.ts';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { serversForSession } from '../../core/mcp-servers.ts';
import type { PermissionRules } from '../../core/permissions/rule.ts';
import { secretsIn } from '../../core/secrets/from-environment.ts';
import type { McpServerMap } from '../../core/session/session.ts';
import { validateSpec } from '../../core/session/validate.ts';
import { runLimits } from '../../core/tracker/run-budget.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { agentOptionsFrom, checkOptionsFor } from '../config/configured-agent-options.ts';
import {
  checkConfinement,
  configuredRules,
  confinementOf,
  permissionsFor,
  unheededRules,
} from '../config/local-agent-settings.ts';
import { flagOf } from '../config/settings.ts';
import { type Context, openContext } from '../context.ts';
import { addFlags, type Parsed, textOf, textsOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions, enterDirectory } from '../flags/common-options.ts';
import {
  keepingAsked,
  outputSchemaOf,
  type PromptSource,
  promptSource,
  readFilesOf,
  readPrompt,
  withNamedFiles,
} from '../flags/read-prompt.ts';
import { metaOf, type SessionFlags, sessionFlags, specOf, variablesOf } from '../flags/session-spec.ts';
import { withHelp } from '../help/command-help.ts';
import { attachText } from '../output/suggested-commands.ts';
import type { Io } from '../process/io.ts';
import { canAsk } from '../terminal/capabilities.ts';

export interface RunCommandOptions extends CommonOptions {
  readonly prompt: PromptSource;
  /** A file. */
  readonly outputSchema: string | undefined;
  /** Paths of the files that go with it. */
  readonly files: readonly string[];
  readonly session: SessionFlags;
  readonly dryRun: 'client' | 'server' | undefined;
  readonly detach: boolean;
  readonly keep: boolean;
  readonly lastMessage: string | undefined;
  readonly events: string | undefined;
}

export function command(io: Io, run: (io: Io, options: RunCommandOptions) => Promise<number> = theRun): Command {
  const made = new Command('run')
    .description('Creates a session, streams its run until it has ended, and stops the session.')
    .argument(
      '[prompt]',
      'what the agent is to do; - reads stdin. What is piped to stdin beside it goes with it. Without one, on a terminal: your editor, or a line to type',
    );
  addFlags(made, 'prompt', 'session', 'agent', 'time', 'budget', 'way')
    .optionsGroup('Way:')
    .option('-d, --detach', 'leave once the session runs')
    .addOption(
      new Option(
        '--dry-run [client|server]',
        'print what would be created and create nothing; =server: let the server check it, where it can',
      ).choices(['client', 'server']),
    );
  addFlags(made, 'stream', 'view', 'output', 'target');
  return withHelp(made, {
    examples: [
      { run: 'amber run --agent demo "What does this repository do?"', what: 'the first command: no key, no server' },
      {
        run: 'git log -3 | amber run --agent demo --output-schema schema.json -',
        what: 'the prompt from stdin, the answer as JSON that fits a schema',
      },
      {
        run: 'amber run --agent demo --permissions-file rules.yaml "Do the tests pass?"',
        what: 'with rules for what the agent may do; amber permissions tries them',
      },
      {
        run: 'amber run --agent demo --name readme --cwd . "Is @README.md clear?"',
        what: 'in a directory, with a file that the prompt names; amber send readme goes on',
      },
      { run: 'amber run --agent demo --notify "Which tests are there?"', what: 'and tell when a long run has ended' },
      {
        run: 'NO_COLOR=1 amber run --agent demo --worktree -v "What is here?"',
        what: 'in a worktree of its own; without colours, and each decision told',
      },
      { run: 'amber run --agent demo', what: 'on a terminal: the prompt from your $EDITOR, or typed' },
      {
        run: 'amber run --agent demo --detach --file README.md "Is this clear?"',
        what: 'with a file; leave it running, amber watch @latest attaches',
      },
    ],
    exits: [0, 1, 2, 3, 4, 5, 7, 9, 124, 130, 143],
  }).action(async (prompt: string | undefined, parsed: Parsed) => {
    enterDirectory(io, parsed);
    io.exitCode = await run(io, optionsOf(prompt, parsed));
  });
}

function optionsOf(prompt: string | undefined, parsed: Parsed): RunCommandOptions {
  const keep = parsed.keep === true;
  if (keep && parsed.stopOnRunFinished === true)
    throw new AmberError('USAGE', '--keep and --stop-on-run-finished exclude each other');
  const detach = parsed.detach === true;
  const outputSchema = textOf(parsed, 'outputSchema');
  if (detach && outputSchema !== undefined)
    throw new AmberError(
      'USAGE',
      '--output-schema and --detach exclude each other: nobody would be there to check the answer',
      {
        hint: 'leave --detach out',
      },
    );
  const dryRun = textOf(parsed, 'dryRun');
  return {
    ...commonOptions(parsed),
    prompt: promptSource(prompt, parsed),
    outputSchema,
    files: textsOf(parsed, 'file'),
    session: sessionFlags(parsed),
    dryRun: dryRun === 'client' || dryRun === 'server' ? dryRun : undefined,
    detach,
    keep,
    lastMessage: textOf(parsed, 'lastMessage'),
    events: textOf(parsed, 'events'),
  };
}

/** Stands in a dry run for the id that each run gets anew: so the same flags print the same manifest. */
const NEW_REQUEST_ID = 'new-for-each-run';

/** Loaded only where MCP servers are configured. */
async function mcpServers(
  io: Io,
  context: Context,
  { quiet }: RunCommandOptions,
  environmentVariables: Env,
): Promise<McpServerMap> {
  const { config, engineName, notice, redactor, settings } = context;
  if ((settings.mcpConfig ?? settings.mcpServers ?? settings.trustProject) === undefined) return {};
  const [{ configuredMcpServers }, { explainWait }] = await Promise.all([
    import('../config/configured-mcp-servers.ts'),
    import('../process/explain-wait.ts'),
  ]);
  const reading = configuredMcpServers(config, io.cwd);
  const configured = await (quiet ? reading : explainWait(io, `MCP servers (${config.sources.mcpConfig})`, reading));
  const env = { ...io.env, ...environmentVariables };
  const found = serversForSession(configured, env, engineName === 'local');
  redactor.learn(secretsIn({ mcpServers: { custom: found.expanded } }));
  if (found.notice !== undefined) notice(`warning: ${found.notice}`);
  return found.servers;
}

async function rulesOf(
  io: Io,
  { config, settings }: Context,
  { quiet }: RunCommandOptions,
): Promise<PermissionRules | undefined> {
  const reading = configuredRules(config, io.cwd);
  if (quiet || settings.permissionsFile === undefined) return reading;
  const { explainWait } = await import('../process/explain-wait.ts');
  return explainWait(io, `the permissions file ${settings.permissionsFile}`, reading);
}

/** A command that has left counts nothing. @throws AmberError USAGE for a limit that was asked for with `--detach` itself */
async function refuseBudget(io: Io, { settings }: Context, { flags, quiet }: RunCommandOptions): Promise<void> {
  const limits = Object.keys(runLimits(settings) ?? {});
  const named = limits.find((name) => name in flags);
  if (named !== undefined)
    throw new AmberError('USAGE', `${flagOf(named)} and --detach exclude each other: nobody would be there to count`, {
      hint: 'leave --detach out; --timeout and --inactivity-timeout hold for a detached session, too',
    });
  if (limits.length > 0 && !quiet)
    await writeLines(
      io.stderr,
      `warning: nobody counts what a detached session takes: ${limits.join(', ')} does not hold\n`,
    );
}

async function theRun(io: Io, options: RunCommandOptions): Promise<number> {
  const given = variablesOf(options.session.env, io.env);
  const context = await openContext(io, options, given);
  const { settings } = context;
  checkConfinement(options.flags, context.engineName, settings);
  checkOptionsFor(context.engineName, agentOptionsFrom(settings));
  const unheeded = unheededRules(context.config, context.engineName);
  if (unheeded !== undefined) context.notice(unheeded);
  const rules = context.engineName === 'local' ? await rulesOf(io, context, options) : undefined;
  if (options.detach) await refuseBudget(io, context, options);
  const listed = await readFilesOf(io, options.files);
  const prompt = await readPrompt(io, options.prompt, 'amber run', options);
  const begun = { context, given, listed, prompt, rules };
  return keepingAsked(io, options.prompt, prompt, (taken) => runPrompt(io, options, begun, taken));
}

/** What a run is made of before its prompt is looked at. */
interface BegunRun {
  readonly context: Context;
  readonly given: ReturnType<typeof variablesOf>;
  readonly listed: readonly FilePart[];
  readonly prompt: string;
  readonly rules: PermissionRules | undefined;
}

async function runPrompt(
  io: Io,
  options: RunCommandOptions,
  { context, given, listed, prompt, rules }: BegunRun,
  taken: () => void,
): Promise<number> {
  const { session, detach, keep } = options;
  const { settings } = context;
  const files = await withNamedFiles(io, options, prompt, listed);
  const outputSchema = await outputSchemaOf(io, options);
  const outlives = detach || keep || settings.onInterrupt === 'detach';
  const environmentVariables = { ...settings.env, ...given };
  const isLocal = context.engineName === 'local';
  const confinement = isLocal ? { confinement: confinementOf(settings) } : {};
  const mcp = await mcpServers(io, context, options, environmentVariables);
  const wanted = { prompt, settings, session, environmentVariables, mcpServers: mcp, detach, rules, ...confinement };
  const spec = specOf(wanted);
  // `amber serve` obeys it, too; there is no person to ask on its side.
  const permissions = isLocal ? permissionsFor(settings, canAsk(io, options) && !outlives) : settings.permissions;
  const meta = metaOf(wanted, permissions, options.dryRun === undefined ? randomUUID() : NEW_REQUEST_ID);
  validateSpec(spec, meta);
  if (options.dryRun !== undefined) {
    const { dryRun } = await import('../dry-run.ts');
    taken();
    const use = {
      keep,
      detached: detach,
      questionGraceMs: settings.questionGrace,
      outputSchema,
      hasFiles: files.length > 0,
    };
    return dryRun(io, context, spec, meta, use, options.dryRun);
  }
  const [{ runWithView }, { runDetached, runSession }] = await Promise.all([
    import('../run-and-send.ts'),
    import('../../run/run-session.ts'),
  ]);
  const owning = { ...options, outlives, outputSchema };
  const none = async (): Promise<undefined> => undefined;
  let left: string | null = null;
  const exitCode = await runWithView(io, context, owning, none, async (deps) => {
    const result = await (detach ? runDetached : runSession)(spec, meta, { ...deps, files });
    if (result.session !== null) taken();
    if (detach && result.outcome === 'detached') left = result.session;
    return result;
  });
  if (left !== null && settings.output === 'text' && !options.quiet)
    await writeLines(
      io.stderr,
      `${attachText('it goes on', context.config, { project: settings.project, name: left })}\n`,
    );
  return exitCode;
}
