import { Command } from 'commander';
import { AmberError } from '../../core/errors.ts';
import type { Settings } from '../config/settings.ts';
import { openTolerantContext } from '../context.ts';
import { addFlags, type Parsed, textOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import type { LogFilterFlags } from '../logs/filtered-output.ts';
import type { Io } from '../process/io.ts';
import { keepHeapSteady } from '../process/process-io.ts';
import type { OpenRenderer } from '../watch-and-logs.ts';

export interface LogsOptions extends CommonOptions {
  readonly session: string;
  readonly follow: boolean;
  /** Print the raw events and nothing else. */
  readonly raw: boolean;
  readonly events: string | undefined;
  readonly lastMessage: string | undefined;
  readonly filter: LogFilterFlags;
}

export function command(io: Io, run: (io: Io, options: LogsOptions) => Promise<number> = theRun): Command {
  const made = new Command('logs')
    .description('Replays what happened in a session and leaves.')
    .argument('<session>', 'its id, its name, or @latest')
    .option('-f, --follow', 'go on until the session has ended')
    .option('--raw', 'print the events as they are, one a line')
    .option('--tail <lines>', 'only so many of the last lines, and with -f all that follow')
    .option('--since <time>', 'only what happened within 30m, 12h, 7d …, or since a date; messages are whole')
    .option('--grep <pattern>', 'only lines that a regular expression matches (RE2)');
  return withHelp(addFlags(made, 'stream', 'output', 'target'), {
    examples: [
      { run: 'amber logs @latest', what: 'what happened in the last session' },
      { run: 'amber logs @latest -f', what: 'and what still happens, until it ends' },
      { run: 'amber logs @latest --raw', what: 'the events themselves, one a line' },
      { run: 'amber logs @latest --tail 20', what: 'its last 20 lines' },
      { run: "amber logs @latest --since 1h --grep 'error|fail'", what: 'lines of the last hour that name a failure' },
    ],
    exits: [0, 1, 2, 4, 6, 130, 143],
    exitWords: { 0: 'replayed', 130: 'SIGINT: detached', 143: 'SIGTERM: detached' },
  }).action(async (session: string, parsed: Parsed) => {
    io.exitCode = await run(io, {
      ...commonOptions(parsed),
      session,
      follow: parsed.follow === true,
      raw: parsed.raw === true,
      events: textOf(parsed, 'events'),
      lastMessage: textOf(parsed, 'lastMessage'),
      filter: { tail: textOf(parsed, 'tail'), since: textOf(parsed, 'since'), grep: textOf(parsed, 'grep') },
    });
  });
}

async function theRun(io: Io, options: LogsOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  const until = options.follow ? 'session-end' : 'replay-end';
  const open = options.raw ? await rawEvents() : await view(options, context.settings.output);
  const shown = Object.values(options.filter).every((flag) => flag === undefined)
    ? open
    : await filteredView(io, options, context.settings.output, open);
  const { attach } = await import('../watch-and-logs.ts');
  return attach(io, context, { ...options, until }, (shownIn, session) => shown(io, shownIn, session));
}

type OpenIn = (io: Io, ...args: Parameters<OpenRenderer>) => ReturnType<OpenRenderer>;

async function rawEvents(): Promise<OpenIn> {
  const { eventsRenderer } = await import('../../render/json/jsonl.ts');
  return ({ stdout: out }, { redactor }) => {
    keepHeapSteady();
    return eventsRenderer({ out, redactor });
  };
}

async function view(options: LogsOptions, output: Settings['output']): Promise<OpenIn> {
  const { openView } = await import('../output/choose-renderer.ts');
  // As text, what happened is the product: all of it belongs on stdout.
  // A filter takes whole lines: nothing can be painted past it.
  const follows = options.follow && Object.values(options.filter).every((flag) => flag === undefined);
  const everything = output === 'text' ? { follows } : undefined;
  return (io, context, session) => {
    const { events } = options;
    const opened = openView(io, context, options, { events, session, everything, conversation: true });
    return {
      update: (updates) => opened.renderer.update(updates),
      close: () => opened.close(),
      get lostEvents() {
        return opened.lostEvents;
      },
    };
  };
}

/** @throws AmberError USAGE for a filter that is wrong, and where nothing is printed line by line */
async function filteredView(
  io: Io,
  { filter: flags, follow, raw }: LogsOptions,
  output: Settings['output'],
  open: OpenIn,
): Promise<OpenIn> {
  if (!raw && output !== 'text' && output !== 'jsonl')
    throw new AmberError('USAGE', `--tail, --since and --grep leave out lines, and -o ${output} has none`, {
      hint: 'use -o text, -o jsonl or --raw',
    });
  const { filtered, logFilterOf } = await import('../logs/filtered-output.ts');
  const filter = { ...(await logFilterOf(flags, io.clock.date())), follow, keepsResult: !raw && output === 'jsonl' };
  return (to, context, session) => filtered(to, filter, (inner) => open(inner, context, session));
}
