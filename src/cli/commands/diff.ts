import { Command } from 'commander';
import { AmberError } from '../../core/errors.ts';
import { changesOf } from '../../core/run-changes.ts';
import { ANNOTATION, type SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import type { SessionDiff } from '../../engine/local/changes/session-diff.ts';
import { oneLine } from '../../render/plain-text.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { type Context, openTolerantContext } from '../context.ts';
import { addFlags, type Parsed } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { withHelp } from '../help/command-help.ts';
import { printObject } from '../output/print-object.ts';
import type { Io } from '../process/io.ts';
import { wantsColor } from '../terminal/capabilities.ts';
import { showPaged } from '../terminal/pager.ts';
import { withSpinner } from '../terminal/spinner.ts';
import { withSession } from '../with-session.ts';

export interface DiffOptions extends CommonOptions {
  readonly session: string;
  readonly stat: boolean;
  readonly since: 'first' | 'last';
  readonly pager: boolean;
}

export function command(io: Io, run: (io: Io, options: DiffOptions) => Promise<number> = theRun): Command {
  const made = new Command('diff')
    .description(
      'Shows what has changed in a session’s worktree, clone or directory since its first run began, committed or not. In a directory that others change too, their changes are in it.',
    )
    .argument('[session]', 'its id, its name, or @latest', '@latest')
    .option('--stat', 'the files with how much has changed, not the changes')
    .option('--last-run', 'only since its last run began')
    .option('--no-pager', 'print it all at once, also on a terminal');
  return withHelp(addFlags(made, { output: ['text', 'json', 'yaml'] }, 'target'), {
    examples: [
      { run: 'amber diff', what: 'what the last session made here has changed' },
      { run: 'amber diff @latest --stat', what: 'the files, with how much has changed' },
      { run: 'amber diff --no-pager', what: 'all at once, also on a terminal' },
      { run: 'amber diff @latest --last-run -o json', what: 'for programs: {files: […], total, dir}' },
    ],
    exits: [0, 1, 2, 4, 6, 130, 143],
    exitWords: { 0: 'shown, be it nothing' },
  }).action(async (session: string, parsed: Parsed) => {
    io.exitCode = await run(io, {
      ...commonOptions(parsed),
      session,
      stat: parsed.stat === true,
      since: parsed.lastRun === true ? 'last' : 'first',
      pager: parsed.pager !== false,
    });
  });
}

async function theRun(io: Io, options: DiffOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  return withSession(io, context, options, async ({ engine, ref, session, signal }) => {
    refuseElsewhere(engine, ref);
    const [{ diffSession }, { pathsOf }] = await Promise.all([
      import('../../engine/local/changes/session-diff.ts'),
      import('../../engine/local/state/paths.ts'),
    ]);
    const { output } = context.settings;
    const form =
      output !== 'text'
        ? ({ as: 'files' } as const)
        : options.stat
          ? ({ as: 'stat', columns: io.stdout.columns } as const)
          : ({ as: 'patch' } as const);
    const diff = await withSpinner(io, { ...options, context }, 'comparing', () =>
      diffSession(
        pathsOf(context.stateDir, ref),
        options.since,
        form,
        { env: io.env, signal },
        session.metadata.annotations?.[ANNOTATION.workspace],
      ),
    );
    await print(io, context, options, ref, diff);
    return 0;
  });
}

/** @throws AmberError UNSUPPORTED */
function refuseElsewhere(engine: Engine, { name }: SessionRef): void {
  if (engine.name === 'local') return;
  throw new AmberError('UNSUPPORTED', `what session ${name} works on is not on this machine (engine ${engine.name})`, {
    hint: `amber logs ${name} shows what its tools did`,
  });
}

async function print(
  io: Io,
  { redactor, settings }: Context,
  options: DiffOptions,
  ref: SessionRef,
  diff: SessionDiff,
): Promise<void> {
  const { dir, files, leftOut, text } = diff;
  if (settings.output === 'json' || settings.output === 'yaml') {
    const { total } = changesOf(files, { dir });
    return printObject(io.stdout, redactor, settings.output, {
      session: ref.name,
      dir,
      files,
      total,
      ...(leftOut.length > 0 && { leftOut }),
    });
  }
  if (leftOut.length > 0 && !options.quiet) await writeLines(io.stderr, redactor.all(leftOutText(leftOut)));
  if (!io.stdout.isTTY) return io.stdout.write(Buffer.from(redactor.all(text), 'latin1'));
  const { terminalPatch, terminalStat } = await import('../../render/terminal/color-patch.ts');
  const readable = redactor.all(Buffer.from(text, 'latin1').toString());
  const color = wantsColor({ env: io.env, stderr: io.stdout }, options);
  const shown = options.stat ? terminalStat(readable, color) : terminalPatch(readable, color);
  await showPaged(io, shown, options.pager);
}

/** So many are named. */
const NAMED = 10;

function leftOutText(paths: readonly string[]): string {
  const more = paths.length > NAMED ? [`and ${paths.length - NAMED} more`] : [];
  const names = [...paths.slice(0, NAMED).map(oneLine), ...more].join(', ');
  return `warning: not compared, since they are above 8 MiB or repositories of their own: ${names}\n`;
}
