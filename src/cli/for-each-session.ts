import type { Command } from 'commander';
import type { SessionRef } from '../core/session/session.ts';
import type { Engine } from '../engine/engine.ts';
import { writeLines } from '../render/wrap-lines.ts';
import { type Context, openTolerantContext } from './context.ts';
import { addFlags, type Parsed } from './flags/add-flags.ts';
import { type CommonOptions, commonOptions } from './flags/common-options.ts';
import { resolveName, withSuggestion } from './flags/resolve-session-name.ts';
import { type CommandHelp, withHelp } from './help/command-help.ts';
import { openEngine } from './open-engine.ts';
import { report } from './output/error-text.ts';
import { printObject } from './output/print-object.ts';
import type { Io } from './process/io.ts';
import { catchEnding } from './process/signals.ts';
import { withSpinner } from './terminal/spinner.ts';

export interface SessionsOptions extends CommonOptions {
  readonly sessions: readonly string[];
}

export interface Each {
  readonly engine: Engine;
  readonly context: Context;
  /** Aborted when the user has had enough. */
  readonly signal: AbortSignal;
}

/** Makes a command out of `made` that does one thing with the sessions it is given: `run`. */
export function actOnSessions(
  made: Command,
  io: Io,
  run: (io: Io, options: SessionsOptions) => Promise<number>,
  help: CommandHelp,
): Command {
  made.argument('<session...>', 'their ids, their names, or @latest');
  return withHelp(addFlags(made, 'output', 'target'), help).action(
    async (sessions: readonly string[], parsed: Parsed) => {
      io.exitCode = await run(io, { ...commonOptions(parsed), sessions });
    },
  );
}

/** What was done with one session: the word for it (`stopped`), and the exit code if that is not 0. */
export interface Done {
  readonly word: string;
  readonly exitCode?: number;
}

/**
 * Does one thing with several sessions, each for itself: what fails with one is printed, and the others go on. The exit code is that of the
 * first failure. `open` for what makes agents run: that asks for a sound configuration.
 */
export async function forEachSession(
  io: Io,
  options: SessionsOptions,
  act: (ref: SessionRef, each: Each) => Promise<Done>,
  open: typeof openTolerantContext = openTolerantContext,
): Promise<number> {
  const context = await open(io, options);
  const engine = await openEngine(io, context);
  const { signal, release, code } = catchEnding(io);
  let exitCode = 0;
  try {
    const refs = await Promise.all(options.sessions.map((name) => resolveName(io, context, engine, name)));
    for (const ref of refs) {
      if (signal.aborted) return code();
      const came = await one(io, ref, { engine, context, signal }, options, act);
      exitCode ||= came;
    }
    return signal.aborted ? code() : exitCode;
  } finally {
    release();
    await engine.close();
  }
}

async function one(
  io: Io,
  ref: SessionRef,
  each: Each,
  options: SessionsOptions,
  act: (ref: SessionRef, each: Each) => Promise<Done>,
): Promise<number> {
  const { redactor, settings } = each.context;
  try {
    const doing = `waiting for ${ref.name}`;
    const { word, exitCode = 0 } = await withSpinner(io, { ...options, context: each.context }, doing, () =>
      act(ref, each),
    );
    const { output } = settings;
    const done = { session: ref.name, done: word, exitCode };
    if (output === 'json' || output === 'jsonl') await printObject(io.stdout, redactor, 'jsonl', done);
    // As an item of a list: those of several sessions, one after the other, are one document.
    else if (output === 'yaml') await printObject(io.stdout, redactor, 'yaml', [done]);
    else if (output === 'name') await io.stdout.write(`session/${ref.name}\n`);
    else if (!options.quiet) await io.stdout.write(`session/${ref.name} ${word}\n`);
    return exitCode;
  } catch (error) {
    if (each.signal.aborted) return 0;
    const shown = await withSuggestion(each.engine, ref, error);
    const { text, exitCode } = report(shown, options.verbose);
    await writeLines(io.stderr, redactor.all(text));
    return exitCode;
  }
}
