import { DelayedAbort, orAbort } from '../async/abort.ts';
import { AmberError, isAmberError } from '../core/errors.ts';
import { ANNOTATION, refOf, type Session, type SessionMeta, type SessionSpec } from '../core/session/session.ts';
import { withRequirement } from '../core/structured-output/output-prompts.ts';
import type { Engine } from '../engine/engine.ts';
import { findByRequest } from '../engine/engine.ts';
import { RESEND_PAUSES } from './run-deps.ts';
import type { RunLifecycle } from './run-lifecycle.ts';
import type { OutputSchema } from './structured-output/output-schema.ts';

/** How a session that is to be created will be used. */
export interface SessionUse {
  readonly keep: boolean;
  /** Left once it runs: then nothing of ours is there to send a message, or to stop it after a question. */
  readonly detached: boolean;
  readonly questionGraceMs: number;
  /** See `RunDeps`: the prompt ends with it. */
  readonly outputSchema?: Pick<OutputSchema, 'text'> | undefined;
  /** Files go with the prompt: no engine's `create` takes them. */
  readonly hasFiles?: boolean;
}

/** What a new session is created with. */
export interface CreateRequest {
  readonly spec: SessionSpec;
  /** The prompt, where it is too long for the engine's `create`, or has files: it is sent as a message. */
  readonly message?: string;
}

/** What goes into `create`, and what `--dry-run` shows: the one place that decides it. */
export function createRequest(
  { stopOnRunFinished: _asked, ...wanted }: SessionSpec,
  { keep, detached, hasFiles = false, outputSchema, questionGraceMs }: SessionUse,
  { maxInitialPrompt = Number.POSITIVE_INFINITY }: Pick<Engine, 'maxInitialPrompt'>,
): CreateRequest {
  // With the flag the platform would stop at once, and a question could no longer be answered.
  const stops = !keep && (detached || questionGraceMs === 0);
  const asked = stops ? { ...wanted, stopOnRunFinished: true } : wanted;
  const { initialPrompt: given = '', ...unprompted } = asked;
  const initialPrompt = outputSchema === undefined ? given : withRequirement(given, outputSchema.text);
  const spec = outputSchema === undefined ? asked : { ...asked, initialPrompt };
  if (!hasFiles && (detached || Buffer.byteLength(initialPrompt) <= maxInitialPrompt)) return { spec };
  // A session without a prompt would have nothing to be known by.
  const displayName = unprompted.displayName ?? firstLine(given);
  return { spec: { ...unprompted, ...(displayName !== '' && { displayName }) }, message: initialPrompt };
}

const firstLine = (text: string): string =>
  (text.trim().split('\n', 1)[0] ?? '')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 100);

/** Creates the run's session, and reports it. @throws AmberError, or what has cut the run off, if none was created */
export async function createOwnSession(run: RunLifecycle, spec: SessionSpec, meta: SessionMeta): Promise<Session> {
  const { deps, cutoff, reporter } = run;
  cutoff.startWithin(deps.limits.startTimeoutMs);
  const session = await createOnce(run, spec, meta);
  refuseOther(session, spec, meta);
  const ref = refOf(session);
  const url = deps.engine.page?.(ref);
  const { runnerType } = session.spec;
  deps.explain?.(`session ${ref.name} is made${runnerType === undefined ? '' : `, agent ${runnerType}`}`);
  reporter.note({ type: 'session.created', session: ref, ...(url !== undefined && { url }) });
  if (session.status?.phase !== undefined) reporter.phase(session.status.phase);
  if (spec.stopOnRunFinished === true && session.spec.stopOnRunFinished === false)
    reporter.warn(
      'stop-flag-lost',
      'the session does not stop by itself after its run (the engine dropped stopOnRunFinished); Amber stops it',
    );
  return session;
}

/** After an answer that was lost the session is looked for by its request id before anything is sent again. */
async function createOnce({ deps, cutoff }: RunLifecycle, spec: SessionSpec, meta: SessionMeta): Promise<Session> {
  const { engine, clock, explain, limits, interrupts } = deps;
  const { signal } = cutoff;
  // A request under way when the run is cut off has the time of a stop to be answered: what it makes has to be stopped.
  const giveUp = new DelayedAbort(clock, signal, limits.stopTimeoutMs, interrupts.hurry);
  // What creating failed of: of more use to a person than a search that fails of the same.
  let lost: AmberError | undefined;
  try {
    signal.throwIfAborted();
    for (let attempt = 0; ; attempt += 1) {
      let isSearching = lost !== undefined;
      try {
        const made = isSearching ? await orAbort(findByRequest(engine, meta), giveUp.signal) : undefined;
        if (made !== undefined) return made;
        signal.throwIfAborted();
        isSearching = false;
        return await orAbort(engine.create(spec, meta), giveUp.signal);
      } catch (error) {
        if (giveUp.signal.aborted)
          throw maybeCreated(meta, new AmberError('TIMEOUT', 'creating the session: no answer'));
        if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT', 'CONFLICT')) throw error;
        if (lost === undefined || !isSearching) lost = error;
      }
      const pause = RESEND_PAUSES[attempt];
      if (pause === undefined) throw maybeCreated(meta, lost);
      explain?.(`look for the session that may have been made, else create it again, in ${pause} ms: ${lost.message}`);
      // It may have been created all the same: one look for it comes even when there is no time for another try.
      if (!signal.aborted) await clock.sleep(pause, signal).catch(() => undefined);
    }
  } finally {
    giveUp.clear();
  }
}

function maybeCreated(meta: SessionMeta, error: AmberError): AmberError {
  return new AmberError(error.code, error.message, {
    hint:
      error.hint ??
      `if it was created all the same, it carries annotation ${ANNOTATION.requestId}=${meta.requestId}: amber list`,
    cause: error,
  });
}

/**
 * A request id that made a session for another prompt is a mistake: that session's run would be shown, and stopped, as
 * ours. @throws AmberError CONFLICT
 */
function refuseOther({ metadata, spec: made }: Session, spec: SessionSpec, meta: SessionMeta): void {
  if (meta.requestIdIsNew === true || made.initialPrompt === undefined) return;
  if (made.initialPrompt.trim() === (spec.initialPrompt ?? '').trim()) return;
  throw new AmberError('CONFLICT', `request id "${meta.requestId}" has made a session with another prompt before`, {
    hint: `choose another id; amber status ${metadata.name} shows that session`,
  });
}
