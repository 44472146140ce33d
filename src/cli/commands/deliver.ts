import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { AmberError, isAmberError } from '../../core/errors.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { ANNOTATION, refOf, type Session } from '../../core/session/session.ts';
import { TIMING } from '../../core/stream-timing.ts';
import type { DeliverFlags, DeliveringProcess, SessionWork } from '../../github/deliver/deliver-from-terminal.ts';
import type { Delivery } from '../../github/deliver/delivery-report.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import { type Context, learnSecretsOf, openTolerantContext } from '../context.ts';
import { addFlags, collect, type Parsed, textOf, textsOf } from '../flags/add-flags.ts';
import { type CommonOptions, commonOptions } from '../flags/common-options.ts';
import { getSession, resolveName } from '../flags/resolve-session-name.ts';
import { gitAuthor } from '../git-repository.ts';
import { withHelp } from '../help/command-help.ts';
import { openEngine } from '../open-engine.ts';
import { printObject } from '../output/print-object.ts';
import type { Io } from '../process/io.ts';
import { catchEnding } from '../process/signals.ts';

export interface DeliverOptions extends CommonOptions {
  /** A session's name, or a folder that a job has left. */
  readonly what: { readonly session: string } | { readonly folder: string };
  readonly opensPull: boolean;
  readonly draft: boolean;
  readonly base: string | undefined;
  readonly allowPaths: readonly string[];
  readonly json: boolean;
}

export function command(io: Io, run: (io: Io, options: DeliverOptions) => Promise<number> = theRun): Command {
  const made = new Command('deliver')
    .description(
      'Brings to GitHub what an agent did: the work of a local session in a worktree, to the session’s branch, or the folder that a step with `deliver: patch` has left. Runs no agent, forces nothing, and holds back what must not be pushed. Takes GITHUB_TOKEN, or GH_TOKEN.',
    )
    .argument('[session]', 'its id, its name, or @latest')
    .option('--from <folder>', 'what a step with `deliver: patch` has left, instead of a session')
    .option('--pull-request', 'open a pull request of the session’s branch, if it has none')
    .option('--draft', 'open it as a draft')
    .option('--base <branch>', 'the branch to merge into (default: the default branch)')
    .option(
      '--allow-path <pattern>',
      'files that may change though they decide about CI or Amber, as .github/**; repeatable',
      collect,
    );
  return withHelp(addFlags(made, { output: ['text', 'json'] }, 'target'), {
    examples: [
      { run: 'amber deliver @latest --pull-request', what: 'after amber run --worktree: a branch and a pull request' },
      { run: 'amber deliver @latest --base develop -o json', what: 'only its branch, for a program' },
      { run: 'amber deliver --from ./delivery', what: 'what a job without the right to write has left' },
    ],
    exits: [0, 1, 2, 4, 6, 10],
    exitWords: { 0: 'delivered, or nothing has changed' },
  }).action(async (session: string | undefined, parsed: Parsed) => {
    io.exitCode = await run(io, optionsOf(session, parsed));
  });
}

function optionsOf(session: string | undefined, parsed: Parsed): DeliverOptions {
  const folder = textOf(parsed, 'from');
  if ((session === undefined) === (folder === undefined))
    throw new AmberError('USAGE', 'name either a session or a folder', {
      hint: 'amber deliver @latest, or: amber deliver --from FOLDER',
    });
  if (session !== undefined && parsed.draft === true && parsed.pullRequest !== true)
    throw new AmberError('USAGE', '--draft is of a pull request, and none was asked for', {
      hint: `amber deliver ${session} --pull-request --draft`,
    });
  return {
    ...commonOptions(parsed),
    what: folder === undefined ? { session: session ?? '' } : { folder },
    opensPull: parsed.pullRequest === true,
    draft: parsed.draft === true,
    base: textOf(parsed, 'base'),
    allowPaths: textsOf(parsed, 'allowPath'),
    json: parsed.output === 'json',
  };
}

async function theRun(io: Io, options: DeliverOptions): Promise<number> {
  const { allowPaths, base, draft, opensPull, what } = options;
  const context = await openTolerantContext(io, options);
  const { signal, release, code } = catchEnding(io);
  const { deliverFolderByHand, deliverSession } = await import('../../github/deliver/deliver-from-terminal.ts');
  const around: DeliveringProcess = {
    env: io.env,
    clock: io.clock,
    signal,
    redactor: context.redactor,
    scratch: join(context.stateDir, 'work'),
    patchPath: resolve(io.cwd, 'amber.patch'),
    warn: (message) => void writeLines(io.stderr, `warning: ${context.redactor.all(message)}\n`),
  };
  try {
    const how: DeliverFlags = {
      draft,
      allowPaths,
      author: await gitAuthor(io, signal),
      ...(base !== undefined && { base }),
    };
    const delivery =
      'folder' in what
        ? await deliverFolderByHand(resolve(io.cwd, what.folder), () => repositoryHere(io, signal), how, around)
        : await deliverSession(await workOf(io, context, what.session, opensPull, signal), how, around);
    await print(io, context, options, delivery);
    if (delivery.reasons.length === 0) return 0;
    const { notDelivered } = await import('../../github/deliver/delivery-report.ts');
    const { hint, message } = notDelivered(delivery, (input) => (input === 'allow-paths' ? '--allow-path' : undefined));
    throw new AmberError('NOT_DELIVERED', message, hint === undefined ? {} : { hint });
  } catch (error) {
    if (signal.aborted) return code();
    throw error;
  } finally {
    release();
  }
}

