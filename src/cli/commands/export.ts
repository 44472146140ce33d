import { Command, Option } from 'commander';
import type { Session } from '../../core/session/session.ts';
import { TIMING } from '../../core/stream-timing.ts';
import { Conversation } from '../../core/transcript/conversation.ts';
import { transcriptJson } from '../../core/transcript/transcript-json.ts';
import { exportedConversation } from '../../render/export/exported-conversation.ts';
import { type Context, learnSecretsOf, openTolerantContext } from '../context.ts';
import { addFlags, type Parsed } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import { printObject } from '../output/print-object.ts';
import type { Io } from '../process/io.ts';
import { withSpinner } from '../terminal/spinner.ts';
import { withSession } from '../with-session.ts';

type Format = 'md' | 'html' | 'json';

export interface ExportOptions extends CommonOptions {
  readonly session: string;
  readonly format: Format;
}

export function command(io: Io, run: (io: Io, options: ExportOptions) => Promise<number> = theRun): Command {
  const made = new Command('export')
    .description('Prints a session’s transcript as one document.')
    .argument('<session>', 'its id, its name, or @latest')
    .addOption(
      new Option(
        '--format <format>',
        'md (as -o text; fits into an issue), html (one self-contained page) or json (as -o json; all of it)',
      ).choices(['md', 'html', 'json']),
    );
  return withHelp(addFlags(made, { output: ['text', 'json'] }, 'target'), {
    examples: [
      { run: 'amber export @latest', what: 'as Markdown to paste into an issue' },
      { run: 'amber export @latest --format html > session.html', what: 'a page to send to somebody' },
      { run: 'amber export @latest --format json', what: 'messages and tool calls, for a program' },
    ],
    exits: [0, 1, 2, 4, 6],
    exitWords: { 0: 'printed' },
  }).action(async (session: string, parsed: Parsed) => {
    io.exitCode = await run(io, { ...commonOptions(parsed), session, format: formatOf(parsed) });
  });
}

/** `-o json` is what one tries first. */
function formatOf({ format, output }: Parsed): Format {
  if (format === 'html' || format === 'json' || format === 'md') return format;
  return output === 'json' ? 'json' : 'md';
}

async function theRun(io: Io, options: ExportOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  return withSession(io, context, options, async ({ engine, ref, signal, code }) => {
    const { tail } = await import('../../tail/tail.ts');
    const conversation = options.format === 'json' ? new Conversation() : exportedConversation(context.redactor);
    await withSpinner(io, { ...options, context }, 'reading the session’s events', async () => {
      const how = { until: { kind: 'replay-end' }, signal, clock: io.clock, timing: TIMING } as const;
      for await (const updates of tail(engine, ref, how))
        for (const update of updates)
          if (update.type === 'event') conversation.apply(update.seq ?? 0, update.event, update.runId);
    });
    if (signal.aborted) return code();
    const session = await engine.get(ref);
    learnSecretsOf(context, session);
    await print(io, context, options.format, conversation, session);
    return 0;
  });
}

async function print(
  io: Io,
  context: Context,
  format: Format,
  conversation: Conversation,
  session: Session,
): Promise<void> {
  const { redactor } = context;
  if (format === 'json')
    return printObject(io.stdout, redactor, 'json', { session, ...transcriptJson(conversation.transcript) });
  if (format === 'html') {
    const { htmlExport } = await import('../../render/export/html-export.ts');
    for (const piece of htmlExport(conversation, session, redactor)) await io.stdout.write(piece);
    return;
  }
  const { markdownExport } = await import('../../render/export/markdown-export.ts');
  await io.stdout.write(await markdownExport(conversation, session, redactor));
}
