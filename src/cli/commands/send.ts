import { Command } from 'commander';
import type { FilePart } from '../../core/agui/message-files.ts';
import { AmberError } from '../../core/errors.ts';
import { titleOf } from '../../core/list/session-summary.ts';
import { refOf, type Session, type SessionRef } from '../../core/session/session.ts';
import { shortIds } from '../../core/session/short-id.ts';
import type { Engine } from '../../engine/engine.ts';
import { oneLine } from '../../render/plain-text.ts';
import { cutTo } from '../../render/text-width.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { changedOptions } from '../config/configured-agent-options.ts';
import { type Context, openContext } from '../context.ts';
import { addFlags, type Parsed, textOf, textsOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions, enterDirectory } from '../flags/common-options.ts';
import {
  isAskedFor,
  keepingAsked,
  outputSchemaOf,
  type PromptSource,
  promptSource,
  readFilesOf,
  readPrompt,
  withNamedFiles,
} from '../flags/read-prompt.ts';
import { getSession, lastSessionHere, resolveName } from '../flags/resolve-session-name.ts';
import { NAMING, withHelp } from '../help/command-help.ts';
import { openEngine } from '../open-engine.ts';
import { attachText } from '../output/suggested-commands.ts';
import type { Io } from '../process/io.ts';

export interface SendCommandOptions extends CommonOptions {
  /** Undefined: the last one of this directory. */
  readonly session: string | undefined;
  readonly prompt: PromptSource;
  /** A file. */
  readonly outputSchema: string | undefined;
  /** Paths of the files that go with it. */
  readonly files: readonly string[];
  readonly keep: boolean;
  /** Wait for the end of the run; else hand the message over and leave. */
  readonly wait: boolean;
  /** Stop the session afterwards, even if this command did not start it. */
  readonly stop: boolean;
  readonly lastMessage: string | undefined;
  readonly events: string | undefined;
}

export function command(io: Io, run: (io: Io, options: SendCommandOptions) => Promise<number> = sendFrom): Command {
  const made = new Command('send')
    .description('Sends a message to a session, starting it if needed, streams that run, and stops what it started.')
    .argument('<session>', 'its id, its name, or @latest')
    .argument(
      '[prompt]',
      'the message; - reads stdin. What is piped to stdin beside it goes with it. Without one, on a terminal: your editor, or a line to type',
    );
  return withHelp(addSendFlags(made), {
    examples: [
      { run: 'amber send @latest "And which languages is it written in?"', what: 'go on where the last session ended' },
      {
        run: 'amber send @latest --prompt-file message.txt -o jsonl',
        what: 'a long message; all that happens, as JSON lines',
      },
      {
        run: 'amber send @latest --no-wait "And then the tests, please"',
        what: 'do not wait: it runs when its turn comes',
      },
      {
        run: 'amber send @latest --keep --file README.md "Is this up to date?"',
        what: 'with a file; leave the session running afterwards',
      },
    ],
    notes: NAMING,
    exits: [0, 1, 2, 3, 4, 5, 6, 7, 9, 124, 130, 143],
  }).action(async (session: string, prompt: string | undefined, parsed: Parsed) => {
    enterDirectory(io, parsed);
    io.exitCode = await run(io, sendOptions(session, prompt, parsed));
  });
}

/** What `send` and `continue` have in common. */
export function addSendFlags(made: Command): Command {
  addFlags(made, 'prompt', 'agent', 'limits', 'budget', 'way')
    .optionsGroup('Way:')
    .option('--no-wait', 'hand the message over and leave: its session carries it out when its turn comes');
  return addFlags(made, 'stream', 'view', 'output', 'target');
}

export function sendOptions(
  session: string | undefined,
  prompt: string | undefined,
  parsed: Parsed,
): SendCommandOptions {
  const keep = parsed.keep === true;
  const stop = parsed.stopOnRunFinished === true;
  if (keep && stop) throw new AmberError('USAGE', '--keep and --stop-on-run-finished exclude each other');
  const wait = parsed.wait !== false;
  if (!wait) refuseWithoutWait(parsed);
  return {
    ...commonOptions(parsed),
    session,
    prompt: promptSource(prompt, parsed),
    outputSchema: textOf(parsed, 'outputSchema'),
    files: textsOf(parsed, 'file'),
    keep,
    wait,
    stop,
    lastMessage: textOf(parsed, 'lastMessage'),
    events: textOf(parsed, 'events'),
  };
}

