import { join } from 'node:path';
import { Command, Option } from 'commander';
import { AmberError } from '../../core/errors.ts';
import type { Log } from '../../serve/log.ts';
import { permissionsFor } from '../config/agent-settings.ts';
import { type Context, openContext } from '../context.ts';
import { type CommonOptions, commonOptions } from '../flags/common.ts';
import { addFlags, type Parsed, textOf, textsOf } from '../flags/flags.ts';
import { withHelp } from '../help/command-help.ts';
import { openEngine } from '../open-engine.ts';
import type { Io } from '../process/io.ts';

const PORT = 7411;

export interface ServeCommand extends CommonOptions {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly allowedVariables: readonly string[];
}

export function command(io: Io, run: (io: Io, options: ServeCommand) => Promise<number> = theRun): Command {
  const made = new Command('serve')
    .description(
      'Serves the platform’s API over the sessions of this machine, with a page for each. Sessions that are made through it are hosted by it, and stopped when it ends.',
    )
    .addOption(new Option('-e, --engine <engine>', 'where sessions live (default: local)').choices(['local']))
    .option('--host <address>', 'address to listen at (default: 127.0.0.1)')
    .option('--port <number>', `port to listen at; 0 takes any free one (default: ${PORT})`)
    .option('--allow-host <name>', 'a name under which it is reached, beside localhost; repeatable', collect)
    .option(
      '--allow-env <name>',
      'a variable that sessions may set although it can change what is executed, as NODE_OPTIONS or npm_*; repeatable',
      collect,
    )
    .option(
      '--question-grace <duration>',
      'how long a question may wait for its answer, where a session does not say so (default: 0)',
    )
    .addOption(
      new Option(
        '--permissions <mode>',
        'what agents may do, and the most that a request may ask for (default: what a session says, else read)',
      ).choices(['read', 'all', 'none']),
    );
  return withHelp(addFlags(made, { output: ['text', 'json', 'jsonl', 'name'] }), {
    examples: [
      { run: 'amber serve', what: 'on loopback; prints its address, its token’s file and a link for the browser' },
      { run: 'amber serve --port 0 -o json', what: 'any free port; what it prints is for a program' },
      { run: 'amber serve --host 0.0.0.0 --allow-host box.lan', what: 'for others of the network, who need the token' },
    ],
    exits: [0, 1, 2],
    exitWords: { 0: 'ended by SIGINT or SIGTERM, in order', 1: 'another amber serve has this state directory' },
  }).action(async (parsed: Parsed) => {
    io.exitCode = await run(io, optionsOf(parsed));
  });
}

function optionsOf(parsed: Parsed): ServeCommand {
  return {
    ...commonOptions(parsed),
    host: textOf(parsed, 'host') ?? '127.0.0.1',
    port: portOf(textOf(parsed, 'port')),
    allowedHosts: textsOf(parsed, 'allowHost').map((name) => name.toLowerCase()),
    allowedVariables: textsOf(parsed, 'allowEnv'),
  };
}

function portOf(text: string | undefined): number {
  if (text === undefined) return PORT;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new AmberError('USAGE', `--port must be a whole number from 0 to 65535, not "${text}"`);
  return Number(text);
}

async function theRun(io: Io, options: ServeCommand): Promise<number> {
  const context = await openContext(io, options);
  const { settings, stateDir } = context;
  const [{ serve }, { readOrMakeToken }, { listAgents }] = await Promise.all([
    import('../../serve/serve.ts'),
    import('../../serve/auth/token.ts'),
    import('../../engine/local/agents/registry.ts'),
  ]);
  const tokenFile = join(stateDir, 'serve', 'token');
  const token = await readOrMakeToken(tokenFile);
  context.redactor.learn([token]);
  // An address of a platform, if one is configured, is for the commands that ask it.
  const { questionGrace } = settings;
  const most = settings.permissions === undefined ? {} : { mostPermissions: permissionsFor(settings, false) };
  const engine = await openEngine(
    io,
    { ...context, settings: { ...settings, engine: 'local' } },
    { hosting: 'here', questionGrace, ...most },
  );
  const ending = untilEnding(io);
  try {
    const serving = await serve({
      engine,
      host: options.host,
      port: options.port,
      token,
      stateDir,
      clock: io.clock,
      log: await openLog(io, options, context),
      redact: context.redactor.all,
      allowedHosts: options.allowedHosts,
      allowedVariables: options.allowedVariables,
      ...most,
      agents: () => listAgents(io.env, settings.agents ?? {}).map(({ name }) => name),
      defaults: {
        ...(settings.agent !== undefined && { runnerType: settings.agent }),
        ...(settings.model !== undefined && { llmSettings: { model: settings.model } }),
      },
      questionGraceMs: questionGrace,
    });
    try {
      await announce(io, context, { url: serving.url, tokenFile, browserUrl: serving.browserUrl() });
      await ending.ended;
    } finally {
      await serving.close();
    }
  } finally {
    await engine.close();
    ending.release();
  }
  return 0;
}

/** Resolves at the first signal; the second one leaves at once. A reader that closes stdout ends nothing. */
function untilEnding(io: Io): { readonly ended: Promise<void>; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isEnding = false;
  const release = io.onEnding((ending) => {
    if (ending === 'EPIPE') return;
    if (isEnding) io.leave(ending === 'SIGINT' ? 130 : 143);
    isEnding = true;
    resolve();
  });
  return { ended: promise, release };
}

interface Announcement {
  readonly url: string;
  readonly tokenFile: string;
  readonly browserUrl: string;
}

/** The product: how to reach it. The link holds a code that is good once, and is not hidden. */
async function announce(io: Io, { settings }: Context, { url, tokenFile, browserUrl }: Announcement): Promise<void> {
  if (settings.output === 'json' || settings.output === 'jsonl')
    return void (await io.stdout.write(`${JSON.stringify({ url, tokenFile, browserUrl })}\n`));
  if (settings.output === 'name') return void (await io.stdout.write(`${url}\n`));
  await io.stdout.write(
    `amber serves ${url}\n  token    ${tokenFile}\n  browser  ${browserUrl}  (good once, for 15 minutes)\n`,
  );
}

/** Structured lines on stderr; single requests only with `-v`, only what went wrong with `-q`. */
async function openLog(io: Io, { verbose, quiet }: ServeCommand, { redactor }: Context): Promise<Log> {
  const { jsonLog } = await import('../../serve/log.ts');
  const log = jsonLog({ write: (line) => void io.stderr.write(line), clock: io.clock, redactor });
  return (level, event, facts) => {
    if ((event === 'request' && !verbose) || (quiet && level === 'info')) return;
    log(level, event, facts);
  };
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
