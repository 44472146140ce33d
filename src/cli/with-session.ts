import type { Session, SessionRef } from '../core/session/session.ts';
import type { Engine } from '../engine/engine.ts';
import { type Context, learnSecretsOf } from './context.ts';
import type { CommonOptions } from './flags/common-options.ts';
import { getSession, resolveName } from './flags/resolve-session-name.ts';
import { openEngine } from './open-engine.ts';
import type { Io } from './process/io.ts';
import { catchEnding } from './process/signals.ts';
import { withSpinner } from './terminal/spinner.ts';

/** A session that exists, and what a command that only reads it needs. */
export interface FoundSession {
  readonly engine: Engine;
  readonly ref: SessionRef;
  /** As it was when it was found. */
  readonly session: Session;
  /** Aborted by a signal, or once nobody reads stdout any more. */
  readonly signal: AbortSignal;
  /** The exit code for what has aborted `signal`. */
  readonly code: () => number;
}

/**
 * Finds the session that the user has named, and does something with it that a signal may end. Returns the exit code.
 * @throws AmberError NOT_FOUND, and what `use` throws before a signal
 */
export async function withSession(
  io: Io,
  context: Context,
  options: CommonOptions & { readonly session: string },
  use: (found: FoundSession) => Promise<number>,
): Promise<number> {
  const engine = await openEngine(io, context);
  const { signal, release, code } = catchEnding(io);
  try {
    const { ref, session } = await withSpinner(io, { ...options, context }, 'looking for the session', async () => {
      const named = await resolveName(io, context, engine, options.session);
      return { ref: named, session: await getSession(engine, named) };
    });
    learnSecretsOf(context, session);
    return await use({ engine, ref, session, signal, code });
  } catch (error) {
    if (signal.aborted) return code();
    throw error;
  } finally {
    release();
    await engine.close();
  }
}