/** What takes somebody who waits: limits that are counted, and what is made of the run's end. */
const NEED_WAIT = [
  'outputSchema',
  'lastMessage',
  'events',
  'timeout',
  'maxCost',
  'maxTurns',
  'maxTokens',
  'questionGrace',
  'notify',
];

/** @throws AmberError USAGE */
function refuseWithoutWait(parsed: Parsed): void {
  const named = NEED_WAIT.find((name) => parsed[name] !== undefined);
  if (named !== undefined)
    throw new AmberError('USAGE', `--${kebab(named)} and --no-wait exclude each other: nobody would be there for it`, {
      hint: 'leave --no-wait out',
    });
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export async function sendFrom(io: Io, options: SendCommandOptions): Promise<number> {
  const context = await openContext(io, options);
  const given = await readFilesOf(io, options.files);
  if (isAskedFor(io, options.prompt, options)) await findFirst(io, context, options);
  const prompt = await readPrompt(
    io,
    options.prompt,
    options.session === undefined ? 'amber continue' : 'amber send <session>',
    options,
  );
  return keepingAsked(io, options.prompt, prompt, (taken) =>
    sendPrompt(io, options, { context, given, prompt }, taken),
  );
}

/** Nobody writes a message for a session that is not there. @throws AmberError NOT_FOUND, USAGE … */
async function findFirst(io: Io, context: Context, { session }: SendCommandOptions): Promise<void> {
  const engine = await openEngine(io, context);
  try {
    await getSession(engine, await refTo(io, context, engine, session));
  } finally {
    await engine.close();
  }
}

/** The session that is named, or the last one of this directory. */
function refTo(io: Io, context: Context, engine: Engine, session: string | undefined): Promise<SessionRef> {
  return session === undefined ? lastSessionHere(io, context, engine) : resolveName(io, context, engine, session);
}

/** What is sent. `given`: by `--file`. */
interface Sending {
  readonly context: Context;
  readonly given: readonly FilePart[];
  readonly prompt: string;
}

async function sendPrompt(
  io: Io,
  options: SendCommandOptions,
  { context, given, prompt }: Sending,
  taken: () => void,
): Promise<number> {
  const { session } = options;
  const files = await withNamedFiles(io, options, prompt, given);
  const agentOptions = changedOptions(options.flags, context.settings);
  const outputSchema = await outputSchemaOf(io, options);
  const outlives = options.keep || !options.wait || context.settings.onInterrupt === 'detach';
  const [{ runWithView }, sendIt] = await Promise.all([
    import('../run-and-send.ts'),
    options.wait
      ? import('../../run/send-message.ts').then(({ sendMessage }) => sendMessage)
      : import('../../run/message/send-unattended.ts').then(({ sendUnattended }) => sendUnattended),
  ]);
  // Looked at first: a name that does not exist gets a suggestion, and what the session keeps secret is known from then on.
  let left: SessionRef | undefined;
  const exitCode = await runWithView(
    io,
    context,
    { ...options, outlives, outputSchema },
    async (engine) => {
      if (session !== undefined) return getSession(engine, await resolveName(io, context, engine, session));
      const last = await getSession(engine, await lastSessionHere(io, context, engine));
      if (!options.quiet) await writeLines(io.stderr, `${context.redactor.all(goingOnText(last))}\n`);
      return last;
    },
    async (deps, found) => {
      const ref = refOf(found);
      const result = await sendIt(ref, prompt, {
        ...deps,
        files,
        stop: options.stop,
        newId: () => crypto.randomUUID(),
        ...(agentOptions !== undefined && { agentOptions }),
      });
      if (result.outcome !== null) taken();
      if (!options.wait && result.outcome === 'detached') left = ref;
      return result;
    },
  );
  if (left !== undefined && context.settings.output === 'text' && !options.quiet)
    await writeLines(io.stderr, `${attachText('its session carries it out', context.config, left)}\n`);
  return exitCode;
}

/** Which session a message goes to that names none. */
function goingOnText(session: Session): string {
  const { name } = session.metadata;
  const title = cutTo(oneLine(titleOf(session)), 60);
  return `going on with session ${shortIds([name]).get(name) ?? name}${title === '' ? '' : `: ${title}`}`;
}
