import { Command } from 'commander';
import { isAmberError } from '../../core/errors.ts';
import { isTerminal } from '../../core/session/phase.ts';
import type { SessionRef } from '../../core/session/session.ts';
import { TIMING } from '../../core/stream-timing.ts';
import type { Engine } from '../../engine/engine.ts';
import { actOnSessions, forEachSession, type SessionsOptions } from '../for-each-session.ts';
import type { Io } from '../process/io.ts';

const NONE = 'had no run to interrupt';

export function command(io: Io, run: (io: Io, options: SessionsOptions) => Promise<number> = theRun): Command {
  const made = new Command('interrupt').description('Ends the current run of sessions, without stopping them.');
  return actOnSessions(made, io, run, {
    examples: [
      { run: 'amber interrupt @latest', what: 'whatever the last session does now' },
      { run: 'amber interrupt @latest -q', what: 'say nothing if it worked' },
      { run: 'amber list --phase Running -o name | xargs -r amber interrupt', what: 'every run' },
    ],
    exits: [0, 1, 2, 4, 6],
    exitWords: { 0: 'asked to end, or there was none' },
  });
}

function theRun(io: Io, options: SessionsOptions): Promise<number> {
  return forEachSession(io, options, async (ref, { engine, signal }) => {
    const { status } = await engine.get(ref);
    const stopped = isTerminal(status?.phase);
    // Known at once where it says so; where it does not, it may be late.
    const ran = stopped || status?.agentStatus === 'working' || (await hasRun(io, engine, ref, signal));
    try {
      // Of a stopped session, too: its phase is no proof that nothing runs.
      await engine.interrupt(ref);
    } catch (error) {
      if (!stopped || !isAmberError(error, 'CONFLICT')) throw error;
      return { word: NONE };
    }
    return { word: ran ? 'interrupted' : NONE };
  });
}

/** Looked at before: engines take an interrupt of nothing without a word. What can't be known counts as a run. */
async function hasRun({ clock }: Io, engine: Engine, ref: SessionRef, signal: AbortSignal): Promise<boolean> {
  const [{ ReplayedRunEnds }, { readLog }] = await Promise.all([
    import('../replayed-run-ends.ts'),
    import('../../tail/read-log.ts'),
  ]);
  const last = new ReplayedRunEnds();
  try {
    for await (const updates of readLog({ engine, clock, timing: TIMING }, ref, signal)) last.add(updates);
  } catch {
    return true;
  }
  return last.isOpen;
}
