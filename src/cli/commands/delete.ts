import { Command } from 'commander';
import { commonOptions } from '../flags/common.ts';
import { addFlags, type Parsed } from '../flags/flags.ts';
import { forEachSession, type SessionsOptions } from '../for-each-session.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../process/io.ts';

export function command(io: Io, run: (io: Io, options: SessionsOptions) => Promise<number> = theRun): Command {
  const made = new Command('delete')
    .description('Deletes sessions, with everything that was recorded of them.')
    .argument('<session...>', 'their ids, their names, or @latest');
  return withHelp(addFlags(made, 'output', 'target'), {
    examples: [
      { run: 'amber delete @latest', what: 'the last session' },
      { run: 'amber delete @latest -o name', what: 'for a program' },
      { run: 'amber list --phase Stopped -o name | xargs -r amber delete', what: 'all that have stopped' },
    ],
    exits: [0, 1, 2, 4, 6],
    exitWords: { 0: 'deleted' },
  }).action(async (sessions: readonly string[], parsed: Parsed) => {
    io.exitCode = await run(io, { ...commonOptions(parsed), sessions });
  });
}

function theRun(io: Io, options: SessionsOptions): Promise<number> {
  return forEachSession(io, options, async (ref, { engine }) => {
    await engine.remove(ref);
    return { word: 'deleted' };
  });
}
