import { AmberError } from '../../core/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Context, learnSecretsOf } from '../context.ts';
import type { Io } from '../process/io.ts';
import { catchEnding } from '../process/signals.ts';
import { canRepaint } from '../terminal/capabilities.ts';
import { LiveTable } from '../terminal/live-table.ts';
import { collectSessions, type Found } from './collect-sessions.ts';
import { type ShownList, tableOf } from './print-sessions.ts';

/** Pause between two looks, in ms: engines have no one way to follow a whole list. */
const PAUSE_MS = 2_000;

/** Keeps the table up to date until a signal. Returns the exit code. @throws AmberError */
export async function watchSessions(io: Io, context: Context, engine: Engine, options: ShownList): Promise<number> {
  if (!canRepaint({ env: io.env, stderr: io.stdout }))
    throw new AmberError('USAGE', '--watch needs a terminal to keep a table in', {
      hint: 'amber list -o json prints it once',
    });
  const { signal, release, code } = catchEnding(io);
  let found: Found = { entries: [], more: false };
  const live = new LiveTable(io.stdout, io.clock, (height, width) => {
    // Of all sessions, as `amber list` shows them: those that have room alone might have other columns.
    return context.redactor
      .all(tableOf(io, found, options, io.stdout.columns - width))
      .trimEnd()
      .split('\n')
      .slice(0, Math.max(2, height));
  });
  try {
    while (!signal.aborted) {
      found = await collectSessions(engine, context.settings.project, options);
      learnSecretsOf(context, ...found.entries.map(({ session }) => session));
      live.touch();
      await io.clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
    return code();
  } finally {
    live.stop();
    release();
    await io.stdout.write(context.redactor.all(tableOf(io, found, options)));
  }
}
