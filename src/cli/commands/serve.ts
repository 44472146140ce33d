import { Command, Option } from 'commander';
import { AmberError } from '../../core/errors.ts';
import { isProject, PROJECT_FORM } from '../../core/session/names.ts';
import { PLATFORM_NAMESPACE } from '../../engine/kubernetes/events/find-service.ts';
import type { Log } from '../../serve/json-log.ts';
import { flagOf } from '../config/settings.ts';
import { type Context, openContext } from '../context.ts';
import { addFlags, collect, type Parsed, settingFlag, textOf, textsOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../process/io.ts';
import type { ServedStore } from '../serve/local-store.ts';

const PORT = 7411;
/** The Service of each session's runner (docs/platform.md, "The runner"). */
const RUNNER_URL = 'http://{service}.{namespace}.svc:8001';

export interface ServeCommand extends CommonOptions {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly allowedVariables: readonly string[];
  readonly allowMcpCommands: boolean;
  /** False: no browser is opened, whatever stdout is. */
  readonly open: boolean;
  /** Of engine kubernetes. */
  readonly runnerUrl?: string;
  /** The projects to serve, where not all of the cluster. */
  readonly projects: readonly string[];
  /** What `--manifests` prints them from; undefined: serve. */
  readonly manifests?: { readonly namespace: string; readonly image?: string; readonly asBackend: boolean };
}

export function command(io: Io, run: (io: Io, options: ServeCommand) => Promise<number> = theRun): Command {
  const made = new Command('serve')
    .description(
      'Serves the platform’s API over the sessions of this machine, with a page for each. Sessions that are made through it are hosted by it, and stopped when it ends. With --engine kubernetes it serves the sessions of a cluster in place of the platform’s own proxy: callers bring tokens of their own, and may do what the cluster lets them.',
    )
    .addOption(
      new Option('-e, --engine <engine>', 'where sessions live (default: local)').choices(['local', 'kubernetes']),
    )
    .option('--host <address>', 'address to listen at (default: 127.0.0.1)')
    .option('--port <number>', `port to listen at; 0 takes any free one (default: ${PORT})`)
    .option('--no-open', 'on a terminal: print the link for the browser, and do not open it')
    .option(
      '--allow-host <name>',
      'with engine local: a name under which it is reached, beside localhost; repeatable',
      collect,
    )
    .option(
      '--allow-env <name>',
      'a variable that sessions may set although it can change what is executed, as NODE_OPTIONS or npm_*; repeatable',
      collect,
    )
    .option(
      '--allow-mcp-commands',
      'with engine local: MCP servers of sessions may be commands, which run here with the agent’s rights',
    )
    .option(
      '--question-grace <duration>',
      'how long a question may wait for its answer, where a session does not say so (default: 0)',
    )
    .addOption(
      new Option(
        '--permissions <mode>',
        'with engine local: what agents may do, and the most that a request may ask for (default: what a session says, else read)',
      ).choices(['read', 'all', 'none']),
    )
    .addOption(settingFlag('maxCostPerDay'))
    .addOption(settingFlag('sandbox'))
    .addOption(settingFlag('allowDomain'))
    .addOption(settingFlag('allowRegistry'))
    .addOption(settingFlag('keyProxy'))
    .optionsGroup('Engine kubernetes:');
  for (const name of ['context', 'kubeconfig', 'as', 'asGroup'] as const) made.addOption(settingFlag(name));
  made.option('--for <project>', 'a project (namespace) to serve; repeatable (default: all of the cluster)', collect);
  made.option(
    '--runner-url <url>',
    `where runners answer, with {service}, {namespace} and {session} for names (default: ${RUNNER_URL})`,
  );
  made
    .option('--manifests', 'print what it needs in a cluster, for the projects of --for, and serve nothing')
    .option('--image <image>', 'of --manifests: the image that was built from the Dockerfile of the repository')
    .option('-n, --namespace <name>', `of --manifests: where serve itself lives (default: ${PLATFORM_NAMESPACE})`)
    .option(
      '--as-backend',
      'of --manifests: add a Service backend-service, to which runners post their prompt if --namespace is their backend’s',
    );
  return withHelp(addFlags(made, { output: ['text', 'json', 'jsonl', 'name'] }), {
    examples: [
      { run: 'amber serve', what: 'on loopback; prints its address and its token’s file, and opens the browser' },
      { run: 'amber serve --port 0 -o json', what: 'any free port; what it prints is for a program' },
      { run: 'amber serve --host 0.0.0.0 --allow-host box.lan', what: 'for others of the network, who need the token' },
      { run: 'amber serve --engine kubernetes', what: 'in a pod: the sessions of its cluster' },
      {
        run: 'amber serve --manifests --image registry.example/amber:1 --for team-a',
        what: 'to be applied: | kubectl apply --server-side -f -',
      },
    ],
    exits: [0, 1, 2, 4],
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
    allowMcpCommands: parsed.allowMcpCommands === true,
    open: parsed.open !== false,
    ...runnerUrlOf(textOf(parsed, 'runnerUrl')),
    projects: [...new Set(textsOf(parsed, 'for').map((name) => namespaceOf('--for', name)))],
    ...manifestsOf(parsed),
  };
}

function portOf(text: string | undefined): number {
  if (text === undefined) return PORT;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new AmberError('USAGE', `--port must be a whole number from 0 to 65535, not "${text}"`);
  return Number(text);
}

/** @throws AmberError USAGE */
function namespaceOf(flag: string, text: string): string {
  if (isProject(text)) return text;
  throw new AmberError('USAGE', `${flag}: "${text}" is no namespace: it must be ${PROJECT_FORM}`);
}

function manifestsOf(parsed: Parsed): Pick<ServeCommand, 'manifests'> {
  const [image, namespace] = [textOf(parsed, 'image'), textOf(parsed, 'namespace')];
  const asBackend = parsed.asBackend === true;
  if (parsed.manifests === true) {
    const manifests = { namespace: namespaceOf('--namespace', namespace ?? PLATFORM_NAMESPACE), asBackend };
    if (asBackend && manifests.namespace === PLATFORM_NAMESPACE)
      throw new AmberError(
        'USAGE',
        `--as-backend would take the Service of the platform’s own backend in ${PLATFORM_NAMESPACE}`,
        {
          hint: 'put it elsewhere: --namespace NAME, and set BACKEND_NAMESPACE of the platform’s operator to it',
        },
      );
    return { manifests: { ...manifests, ...(image !== undefined && { image }) } };
  }
  if (image === undefined && namespace === undefined && !asBackend) return {};
  throw new AmberError('USAGE', '--image, --namespace and --as-backend are for --manifests', {
    hint: 'amber serve --manifests --help',
  });
}

/** @throws AmberError USAGE */
function runnerUrlOf(text: string | undefined): { readonly runnerUrl?: string } {
  if (text === undefined) return {};
  const url = URL.parse(text.replace(/\{(service|namespace|session)\}/g, 'x'));
  if (url !== null && /^https?:$/.test(url.protocol) && !/[{}]/.test(decodeURI(url.href))) return { runnerUrl: text };
  throw new AmberError('USAGE', `--runner-url must be an http address, not "${text}"`, {
    hint: `it may hold {service}, {namespace} and {session}: --runner-url '${RUNNER_URL}'`,
  });
}

async function theRun(io: Io, options: ServeCommand): Promise<number> {
  // Its own log says what it is asked.
  const context = await openContext(io, { ...options, verbose: false });
  if (options.manifests !== undefined) return printServeManifests(io, context, options, options.manifests);
  const [{ serve }, log] = await Promise.all([import('../../serve/serve.ts'), openLog(io, options, context)]);
  const store = await openStore(io, context, options, log);
  const { maxCostPerDay } = context.settings;
  const ending = untilEnding(io);
  try {
    const serving = await serve({
      ...store.options,
      host: options.host,
      port: options.port,
      stateDir: context.stateDir,
      clock: io.clock,
      log,
      allowedVariables: options.allowedVariables,
      allowMcpCommands: options.allowMcpCommands,
      questionGraceMs: context.settings.questionGrace,
      ...(maxCostPerDay !== undefined && { maxCostPerDay }),
    });
    try {
      const { tokenFile } = store;
      await announce(
        io,
        context,
        { url: serving.url, ...(tokenFile !== undefined && { tokenFile }) },
        serving.browserUrl(),
      );
      const link = serving.browserUrl();
      if (link !== undefined && opensBrowser(io, options, context)) await io.openUrl(link);
      await ending.ended;
    } finally {
      await serving.close();
    }
  } finally {
    await store.close();
    ending.release();
  }
  return 0;
}

async function printServeManifests(
  io: Io,
  { settings }: Context,
  { projects, runnerUrl, allowedVariables, flags }: ServeCommand,
  { image, ...place }: NonNullable<ServeCommand['manifests']>,
): Promise<number> {
  if (image === undefined || projects.length === 0)
    throw new AmberError('USAGE', `--manifests needs ${image === undefined ? '--image' : '--for'}`, {
      hint: 'amber serve --manifests --image REGISTRY/amber:TAG --for PROJECT',
    });
  const [{ manifests }, { printManifests }] = await Promise.all([
    import('../../serve/manifests/manifests.ts'),
    import('../output/print-manifests.ts'),
  ]);
  const args = [
    ...(runnerUrl === undefined ? [] : ['--runner-url', runnerUrl]),
    ...(flags.maxCostPerDay === undefined ? [] : ['--max-cost-per-day', String(flags.maxCostPerDay)]),
    ...(flags.questionGrace === undefined ? [] : ['--question-grace', String(flags.questionGrace)]),
    ...allowedVariables.flatMap((name) => ['--allow-env', name]),
  ];
  const format = settings.output === 'json' ? 'json' : 'yaml';
  await printManifests(io.stdout, format, manifests({ ...place, image, projects, args }));
  return 0;
}

/** @throws AmberError USAGE for flags of the other engine */
async function openStore(io: Io, context: Context, options: ServeCommand, log: Log): Promise<ServedStore> {
  const { allowedHosts, runnerUrl, projects, flags } = options;
  const isCluster = context.settings.engine === 'kubernetes';
  const others = isCluster
    ? [
        allowedHosts.length > 0 && '--allow-host',
        options.allowMcpCommands && '--allow-mcp-commands',
        flags.permissions !== undefined && '--permissions',
        ...(['sandbox', 'allowDomain', 'allowRegistry', 'keyProxy'] as const).map(
          (name) => flags[name] !== undefined && flagOf(name),
        ),
      ]
    : [runnerUrl !== undefined && '--runner-url', projects.length > 0 && '--for', flags.as !== undefined && '--as'];
  const wrong = others.find((flag) => flag !== false);
  if (wrong !== undefined)
    throw new AmberError(
      'USAGE',
      `${wrong} has no meaning here: it is for engine ${isCluster ? 'local' : 'kubernetes'}`,
      {
        hint: 'amber serve --help',
      },
    );
  if (!isCluster) return (await import('../serve/local-store.ts')).openLocalStore(io, context, allowedHosts);
  const { openClusterStore } = await import('../serve/cluster-store.ts');
  return openClusterStore(io, context, { runnerUrl: runnerUrl ?? RUNNER_URL, projects, log });
}

/** A person is there to see it, and a screen for a browser as far as the environment says. */
function opensBrowser({ env, stdout }: Io, { open, quiet }: ServeCommand, { settings }: Context): boolean {
  const hasScreen = process.platform === 'darwin' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
  const isRemote = Boolean(env.SSH_CONNECTION || env.CI);
  return open && !quiet && stdout.isTTY && settings.output === 'text' && hasScreen && !isRemote;
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

/** The product: how to reach it. The link, where there is one, holds a code that is good once, and is not hidden. */
async function announce(
  io: Io,
  { settings }: Context,
  known: { readonly url: string; readonly tokenFile?: string },
  link: string | undefined,
): Promise<void> {
  const { url, tokenFile } = known;
  const browserUrl = link ?? `${url}/login`;
  if (settings.output === 'json' || settings.output === 'jsonl')
    return void (await io.stdout.write(`${JSON.stringify({ ...known, browserUrl })}\n`));
  if (settings.output === 'name') return void (await io.stdout.write(`${url}\n`));
  const { CODE_LIFE_TEXT } = await import('../../serve/auth/login-by-code.ts');
  const token = tokenFile ?? 'each caller’s own, of the cluster';
  const good = link === undefined ? '' : `  (good once, for ${CODE_LIFE_TEXT})`;
  await io.stdout.write(`amber serves ${url}\n  token    ${token}\n  browser  ${browserUrl}${good}\n`);
}

/** Structured lines on stderr; single requests only with `-v`, only what went wrong with `-q`. */
async function openLog(io: Io, { verbose, quiet }: ServeCommand, { redactor }: Context): Promise<Log> {
  const { jsonLog } = await import('../../serve/json-log.ts');
  const log = jsonLog({ write: (line) => void io.stderr.write(line), clock: io.clock, redactor });
  return (level, event, facts) => {
    if ((event === 'request' && !verbose) || (quiet && level === 'info')) return;
    log(level, event, facts);
  };
}
