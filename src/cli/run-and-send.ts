import { permissionAnswerOf } from '../core/agui/custom-events.ts';
import { messageOf } from '../core/errors.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Result } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import { refOf, type Session, type SessionRef } from '../core/session/session.ts';
import { TIMING } from '../core/stream-timing.ts';
import { runLimits } from '../core/tracker/run-budget.ts';
import type { Engine } from '../engine/engine.ts';
import { writeLines } from '../render/wrap-lines.ts';
import type { Interrupts } from '../run/interrupts.ts';
import type { RunDeps } from '../run/run-deps.ts';
import type { OutputSchema } from '../run/structured-output/output-schema.ts';
import type { Settings } from './config/settings.ts';
import { type Context, learnSecretsOf } from './context.ts';
import type { CommonOptions } from './flags/common-options.ts';
import { writeLatest } from './latest-sessions.ts';
import { type Hosting, openEngine } from './open-engine.ts';
import { openView, type View } from './output/choose-renderer.ts';
import { stackText, withHint } from './output/error-text.ts';
import { printObject } from './output/print-object.ts';
import { commandsFor, sendText } from './output/suggested-commands.ts';
import type { Io } from './process/io.ts';
import { type LastMessageFile, openLastMessage, writeLastMessage } from './process/output-files.ts';
import { catchInterrupts } from './process/signals.ts';
import { AskAfterOutput } from './terminal/ask-after-output.ts';
import { type Asking, askOnTerminal } from './terminal/ask-on-terminal.ts';
import { canAsk, wantsColor } from './terminal/capabilities.ts';

/** What `run` and `send` have in common: they own a run, from the first signal handler to the last line. */
export interface RunAndSendOptions extends CommonOptions {
  readonly keep: boolean;
  /** The session goes on after us: it gets a host of its own from its beginning. */
  readonly outlives: boolean;
  /** The session is stopped in any case, whoever else uses it. */
  readonly stop?: boolean;
  readonly outputSchema: OutputSchema | undefined;
  readonly lastMessage: string | undefined;
  readonly events: string | undefined;
}

/**
 * Runs `own` with all that it needs, shows what it reports, and returns the exit code. `existing` looks at the session
 * that is there already, if one is.
 */
