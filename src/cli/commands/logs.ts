import { Command } from 'commander';
import { openTolerantContext } from '../context.ts';
import { type CommonOptions, commonOptions } from '../flags/common.ts';
import { addFlags, type Parsed, textOf } from '../flags/flags.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../process/io.ts';
import { keepHeapSteady } from '../process/process-io.ts';

export interface LogsOptions extends CommonOptions {
  readonly session: string;
  readonly follow: boolean;
  /** Print the raw events and nothing else. */
  readonly raw: boolean;
  readonly events: string | undefined;
  readonly lastMessage: string | undefined;
}

export function command(io: Io, run: (io: Io, options: LogsOptions) => Promise<number> = theRun): Command {
  const made = new Command('logs')
    .description('Replays what happened in a session and leaves.')
    .argument('<session>', 'its id, its name, or @latest')
    .option('-f, --follow', 'go on until the session has ended')
    .option('--raw', 'print the events as they are, one a line');
  return withHelp(addFlags(made, 'stream', 'output', 'target'), {
    examples: [
      { run: 'amber logs @latest', what: 'what happened in the last session' },
      { run: 'amber logs @latest -f', what: 'and what still happens, until it ends' },
      { run: 'amber logs @latest --raw', what: 'the events themselves, one a line' },
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
    });
  });
}

async function theRun(io: Io, options: LogsOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  const until = options.follow ? 'session-end' : 'replay-end';
  const { attach } = await import('../watch-and-logs.ts');
  if (options.raw) {
    const { eventsRenderer } = await import('../../render/json/jsonl.ts');
    keepHeapSteady();
    return attach(io, context, { ...options, until }, ({ redactor }) => eventsRenderer({ out: io.stdout, redactor }));
  }
  const { openView } = await import('../output/choose-renderer.ts');
  // As text, what happened is the product: all of it belongs on stdout.
  const everything = context.settings.output === 'text';
  return attach(io, context, { ...options, until }, (shown, session) => {
    const view = openView(io, shown, options, { events: options.events, session, everything, conversation: true });
    return { update: (updates) => view.renderer.update(updates), close: () => view.close() };
  });
}
