import { Command } from 'commander';
import { isAmberError } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-code.ts';
import { droppedMessagesOf, leftProcessesOf } from '../../core/session/end-conditions.ts';
import { TIMING } from '../../core/stream-timing.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { actOnSessions, forEachSession, type SessionsOptions } from '../for-each-session.ts';
import { commandsFor } from '../output/suggested-commands.ts';
import type { Io } from '../process/io.ts';

export function command(io: Io, run: (io: Io, options: SessionsOptions) => Promise<number> = theRun): Command {
  const made = new Command('stop')
    .description('Stops sessions, and waits until that is certain.')
    .optionsGroup('Time (90s, 30m, 2h or plain seconds):')
    .option(
      '--stop-timeout <duration>',
      'limit until the stop is confirmed; thrice that once the session has taken it (default: 30s)',
    );
  return actOnSessions(made, io, run, {
    examples: [
      { run: 'amber stop @latest', what: 'the last session' },
      { run: 'amber stop @latest --stop-timeout 5m', what: 'where stopping takes its time' },
      { run: 'amber list --phase Running -o name | xargs -r amber stop', what: 'all that run' },
    ],
    exits: [0, 1, 2, 4, 6, 7],
    exitWords: { 0: 'stopped', 7: 'the stop is unconfirmed: compute may leak' },
  });
}

function theRun(io: Io, options: SessionsOptions): Promise<number> {
  return forEachSession(io, options, async (ref, { engine, context, signal }) => {
    // Asked first: a session that does not exist would count as stopped. A server that is busy is no reason not to try.
    const known = await engine.get(ref).catch((error: unknown) => {
      if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT')) throw error;
      return undefined;
    });
    const { confirmStop, stopWaitingText, unconfirmedError } = await import('../../run/confirm-stop.ts');
    const say = (text: string): void => void writeLines(io.stderr, `${context.redactor.all(text)}\n`);
    let dropped: string | undefined;
    let left: string | undefined;
    const stopped = await confirmStop(engine, ref, {
      clock: io.clock,
      timing: TIMING,
      reason: 'user',
      before: known && (known.status?.phase ?? 'Pending'),
      timeoutMs: context.settings.stopTimeout,
      signal,
      phase: (_, seen) => {
        dropped = droppedMessagesOf(seen);
        left = leftProcessesOf(seen);
      },
      waiting: (why, ms) => {
        if (!options.quiet) say(stopWaitingText(ref, why, ms));
      },
    });
    if (dropped !== undefined) say(`warning: ${ref.name}: ${dropped}`);
    if (left !== undefined) say(`warning: ${ref.name}: ${left}`);
    if (stopped.kind === 'confirmed') return { word: 'stopped' };
    if (stopped.denied !== undefined) throw stopped.denied;
    const { message, hint } = unconfirmedError(ref, stopped, commandsFor(context.config).stop(ref));
    say(`warning: ${message}\n  hint: ${hint}`);
    return { word: 'asked to stop; that is not confirmed', exitCode: EXIT.leak };
  });
}