export async function runWithView<S extends Session | undefined>(
  io: Io,
  context: Context,
  options: RunAndSendOptions,
  existing: (engine: Engine) => Promise<S>,
  own: (deps: RunDeps, session: S) => Promise<Result>,
): Promise<number> {
  const lastMessage = options.lastMessage === undefined ? undefined : openLastMessage(io, options.lastMessage);
  const { interrupts, inputEnded, release } = catchInterrupts(io);
  let view: View | undefined;
  let questions = 0;
  const pause = (): (() => void) => {
    const resume = view?.pause();
    questions += 1;
    return () => {
      questions -= 1;
      resume?.();
    };
  };
  let ref: SessionRef | undefined;
  /** The message waits behind runs of others. */
  let isWaiting = false;
  try {
    const shownFirst = new AskAfterOutput(io.clock);
    const hosting = hostingOf(io, context, options, { pause, inputEnded, stopping: interrupts.first }, shownFirst);
    const engine = await openEngine(io, context, hosting);
    try {
      const session = await existing(engine);
      if (session !== undefined) learnSecretsOf(context, session);
      ref = session && refOf(session);
      const answering = (): string | undefined => {
        const isOurs = hosting.human !== undefined && engine.hosted?.().some(({ name }) => name === ref?.name) === true;
        return isOurs ? 'here' : ref && sendText(context.config, ref, '"…"');
      };
      view = openView(io, context, options, { events: options.events, answering, ...(ref && { session: ref.name }) });
      const { renderer, say } = view;
      context.verbose?.through(say);
      context.verbose?.decision(agentReason(context, session));
      if (io.stderr.isTTY && !options.quiet)
        interrupts.first.addEventListener(
          'abort',
          () => {
            // A question waits at the end of its own line.
            if (questions > 0) void io.stderr.write('\n');
            const takesBack = isWaiting && options.stop !== true && engine.takeBack !== undefined;
            say(interruptText(context.settings.onInterrupt, takesBack));
          },
          { once: true },
        );
      const emit = (updates: readonly Update[]): void | Promise<void> => {
        const queued = updates.findLast((update) => update.type === 'run.queued');
        if (queued !== undefined) isWaiting = queued.before > 0;
        const created = updates.find((update) => update.type === 'session.created');
        if (created !== undefined) {
          ref = created.session;
          writeLatest(context.stateDir, { engine: engine.name, ...ref, cwd: io.cwd });
        }
        const shown = updates.flatMap((update) => [
          ...warningsBefore(update, engine),
          withHints(update, context.settings),
        ]);
        if (context.verbose !== undefined) for (const update of updates) explain(update, context);
        const taken = renderer.update(shown);
        if (taken === undefined) shownFirst.shown(updates);
        else void taken.then(() => shownFirst.shown(updates)).catch(() => {});
        return taken;
      };
      const thrown: unknown[] = [];
      const deps = depsOf(io, context, options, engine, interrupts, emit);
      const result = await own({ ...deps, threw: (error) => thrown.push(error) }, session);
      await view.close();
      context.verbose?.through(undefined);
      if (options.verbose)
        for (const error of thrown) await writeLines(io.stderr, context.redactor.all(stackText(error)));
      const isWritten = await afterwards(io, context, { quiet: options.quiet, lastMessage }, engine, ref, result);
      return isWritten && !view.lostEvents ? result.exitCode : result.exitCode || EXIT.lost;
    } finally {
      await closeEngine(engine, ref, interrupts);
    }
  } finally {
    await view?.close();
    lastMessage?.close();
    release();
  }
}

/** Logs the decisions that updates report, where no view shows them. */
function explain(update: Update, { settings, verbose }: Context): void {
  if (update.type === 'stream.reconnected' && settings.output === 'jsonl')
    verbose?.decision(`reconnect: ${update.cause}`);
  const permission = update.type === 'event' && update.foreign !== true ? permissionAnswerOf(update.event) : undefined;
  if (permission !== undefined) verbose?.decision(permission);
}

/** Which agent it is, and what has named it. */
function agentReason({ config: { settings, sources } }: Context, session: Session | undefined): string {
  const permissions =
    settings.permissions === undefined ? '' : `, permissions ${settings.permissions} (${sources.permissions})`;
  if (session !== undefined)
    return `agent ${session.spec.runnerType ?? 'of the engine'} (the session’s own)${permissions}`;
  const { agent } = settings;
  return agent === undefined
    ? `agent: the engine’s choice, locally the first that is on PATH (nothing names one)${permissions}`
    : `agent ${agent} (${sources.agent})${permissions}`;
}

/** What a person reads after the first Ctrl-C. `takesBack`: nothing of theirs runs in the session yet. */
function interruptText(way: Settings['onInterrupt'], takesBack: boolean): string {
  const stopping = takesBack ? 'taking the message back' : 'stopping the session';
  return `${way === 'stop' ? stopping : 'leaving the session running'}; Ctrl-C again leaves at once`;
}

/** A session of a cluster that was stopped before anything of its run was seen: a run would have left events. */
function warningsBefore(update: Update, { name }: Engine): readonly Update[] {
  if (name !== 'kubernetes' || update.type !== 'result') return [];
  const { outcome, by, runId, error } = update.result;
  if (outcome !== 'stopped' || by !== 'other' || runId !== null || error !== undefined) return [];
  const message =
    'no event of the run was seen here: its prompt may have gone to another backend, whose runs --events-service or --api-url shows';
  return [{ type: 'warning', code: 'run-unseen', message }];
}