/** The repository that the environment names, else the one that the current folder is a clone of. @throws AmberError */
async function repositoryHere({ cwd, env }: Io, signal: AbortSignal): Promise<SessionWork['repository']> {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(env.GITHUB_REPOSITORY ?? '') ?? [];
  if (owner !== undefined && repo !== undefined) return { serverUrl: '', owner, repo };
  const [{ pushRemote }, { repositoryAt }] = await Promise.all([
    import('../../engine/local/workspace/worktree.ts'),
    import('../../github/deliver/deliver-from-terminal.ts'),
  ]);
  try {
    return repositoryAt((await pushRemote(cwd, { env, signal })).url);
  } catch (cause) {
    if (!isAmberError(cause, 'GIT', 'INVALID')) throw cause;
    throw new AmberError('CONFIG', `it is not known which repository this is: ${cause.message}`, {
      hint: 'run it in a clone of the repository, or: GITHUB_REPOSITORY=OWNER/NAME amber deliver --from …',
      cause,
    });
  }
}

/** A local session that has ended, its worktree, and what its agent said last. @throws AmberError */
async function workOf(
  io: Io,
  context: Context,
  name: string,
  opensPull: boolean,
  signal: AbortSignal,
): Promise<SessionWork> {
  const engine = await openEngine(io, context);
  try {
    const ref = await resolveName(io, context, engine, name);
    const session = await getSession(engine, ref);
    learnSecretsOf(context, session);
    checkWorktree(session, engine.name);
    const [{ readTranscript }, { pathsOf }, { git }, { pushRemote }, { repositoryAt }] = await Promise.all([
      import('../../tail/read-log.ts'),
      import('../../engine/local/state/paths.ts'),
      import('../../engine/local/workspace/git.ts'),
      import('../../engine/local/workspace/worktree.ts'),
      import('../../github/deliver/deliver-from-terminal.ts'),
    ]);
    const { entries } = await readTranscript({ engine, clock: io.clock, timing: TIMING }, ref, signal);
    const last = entries.findLast((entry) => entry.kind === 'message' && entry.role === 'assistant');
    const { worktree: dir } = pathsOf(context.stateDir, ref);
    const { url } = await pushRemote(dir, { env: io.env, signal });
    const refs = ['for-each-ref', '--count=100', '--format=%(objectname)', 'refs/remotes'];
    const known = await git(refs, dir, { env: io.env, signal });
    return {
      dir,
      branch: session.autoBranch ?? '',
      session: ref.name,
      account: last?.kind === 'message' ? last.text : '',
      repository: repositoryAt(url),
      known: known.split('\n').filter((id) => id !== ''),
      opensPull,
    };
  } finally {
    await engine.close();
  }
}

/** @throws AmberError UNSUPPORTED, CONFLICT */
function checkWorktree(session: Session, engine: string): void {
  const { name } = refOf(session);
  if (engine !== 'local' || session.metadata.annotations?.[ANNOTATION.worktree] !== 'true')
    throw new AmberError('UNSUPPORTED', `session ${name} has no worktree of this machine that could be delivered`, {
      hint: 'amber run --worktree "…" works in one',
    });
  if (!isTerminal(session.status?.phase))
    throw new AmberError('CONFLICT', `session ${name} is not stopped: its agent may still change files`, {
      hint: `amber stop ${name}`,
    });
}

async function print(
  io: Io,
  { redactor }: Context,
  { json, quiet }: DeliverOptions,
  delivery: Delivery,
): Promise<void> {
  const { branch, commit, patchPath, pull, reasons } = delivery;
  if (json) {
    const pullRequest = pull === undefined ? null : { number: pull.number, url: pull.url };
    const object = { branch: branch ?? null, commit: commit ?? null, pullRequest, reasons, patch: patchPath ?? null };
    return printObject(io.stdout, redactor, 'json', object);
  }
  if (quiet && pull === undefined && branch === undefined) return;
  const lines = [
    ...(commit === undefined ? [] : [`pushed ${commit.slice(0, 8)} to ${branch}`]),
    ...(pull === undefined ? [] : [`pull request #${pull.number}: ${pull.url}`]),
    ...(commit === undefined && pull === undefined && reasons.length === 0 ? ['nothing has changed'] : []),
  ];
  if (lines.length > 0) await io.stdout.write(`${redactor.all(lines.join('\n'))}\n`);
}
