import { Command } from 'commander';
import { AmberError } from '../../core/errors.ts';
import type { Phase } from '../../core/session/phase.ts';
import { phaseReason } from '../../core/session/phase-reason.ts';
import type { Session, SessionRef } from '../../core/session/session.ts';
import { NOT_LOGGED_IN } from '../../core/tracker/end-without-event.ts';
import { openContext } from '../context.ts';
import { actOnSessions, forEachSession, type SessionsOptions } from '../for-each-session.ts';
import { commandFor } from '../output/suggested-commands.ts';
import type { Io } from '../process/io.ts';

export function command(io: Io, run: (io: Io, options: SessionsOptions) => Promise<number> = theRun): Command {
  const made = new Command('start')
    .description('Starts stopped sessions, and waits until they run. They stay until stopped or inactive for too long.')
    .optionsGroup('Time (90s, 30m, 2h or plain seconds):')
    .option('--start-timeout <duration>', 'limit until the session runs (default: 10m)');
  return actOnSessions(made, io, run, {
    examples: [
      { run: 'amber start @latest', what: 'the last session' },
      { run: 'amber start @latest --start-timeout 2m', what: 'give up earlier' },
      { run: 'amber start @latest -o name', what: 'for a program' },
    ],
    exits: [0, 1, 2, 4, 6, 124],
    exitWords: { 0: 'running', 124: 'it does not run within --start-timeout' },
  });
}

function theRun(io: Io, options: SessionsOptions): Promise<number> {
  return forEachSession(
    io,
    options,
    async (ref, { engine, context, signal }) => {
      const [{ awaitRunning }, { Deadline }] = await Promise.all([
        import('../../run/await-running.ts'),
        import('../../async/abort.ts'),
      ]);
      // A server that does not answer now is an error at once; one that fails later is waited for.
      await engine.get(ref);
      const limit = new Deadline(io.clock, context.settings.startTimeout, signal);
      let seen: Phase | undefined;
      try {
        const session = await awaitRunning(engine, ref, {
          clock: io.clock,
          signal: limit.signal,
          phase: (phase) => {
            seen = phase;
          },
          starting: () => {},
        });
        if (session.status?.phase === 'Failed') throw failedToStart(session, commandFor(context.config, 'status', ref));
      } catch (error) {
        if (!limit.signal.aborted || signal.aborted) throw error;
        throw tooLate(ref, seen, commandFor(context.config, 'status', ref));
      } finally {
        limit.clear();
      }
      return { word: 'running' };
    },
    openContext,
  );
}

function failedToStart(session: Session, hint: string): AmberError {
  const { name } = session.metadata;
  const reason = phaseReason(session);
  const notReady = session.status?.conditions?.find(({ type }) => type === 'Ready');
  const code = notReady?.reason === NOT_LOGGED_IN ? 'AUTH_REQUIRED' : 'CONFLICT';
  return new AmberError(code, `session "${name}" failed to start${reason === undefined ? '' : `: ${reason}`}`, {
    hint,
  });
}

function tooLate({ name }: SessionRef, phase: Phase | undefined, hint: string): AmberError {
  return new AmberError('TIME_LIMIT', `session "${name}" does not run yet: its phase is ${phase ?? 'not set'}`, {
    hint,
  });
}
