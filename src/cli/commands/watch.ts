import { Command } from 'commander';
import { openTolerantContext } from '../context.ts';
import { addFlags, type Parsed, textOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import { sendText } from '../output/suggested-commands.ts';
import type { Io } from '../process/io.ts';

export interface WatchCommandOptions extends CommonOptions {
  readonly session: string;
  readonly events: string | undefined;
  readonly lastMessage: string | undefined;
}

export function command(io: Io, run: (io: Io, options: WatchCommandOptions) => Promise<number> = theRun): Command {
  const made = new Command('watch')
    .description('Attaches to a session’s stream until the session has ended. Never owns it: Ctrl-C only detaches.')
    .argument('<session>', 'its id, its name, or @latest');
  return withHelp(addFlags(made, 'stream', 'view', 'output', 'target'), {
    examples: [
      { run: 'amber watch @latest', what: 'attach to the last session' },
      {
        run: 'amber watch @latest --show tools,output,reasoning',
        what: 'with what tools say and what the agent thinks',
      },
      { run: 'amber watch @latest --plain --raw', what: 'for a screen reader: nothing is repainted or rendered' },
      { run: 'amber watch @latest -o jsonl', what: 'for a program: one object a line' },
    ],
    exits: [0, 1, 2, 4, 6, 130, 143],
    exitWords: { 0: 'the session has ended', 130: 'SIGINT: detached', 143: 'SIGTERM: detached' },
  }).action(async (session: string, parsed: Parsed) => {
    const { events, lastMessage } = { events: textOf(parsed, 'events'), lastMessage: textOf(parsed, 'lastMessage') };
    io.exitCode = await run(io, { ...commonOptions(parsed), session, events, lastMessage });
  });
}

async function theRun(io: Io, options: WatchCommandOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  const [{ attach }, { openView }] = await Promise.all([
    import('../watch-and-logs.ts'),
    import('../output/choose-renderer.ts'),
  ]);
  const { events } = options;
  return attach(io, context, { ...options, until: 'session-end' }, (shown, session) => {
    const { config } = shown;
    const answering = (): string => sendText(config, { project: config.settings.project, name: session }, '"…"');
    const view = openView(io, shown, options, { answering, events, session, conversation: true });
    shown.verbose?.through(view.say);
    return {
      update: (updates) => view.renderer.update(updates),
      close: () => view.close(),
      get lostEvents() {
        return view.lostEvents;
      },
    };
  });
}