function withHints(update: Update, settings: Settings): Update {
  if (update.type === 'result') return { ...update, result: withHint(update.result, settings) };
  if (update.type !== 'warning' || update.code !== 'permissions-refused') return update;
  const reach = settings.sandbox === 'off' ? '' : ', and --allow-domain what it may reach';
  return { ...update, message: `${update.message}; --permissions says what it may do${reach}` };
}

function hostingOf(
  io: Io,
  { config, redactor }: Context,
  options: RunAndSendOptions,
  asking: Pick<Asking, 'pause' | 'inputEnded' | 'stopping'>,
  shownFirst: AskAfterOutput,
): Hosting {
  // A host of its own has no terminal.
  const hosting = options.outlives ? 'own-process' : 'here';
  if (options.outlives || !canAsk(io, options)) {
    if (config.settings.permissions === 'ask' && config.sources.permissions === '--permissions' && !options.quiet)
      void writeLines(io.stderr, 'warning: nobody can be asked here: --permissions ask comes to read\n');
    return { hosting };
  }
  const color = wantsColor(io, options);
  const person = askOnTerminal({ input: io.stdin.stream, output: io.stderr.stream, ...asking, color, redactor });
  return { hosting, human: shownFirst.human(person) };
}

function depsOf(
  { clock }: Io,
  { settings, config, verbose }: Context,
  { keep, outputSchema }: RunAndSendOptions,
  engine: Engine,
  interrupts: Interrupts,
  emit: RunDeps['emit'],
): RunDeps {
  const budget = runLimits(settings);
  return {
    engine,
    clock,
    timing: { ...TIMING, unseenLost: settings.silenceTimeout || Number.POSITIVE_INFINITY },
    emit,
    interrupts,
    ...(verbose && { explain: verbose.decision }),
    ...(budget !== undefined && { budget }),
    limits: {
      timeoutMs: settings.timeout,
      startTimeoutMs: settings.startTimeout,
      stopTimeoutMs: settings.stopTimeout,
      questionGraceMs: settings.questionGrace,
    },
    keep,
    ...(outputSchema !== undefined && { outputSchema }),
    onInterrupt: settings.onInterrupt,
    commands: commandsFor(config),
  };
}

/** What the flags ask for beside the stream. The run is over. False if a file that was asked for is not there. */
async function afterwards(
  io: Io,
  { config, settings, redactor }: Context,
  { lastMessage, quiet }: { readonly lastMessage: LastMessageFile | undefined; readonly quiet: boolean },
  engine: Engine,
  ref: SessionRef | undefined,
  result: Result,
): Promise<boolean> {
  if (result.outcome === 'needs-input' && ref !== undefined && settings.output === 'text' && !quiet)
    await writeLines(io.stderr, `this answers it: ${sendText(config, ref, '"…"')}\n`);
  const isWritten = await writeLastMessage(io, lastMessage, redactor.all(result.message));
  if (settings.notify !== 'off') {
    const { notifyOfEnd } = await import('./terminal/notify.ts');
    await notifyOfEnd(io, settings.notify, result);
  }
  if (settings.output !== 'yaml' || ref === undefined) return isWritten;
  try {
    await printObject(io.stdout, redactor, 'yaml', await engine.get(ref));
  } catch (error) {
    await writeLines(io.stderr, `warning: cannot print the session: ${redactor.all(messageOf(error))}\n`);
  }
  return isWritten;
}

/** Waits for what is still hosted here. A signal that comes only now stops that; a second one ends the wait. */
async function closeEngine(engine: Engine, ref: SessionRef | undefined, interrupts: Interrupts): Promise<void> {
  const stop = (): void => {
    if (ref !== undefined) engine.stop(ref, 'user').catch(() => {});
  };
  interrupts.first.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([engine.close(), interrupts.second]);
  } finally {
    interrupts.first.removeEventListener('abort', stop);
  }
}
