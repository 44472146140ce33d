import { Command } from 'commander';
import { commonOptions } from '../common.ts';
import { eachSession, type SessionsOptions } from '../each-session.ts';
import { addFlags, type Parsed } from '../flags.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../io.ts';

export function command(io: Io, run: (io: Io, options: SessionsOptions) => Promise<number> = theRun): Command {
  const made = new Command('interrupt')
    .description('Ends the current run of sessions, without stopping them.')
    .argument('<session...>', 'their names, or @latest');
  return withHelp(addFlags(made, 'output', 'target'), {
    examples: [
      { run: 'amber interrupt @latest', what: 'whatever the last session does now' },
      { run: 'amber interrupt @latest -q', what: 'say nothing if it worked' },
      { run: 'amber list --phase Running -o name | xargs -r amber interrupt', what: 'every run' },
    ],
    exits: [0, 1, 2, 4, 6],
    exitWords: { 0: 'asked to end' },
  }).action(async (sessions: readonly string[], parsed: Parsed) => {
    io.exitCode = await run(io, { ...commonOptions(parsed), sessions });
  });
}

function theRun(io: Io, options: SessionsOptions): Promise<number> {
  return eachSession(io, options, async (ref, { engine }) => {
    await engine.interrupt(ref);
    return { word: 'interrupted' };
  });
}
