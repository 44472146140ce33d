import { EXIT } from '../core/exit-code.ts';
import type { Result, RunEnd } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import { isTerminal } from '../core/session/phase.ts';
import { phaseReason } from '../core/session/phase-reason.ts';
import { refOf, type Session, STOP_REASONS, type StopReason } from '../core/session/session.ts';
import { TIMING } from '../core/stream-timing.ts';
import type { Renderer } from '../render/renderer.ts';
import { writeLines } from '../render/wrap-lines.ts';
import { tail } from '../tail/tail.ts';
import type { Context } from './context.ts';
import type { CommonOptions } from './flags/common-options.ts';
import { resultOfError } from './output/error-text.ts';
import { printObject } from './output/print-object.ts';
import { attachText } from './output/suggested-commands.ts';
import type { Io } from './process/io.ts';
import { type LastMessageFile, openLastMessage, writeLastMessage } from './process/output-files.ts';
import { ReplayedRunEnds } from './replayed-run-ends.ts';
import { withSession } from './with-session.ts';

export interface AttachOptions extends CommonOptions {
  readonly session: string;
  readonly until: 'replay-end' | 'session-end';
  readonly lastMessage: string | undefined;
  /** What is printed are the events, with nothing after them. */
  readonly raw?: boolean;
}

/** What shows the stream. `close` writes what is left. `lostEvents`: the file of `--events` is not complete. */
export type Shown = Pick<Renderer, 'update' | 'close'> & { readonly lostEvents?: boolean };

export type OpenRenderer = (context: Context, session: string) => Shown;

/** Reads a session's stream without owning the session: `watch` and `logs`. Returns the exit code. */
export async function attach(io: Io, context: Context, options: AttachOptions, open: OpenRenderer): Promise<number> {
  return withSession(io, context, options, async ({ engine, ref, signal, code }) => {
    const lastMessage = options.lastMessage === undefined ? undefined : openLastMessage(io, options.lastMessage);
    const renderer = open(context, ref.name);
    const last = new ReplayedRunEnds();
    let isLost = false;
    try {
      const updates = tail(engine, ref, {
        until: { kind: options.until },
        signal,
        clock: io.clock,
        timing: TIMING,
      });
      const ended = (end: RunEnd): Update => ({
        type: 'run.ended',
        result: resultOfRun(end, ref.name, last.durationMs),
      });
      for await (const some of updates) await renderer.update(last.add(some, ended));
      const session = await engine.get(ref);
      const result = resultOf(session, last, signal.aborted ? code() : undefined);
      const isText = context.settings.output === 'text';
      const hasNoRun = last.runId === null && result.outcome === 'detached';
      // A person who leaves sees one thing, how to come back; a program gets its last line.
      if (!isText || !(signal.aborted || hasNoRun)) await renderer.update([{ type: 'result', result }]);
      await renderer.close();
      if (isText && hasNoRun && !signal.aborted && options.raw !== true && !options.quiet)
        await writeLines(io.stderr, `no run yet · ${ref.name}\n`);
      if (signal.aborted) await sayDetached(io, context, options, session);
      else if (!(await afterwards(io, context, lastMessage, session, result))) isLost = true;
      return isLost || renderer.lostEvents ? result.exitCode || EXIT.lost : result.exitCode;
    } catch (error) {
      // A program gets its last line here, too; for a person the printer of errors writes it.
      if (options.raw || context.settings.output === 'text') throw error;
      const result = { ...resultOfError(error), session: ref.name };
      await renderer.update([{ type: 'result', result }]);
      return result.exitCode;
    } finally {
      lastMessage?.close();
      await renderer.close();
    }
  });
}

/** What a reader of a session has to say at its end: how the last run ended. The exit code is the reading's own. */
function resultOf(session: Session, last: ReplayedRunEnds, interrupted: number | undefined): Result {
  const { name } = session.metadata;
  const { durationMs, runId } = last;
  const stopped = isTerminal(session.status?.phase);
  const end = last.end(session);
  if (end === undefined || interrupted !== undefined) {
    const rest = { session: name, runId, message: '', usage: null, durationMs, stopped: false };
    return { ...rest, outcome: 'detached', exitCode: interrupted ?? 0, stopReason: 'detached' };
  }
  const stopReason = stopped ? stopReasonOf(session) : 'kept';
  return { ...resultOfRun(end, name, durationMs), stopped, stopReason };
}

/** One run of the session, of whose end nothing can be said but what its events did. */
function resultOfRun({ tasks: _tasks, waited: _waited, ...end }: RunEnd, session: string, durationMs: number): Result {
  return { ...end, exitCode: 0, session, stopped: false, stopReason: null, durationMs };
}

/** The annotation goes once a stop is obeyed; what was the reason stays. */
function stopReasonOf(session: Session): StopReason | null {
  const said = phaseReason(session);
  return STOP_REASONS.find((reason) => reason === said) ?? null;
}

/** How to come back, where there will be more to see. */
async function sayDetached(io: Io, { config }: Context, { until }: AttachOptions, session: Session): Promise<void> {
  if (until === 'replay-end' || isTerminal(session.status?.phase)) return;
  await writeLines(io.stderr, `${attachText('detached', config, refOf(session))}\n`);
}

async function afterwards(
  io: Io,
  { settings, redactor }: Context,
  lastMessage: LastMessageFile | undefined,
  session: Session,
  result: Result,
): Promise<boolean> {
  const isWritten = await writeLastMessage(io, lastMessage, redactor.all(result.message));
  if (settings.output === 'yaml') await printObject(io.stdout, redactor, 'yaml', session);
  return isWritten;
}
