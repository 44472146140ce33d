import { systemClock } from '../async/system-clock.ts';
import { AmberError, invalid } from '../core/errors.ts';
import type { Result } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import { secretsIn } from '../core/secrets/from-environment.ts';
import { makeRedactor } from '../core/secrets/redact.ts';
import type { SessionRef } from '../core/session/session.ts';
import { TIMING } from '../core/stream-timing.ts';
import type { Engine } from '../engine/engine.ts';
import { exportedConversation } from '../render/export/exported-conversation.ts';
import { readLog } from '../tail/read-log.ts';
import { tail } from '../tail/tail.ts';
import { checkEngine, checkFollow, checkObject } from './check-options.ts';
import { type FollowOptions, limitsOf, withDeps } from './follow-options.ts';
import { createdFrom, type NewSession } from './new-session-options.ts';

export interface RunOptions extends NewSession, FollowOptions {}

/**
 * Creates a session, follows its run to the end, and stops the session, as `amber run` does. What goes wrong on the way
 * is in the result. @throws AmberError INVALID, USAGE for options that can't be meant, before anything is created
 */
export async function runSession(engine: Engine, options: RunOptions): Promise<Result> {
  checkEngine(engine);
  checkObject('runSession', options, "runSession(engine, { prompt: '…' })");
  checkFollow(options);
  const limits = limitsOf(options);
  const { spec, meta } = createdFrom(engine, options, limits);
  const run = await import('../run/run-session.ts');
  return withDeps(engine, options, limits, (deps) => run.runSession(spec, meta, deps));
}

export interface SendOptions extends FollowOptions {
  /** Stops the session afterwards, even if it was not started for this message. */
  readonly stop?: boolean;
}

/**
 * Sends a message to a session, which is started if need be, and follows that run, as `amber send` does. The session is
 * stopped again if it was started for the message. What goes wrong on the way is in the result.
 * @throws AmberError INVALID, USAGE
 */
export async function sendMessage(
  engine: Engine,
  session: SessionRef,
  message: string,
  options: SendOptions = {},
): Promise<Result> {
  checkEngine(engine);
  checkRef(session);
  checkFollow(options);
  if (typeof message !== 'string' || message.trim() === '') throw new AmberError('USAGE', 'the message is empty');
  const limits = limitsOf(options);
  const run = await import('../run/send-message.ts');
  const { stop = false } = options;
  return withDeps(engine, options, limits, (deps) => run.sendMessage(session, message, { ...deps, stop }));
}

export interface WatchOptions {
  /** Ends the reading; nothing happens to the session. */
  readonly signal?: AbortSignal;
  /** Only what has happened until now, as `amber logs`. */
  readonly replay?: boolean;
}

/**
 * What happens in a session, from its beginning until the session has ended, as `amber watch` shows it. Lost connections
 * are made anew, and nothing comes twice. @throws AmberError
 */
export async function* watchSession(
  engine: Engine,
  session: SessionRef,
  { signal = new AbortController().signal, replay = false }: WatchOptions = {},
): AsyncGenerator<Update, void, void> {
  checkEngine(engine);
  checkRef(session);
  checkFollow({ signal });
  await engine.get(session);
  const until = { kind: replay ? ('replay-end' as const) : ('session-end' as const) };
  for await (const updates of tail(engine, session, { until, signal, clock: systemClock, timing: TIMING }))
    yield* updates;
}

export interface StopOptions {
  /** Until the stop is confirmed, in milliseconds, three times that once the session has taken it; 30 seconds if absent. */
  readonly stopTimeoutMs?: number;
  /** Gives up waiting at once. */
  readonly signal?: AbortSignal;
}

/** Whether a stop is certain; `why` it is not. */
export type Stopped = { readonly stopped: true } | { readonly stopped: false; readonly why: string };

/** Stops a session and waits until that is certain, as `amber stop` does. @throws AmberError NOT_FOUND, FORBIDDEN … */
export async function stopSession(
  engine: Engine,
  session: SessionRef,
  { signal, ...given }: StopOptions = {},
): Promise<Stopped> {
  checkEngine(engine);
  checkRef(session);
  const { stopTimeoutMs: timeoutMs } = limitsOf(given);
  const { status } = await engine.get(session);
  const { confirmStop } = await import('../run/confirm-stop.ts');
  const outcome = await confirmStop(engine, session, {
    clock: systemClock,
    timing: TIMING,
    reason: 'user',
    before: status?.phase ?? 'Pending',
    timeoutMs,
    ...(signal !== undefined && { signal }),
  });
  if (outcome.kind === 'confirmed') return { stopped: true };
  if (outcome.denied !== undefined) throw outcome.denied;
  return { stopped: false, why: outcome.why };
}

/**
 * The session's conversation until now as one text, as `amber export` prints it. What looks like a secret, and the values
 * of the session's own variables, are blanked. @throws AmberError
 */
export async function exportSession(
  engine: Engine,
  ref: SessionRef,
  format: 'markdown' | 'html',
  signal: AbortSignal = new AbortController().signal,
): Promise<string> {
  checkEngine(engine);
  checkRef(ref);
  if (format !== 'markdown' && format !== 'html') throw invalid('format', 'markdown or html', String(format));
  const session = await engine.get(ref);
  const redactor = makeRedactor(secretsIn(session.spec));
  const conversation = exportedConversation(redactor);
  for await (const updates of readLog({ engine, clock: systemClock, timing: TIMING }, ref, signal))
    for (const update of updates)
      if (update.type === 'event') conversation.apply(update.seq ?? 0, update.event, update.runId);
  if (format === 'markdown')
    return (await import('../render/export/markdown-export.ts')).markdownExport(conversation, session, redactor);
  const { htmlExport } = await import('../render/export/html-export.ts');
  return [...htmlExport(conversation, session, redactor)].join('');
}

/** From JavaScript anything may come, and of a name alone an engine would ask for a session "undefined". @throws AmberError USAGE */
function checkRef(session: SessionRef): void {
  if (typeof session?.project !== 'string' || typeof session.name !== 'string' || session.name === '')
    throw new AmberError('USAGE', 'a session is named by its project and its name', {
      hint: "{ project: 'default', name: result.session }",
    });
}
