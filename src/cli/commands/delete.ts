import { Command } from 'commander';
import { actOnSessions, forEachSession, type SessionsOptions } from '../for-each-session.ts';
import type { Io } from '../process/io.ts';

export function command(io: Io, run: (io: Io, options: SessionsOptions) => Promise<number> = theRun): Command {
  const made = new Command('delete').description('Deletes sessions, with everything that was recorded of them.');
  return actOnSessions(made, io, run, {
    examples: [
      { run: 'amber delete @latest', what: 'the last session' },
      { run: 'amber rm @latest -o name', what: 'for a program' },
      { run: 'amber list --phase Stopped -o name | xargs -r amber delete', what: 'all that have stopped' },
    ],
    exits: [0, 1, 2, 4, 6],
    exitWords: { 0: 'deleted' },
  });
}

function theRun(io: Io, options: SessionsOptions): Promise<number> {
  return forEachSession(io, options, async (ref, { engine }) => {
    await engine.remove(ref);
    return { word: 'deleted' };
  });
}
