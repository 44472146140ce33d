import type { SessionSpec } from '../core/session/session.ts';
import type { Engine } from '../engine/engine.ts';

/** How a session that is to be created will be used. */
export interface Use {
  readonly keep: boolean;
  /** Left once it runs: nobody is there to send a message, or to stop it after a question. */
  readonly detached: boolean;
  readonly questionGraceMs: number;
}

/** What a new session is created with. */
export interface Creation {
  readonly spec: SessionSpec;
  /** The prompt, where it is too long for the engine's `create`: it is sent as a message. */
  readonly message?: string;
}

/** What `create` is given, and `--dry-run` shows: the one place that decides it. */
export function creationOf(
  { stopOnRunFinished: _asked, ...wanted }: SessionSpec,
  { keep, detached, questionGraceMs }: Use,
  { maxInitialPrompt = Number.POSITIVE_INFINITY }: Pick<Engine, 'maxInitialPrompt'>,
): Creation {
  // With the flag the platform would stop at once, and a question could no longer be answered.
  const stops = !keep && (detached || questionGraceMs === 0);
  const spec = stops ? { ...wanted, stopOnRunFinished: true } : wanted;
  const { initialPrompt = '', ...unprompted } = spec;
  if (detached || Buffer.byteLength(initialPrompt) <= maxInitialPrompt) return { spec };
  return { spec: unprompted, message: initialPrompt };
}
