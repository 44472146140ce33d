import { Command } from 'commander';
import { formatAge } from '../../core/duration.ts';
import { AmberError, isAmberError } from '../../core/errors.ts';
import { titleOf } from '../../core/list/session-summary.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { refOf, type Session } from '../../core/session/session.ts';
import { shortIds } from '../../core/session/short-id.ts';
import type { Engine } from '../../engine/engine.ts';
import { oneLine } from '../../render/plain-text.ts';
import { cutTo } from '../../render/text-width.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { type Context, openTolerantContext } from '../context.ts';
import { addFlags, type Parsed, textOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { sinceOf } from '../flags/parse-since.ts';
import { withHelp } from '../help/command-help.ts';
import { openEngine } from '../open-engine.ts';
import { report } from '../output/error-text.ts';
import { printItems } from '../output/print-items.ts';
import type { Io } from '../process/io.ts';
import { catchEnding } from '../process/signals.ts';
import { confirm } from '../terminal/ask-on-terminal.ts';
import { canAsk } from '../terminal/capabilities.ts';
import { withSpinner } from '../terminal/spinner.ts';

export interface PruneOptions extends CommonOptions {
  /** Sessions that ended before go. */
  readonly before: Date;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/** What became of a session that is old enough. */
interface Pruned {
  readonly session: string;
  readonly title: string;
  readonly ended: string;
  readonly done: 'deleted' | 'kept' | 'would be deleted';
  /** Why it was kept. */
  readonly why?: string;
}

export function command(io: Io, run: (io: Io, options: PruneOptions) => Promise<number> = theRun): Command {
  const made = new Command('prune')
    .description(
      'Deletes the sessions of this machine that ended long ago, with all that was recorded of them; never one whose worktree or clone holds work that is nowhere else.',
    )
    .requiredOption('--older-than <time>', 'sessions that ended before: 12h, 30d, 8w or a date')
    .option('--dry-run', 'show which, and delete none')
    .option('-y, --yes', 'delete without asking');
  return withHelp(addFlags(made, { output: ['text', 'json', 'jsonl', 'yaml', 'name'] }, 'target'), {
    examples: [
      { run: 'amber prune --older-than 30d --dry-run', what: 'what would go' },
      { run: 'amber prune --older-than 30d --yes', what: 'without asking, from a timer' },
      { run: 'amber prune --older-than 2026-01-01 --yes -o json', what: 'for a program: what went, and what was kept' },
    ],
    exits: [0, 1, 2, 130, 143],
    exitWords: {
      0: 'deleted, be it none',
      1: 'nobody agreed, or one could not be deleted',
      130: 'SIGINT: the rest is left',
      143: 'SIGTERM: the rest is left',
    },
  }).action(async ({ olderThan, ...parsed }: Parsed) => {
    io.exitCode = await run(io, {
      ...commonOptions(parsed),
      before: sinceOf(textOf({ olderThan }, 'olderThan') ?? '', io.clock.date(), '--older-than'),
      dryRun: parsed.dryRun === true,
      yes: parsed.yes === true,
    });
  });
}

async function theRun(io: Io, options: PruneOptions): Promise<number> {
  const context = await openTolerantContext(io, options);
  const engine = await openEngine(io, context);
  try {
    // Elsewhere nobody can say what a workspace holds.
    if (engine.name !== 'local')
      throw new AmberError('UNSUPPORTED', `amber prune deletes sessions of engine local only, not of ${engine.name}`, {
        hint: 'amber list --phase Stopped -o name shows what has ended; amber delete deletes',
      });
    const spinner = { ...options, context };
    const old = await withSpinner(io, spinner, 'reading the sessions', () =>
      oldSessions(engine, context.settings.project, options.before),
    );
    const look = () =>
      withSpinner(io, spinner, `looking at ${old.length} sessions`, () =>
        eachOf(io, context, options, old, 'would be deleted', (session, signal) =>
          keepUnsaved(io, context, session, signal),
        ),
      );
    const remove = (sessions: readonly Session[]) =>
      withSpinner(io, spinner, `deleting ${sessions.length} sessions`, () =>
        eachOf(io, context, options, sessions, 'deleted', (session) => engine.remove(refOf(session))),
      );
    if (options.yes && !options.dryRun) return await print(io, context, options, await remove(old));
    const plan = await look();
    const going = new Set(plan.pruned.filter(({ done }) => done !== 'kept').map(({ session }) => session));
    if (options.dryRun || going.size === 0 || plan.signalled) return await print(io, context, options, plan);
    await agree(io, context, options, plan.pruned, going.size);
    // Only what was shown goes, whatever has become of the others meanwhile.
    const { pruned, exitCode, signalled } = await remove(old.filter(({ metadata }) => going.has(metadata.name)));
    const kept = plan.pruned.filter(({ done }) => done === 'kept');
    return await print(io, context, options, {
      pruned: [...pruned, ...kept],
      exitCode: exitCode || plan.exitCode,
      signalled,
    });
  } finally {
    await engine.close();
  }
}

async function oldSessions(engine: Engine, project: string, before: Date): Promise<readonly Session[]> {
  const old: Session[] = [];
  for await (const session of engine.list(project))
    if (isTerminal(session.status?.phase) && Date.parse(endOf(session)) < before.getTime()) old.push(session);
  return old;
}

function endOf({ metadata, status }: Session): string {
  return status?.completionTime ?? status?.lastActivityTime ?? metadata.creationTimestamp ?? '';
}

/** Shows what would go, and asks. @throws AmberError CONFLICT without a yes */
async function agree(
  io: Io,
  context: Context,
  options: PruneOptions,
  plan: readonly Pruned[],
  count: number,
): Promise<void> {
  const sessions = count === 1 ? '1 session' : `${count} sessions`;
  if (canAsk(io, options))
    await printTable(
      { ...io, stdout: io.stderr },
      { ...context, settings: { ...context.settings, output: 'text' } },
      plan,
    );
  if (await confirm(io, options, `Delete ${sessions}?`)) return;
  throw new AmberError('CONFLICT', `${sessions} would be deleted, and none was`, {
    hint: 'look at them with --dry-run, then: --yes',
  });
}

/** @throws AmberError CONFLICT if its workspace holds work that is nowhere else */
async function keepUnsaved(io: Io, context: Context, session: Session, signal: AbortSignal): Promise<void> {
  const [{ refuseLostWork }, { pathsOf }] = await Promise.all([
    import('../../engine/local/unsaved-work/refuse-lost-work.ts'),
    import('../../engine/local/state/paths.ts'),
  ]);
  await refuseLostWork(session, pathsOf(context.stateDir, refOf(session)), { env: io.env, signal });
}

/** What one pass over the sessions came to. */
interface Pass {
  readonly pruned: readonly Pruned[];
  /** Of the signal that ended it, else of the first that failed, else 0. */
  readonly exitCode: number;
  readonly signalled: boolean;
}

/** Does the same to each session until a signal. One that must be kept refuses with CONFLICT. */
async function eachOf(
  io: Io,
  context: Context,
  options: PruneOptions,
  sessions: readonly Session[],
  done: Pruned['done'],
  act: (session: Session, signal: AbortSignal) => Promise<void>,
): Promise<Pass> {
  const { signal, release, code } = catchEnding(io);
  const pruned: Pruned[] = [];
  let failed = 0;
  try {
    for (const session of sessions) {
      if (signal.aborted) break;
      const about = { session: session.metadata.name, title: titleOf(session), ended: endOf(session) };
      try {
        await act(session, signal);
        pruned.push({ ...about, done });
      } catch (error) {
        if (isAmberError(error, 'CONFLICT')) pruned.push({ ...about, done: 'kept', why: error.message });
        else if (!isAmberError(error, 'NOT_FOUND')) {
          const { text, exitCode } = report(error, options.verbose);
          await writeLines(io.stderr, context.redactor.all(text));
          failed ||= exitCode;
        }
      }
    }
  } finally {
    release();
  }
  return { pruned, exitCode: signal.aborted ? code() : failed, signalled: signal.aborted };
}

/** Returns the exit code. */
async function print(io: Io, context: Context, options: PruneOptions, { pruned, exitCode }: Pass): Promise<number> {
  if (!options.quiet && !(pruned.length === 0 && context.settings.output === 'text'))
    await printTable(io, context, pruned);
  return exitCode;
}

async function printTable(io: Io, context: Context, pruned: readonly Pruned[]): Promise<void> {
  const ids = shortIds(pruned.map(({ session }) => session));
  const now = io.clock.date();
  const isKept = pruned.some(({ why }) => why !== undefined);
  await printItems(io, context, pruned, {
    columns: ['ID', 'ENDED', 'DONE', 'TITLE', ...(isKept ? ['WHY'] : [])],
    row: ({ session, ended, done, why, title }) => [
      ids.get(session) ?? session,
      formatAge(ended, now),
      done,
      cutTo(oneLine(title), 60),
      ...(isKept ? [why ?? ''] : []),
    ],
    ...(isKept && { notes: true }),
    name: ({ session, done }) => (done === 'kept' ? undefined : `session/${session}`),
  });
}
