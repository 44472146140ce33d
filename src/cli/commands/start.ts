import { Command } from 'commander';
import type { Clock } from '../../core/clock.ts';
import { AmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session.ts';
import type { Engine } from '../../engine/engine.ts';
import { commonOptions } from '../common.ts';
import { eachSession, type SessionsOptions } from '../each-session.ts';
import { addFlags, type Parsed } from '../flags.ts';
import { withHelp } from '../help/command-help.ts';
import type { Io } from '../io.ts';

/** Between two looks at a session that starts: a pod takes seconds, a local host a tenth of one. */
const LOOK_MS = 100;

export function command(io: Io, run: (io: Io, options: SessionsOptions) => Promise<number> = theRun): Command {
  const made = new Command('start')
    .description('Starts stopped sessions, and waits until they run. They stay until stopped or inactive for too long.')
    .argument('<session...>', 'their names, or @latest')
    .optionsGroup('Time (90s, 30m, 2h or plain seconds):')
    .option('--start-timeout <duration>', 'limit until the session runs (default: 10m)');
  return withHelp(addFlags(made, 'output', 'target'), {
    examples: [
      { run: 'amber start @latest', what: 'the last session' },
      { run: 'amber start @latest --start-timeout 2m', what: 'give up earlier' },
      { run: 'amber start @latest -o name', what: 'for a program' },
    ],
    exits: [0, 1, 2, 4, 6],
    exitWords: { 0: 'running' },
  }).action(async (sessions: readonly string[], parsed: Parsed) => {
    io.exitCode = await run(io, { ...commonOptions(parsed), sessions });
  });
}

function theRun(io: Io, options: SessionsOptions): Promise<number> {
  return eachSession(io, options, async (ref, { engine, context, signal }) => {
    await engine.start(ref);
    await running(engine, ref, io.clock, context.settings.startTimeout, signal);
    return { word: 'running' };
  });
}

/** Waits until the session runs. @throws AmberError CONFLICT if it ends instead, TIMEOUT */
async function running(
  engine: Engine,
  ref: SessionRef,
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const begun = clock.now();
  for (;;) {
    const { status } = await engine.get(ref);
    if (status?.phase === 'Running') return;
    if (status?.phase === 'Failed')
      throw new AmberError(
        'CONFLICT',
        `session "${ref.name}" failed to start${status.stoppedReason === undefined ? '' : `: ${status.stoppedReason}`}`,
        {
          hint: `amber status ${ref.name}`,
        },
      );
    if (clock.now() - begun >= limitMs)
      throw new AmberError(
        'TIMEOUT',
        `session "${ref.name}" does not run yet: its phase is ${status?.phase ?? 'not set'}`,
        {
          hint: `amber status ${ref.name}`,
        },
      );
    await clock.sleep(LOOK_MS, signal);
  }
}
