import { Command } from 'commander';
import { isAmberError } from '../../core/errors.ts';
import { EXIT, exitCodeOf } from '../../core/exit-code.ts';
import type { RunEnd } from '../../core/result.ts';
import { bySession, type SessionRuns, sessionKey } from '../../core/session/past-run.ts';
import { isTerminal } from '../../core/session/phase.ts';
import type { Session } from '../../core/session/session.ts';
import { pastRunsOf } from '../../engine/engine.ts';
import { openTolerantContext } from '../context.ts';
import { addFlags, type Parsed } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import { printObject } from '../output/print-object.ts';
import { statusText } from '../output/status-text.ts';
import type { Io } from '../process/io.ts';
import { withSpinner } from '../terminal/spinner.ts';
import { type FoundSession, withSession } from '../with-session.ts';

export interface StatusOptions extends CommonOptions {
  readonly session: string;
  /** Exit as the last run did: 8 while it is still running. */
  readonly exitCode: boolean;
}

export function command(io: Io, run: (io: Io, options: StatusOptions) => Promise<number> = theRun): Command {
  const made = new Command('status')
    .description('One look at a session, with the reason of its phase.')
    .argument('<session>', 'its id, its name, or @latest')
    .option('--exit-code', 'exit as the session’s last run did, 8 while it is still running');
  return withHelp(addFlags(made, 'output', 'target'), {
    examples: [
      { run: 'amber status @latest', what: 'the last session' },
      { run: 'amber status @latest --exit-code', what: 'did it work?' },
      { run: 'amber status @latest -o json', what: 'the whole object' },
      { run: 'amber status @latest~1 -v', what: 'the one before it, and what the engine is asked' },
    ],
    exits: [0, 1, 2, 3, 4, 5, 6, 8, 9, 124],
    exitWords: { 0: 'there is such a session; with --exit-code: its last run finished' },
  }).action(async (session: string, parsed: Parsed) => {
    io.exitCode = await run(io, { ...commonOptions(parsed), session, exitCode: parsed.exitCode === true });
  });
}

async function theRun(io: Io, options: StatusOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  const { redactor, settings } = context;
  return withSession(io, context, options, async (found) => {
    const { code, ref, session, signal } = found;
    const wantsRun = options.exitCode || settings.output === 'text';
    const end = wantsRun
      ? await withSpinner(io, { ...options, context }, 'reading how its last run ended', () => lastEnd(io, found))
      : undefined;
    if (signal.aborted) return code();
    if (!options.quiet) await print();
    return options.exitCode ? codeOf(session, end) : EXIT.ok;

    async function print(): Promise<void> {
      switch (settings.output) {
        case 'json':
        case 'yaml':
        case 'jsonl':
          return printObject(io.stdout, redactor, settings.output, session);
        case 'name':
          return io.stdout.write(`session/${ref.name}\n`) ?? undefined;
        case 'text':
          return (
            io.stdout.write(
              redactor.all(statusText(session, end, io.clock.date(), await waitingIn(found), await runsOf(found))),
            ) ?? undefined
          );
      }
    }
  });
}

/** What the engine remembers of its runs. */
async function runsOf({ engine, ref, session }: FoundSession): Promise<SessionRuns | undefined> {
  const made = new Date(session.metadata.creationTimestamp ?? Number.NaN);
  const since = Number.isNaN(made.getTime()) ? undefined : made;
  return bySession((await pastRunsOf(engine, ref.project, since)) ?? []).get(sessionKey(ref));
}

/** How many messages wait in the session for their turn. */
async function waitingIn({ engine, ref }: FoundSession): Promise<number> {
  return (await engine.openRuns?.(ref))?.waiting.length ?? 0;
}

/** How the last run ended, from the replay, or by what the session says where there is no way to its events. Undefined while it goes on, or if there is none. */
async function lastEnd(io: Io, { engine, ref, signal }: FoundSession): Promise<RunEnd | undefined> {
  const [{ ReplayedRunEnds }, { tail }, { TIMING }] = await Promise.all([
    import('../replayed-run-ends.ts'),
    import('../../tail/tail.ts'),
    import('../../core/stream-timing.ts'),
  ]);
  const last = new ReplayedRunEnds();
  const updates = tail(engine, ref, { until: { kind: 'replay-end' }, signal, clock: io.clock, timing: TIMING });
  try {
    for await (const some of updates) last.add(some);
  } catch (error) {
    if (!isAmberError(error, 'NO_STREAM')) throw error;
    const { runErrorOf } = await import('../../run/make-result.ts');
    last.noStream(runErrorOf(error));
  }
  return last.end(await engine.get(ref));
}

function codeOf({ status }: Session, end: RunEnd | undefined): number {
  if (end !== undefined) return exitCodeOf(end.outcome, end);
  return isTerminal(status?.phase) ? EXIT.lost : EXIT.running;
}
