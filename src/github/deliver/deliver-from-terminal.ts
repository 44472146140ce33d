import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import { withoutCredentials } from '../../engine/local/workspace/git.ts';
import type { GitHubApi } from '../api/github-api.ts';
import { isRepo, type Thread } from '../event/github-event.ts';
import { contextOf, type WorkflowContext } from '../event/workflow-context.ts';
import { MANAGED } from '../labels.ts';
import type { ThreadWorkPlan } from '../plan/plan-types.ts';
import { type DeliveryDeps, deliverToPullRequest } from './deliver-to-pull-request.ts';
import { deliverFolder } from './deliver-work-folder.ts';
import type { Delivery } from './delivery-report.ts';
import { collectWork } from './git/collect-work.ts';
import { commitMessageOf } from './git/commit-message.ts';
import { findGit, type GitDeps, remoteRefs } from './git/safe-git.ts';
import { remoteOf } from './thread-clone.ts';
import { readFolder } from './work-folder.ts';
import { patchTo } from './write-patch.ts';

/** What a person says of a delivery. */
export interface DeliverFlags {
  readonly base?: string;
  readonly draft: boolean;
  readonly allowPaths: readonly string[];
  readonly author: { readonly name: string; readonly email: string };
}

/** The process that delivers. */
export interface DeliveringProcess {
  readonly env: Env;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly redactor: Redactor;
  /** A folder for what is in between. */
  readonly scratch: string;
  /** Where a patch is left. */
  readonly patchPath: string;
  warn(message: string): void;
}

/** A local session's work in its worktree. */
export interface SessionWork {
  readonly dir: string;
  readonly branch: string;
  readonly session: string;
  /** The agent's last message. */
  readonly account: string;
  readonly repository: Repository;
  /** Commits that the repository has, as far as the clone knows. */
  readonly known: readonly string[];
  readonly opensPull: boolean;
}

export interface Repository {
  readonly serverUrl: string;
  readonly owner: string;
  readonly repo: string;
}

const LIMITS = { maxFiles: 300, maxFileSize: 5 * 1024 * 1024, promptsDir: '.github/amber' };

/** Brings the work of a session's worktree to its branch on GitHub. What is in the way is a reason. @throws AmberError */
export async function deliverSession(
  work: SessionWork,
  how: DeliverFlags,
  around: DeliveringProcess,
): Promise<Delivery> {
  const { account, branch, dir, opensPull, repository, session } = work;
  const { deps, git, into } = await opened(repository, how, around);
  const commitMessage = commitMessageOf(account, `Work of ${session}`, around.redactor);
  const { maxFileSize } = deps.limits;
  const from = {
    dir,
    isWorktree: true,
    into,
    message: commitMessage,
    author: how.author,
    maxFileSize,
    known: work.known,
  };
  const pull = { title: `Work of ${session}`, footer: '', draft: how.draft };
  try {
    const collected = await collectWork(from, git);
    const base = how.base ?? (await remoteRefs(collected.run, deps.remote, [])).defaultBranch ?? 'main';
    const target = { branch, base, isOpen: true };
    return await deliverToPullRequest(
      { collected, target, account, ...(opensPull && { pull }) },
      { ...deps, commitMessage },
    );
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

/**
 * Brings what `deliver: patch` has left to GitHub: where it goes is asked of GitHub, not of the folder, and it must be for the
 * repository that `here` returns. @throws AmberError
 */
export async function deliverFolderByHand(
  folder: string,
  here: () => Promise<Repository>,
  how: DeliverFlags,
  around: DeliveringProcess,
): Promise<Delivery> {
  const left = readFolder(folder);
  const { thread, result, askedBy } = left;
  const repository = await here();
  if (!isRepo(`${repository.owner}/${repository.repo}`, thread))
    throw new AmberError(
      'CONFLICT',
      `the work in ${folder} is for ${thread.owner}/${thread.repo}, and here is ${repository.owner}/${repository.repo}`,
      { hint: `if that is right: GITHUB_REPOSITORY=${thread.owner}/${thread.repo} amber deliver --from …` },
    );
  const { context, deps, git, into } = await opened(repository, how, around);
  const { host } = new URL(context.serverUrl);
  const coAuthor = askedBy === '' ? {} : { coAuthor: `${askedBy} <${askedBy}@users.noreply.${host}>` };
  const work = await workOf(thread, how, deps.api);
  const hints = {
    ...(result.session === null ? {} : { session: result.session }),
    source: thread.number,
    lastAction: around.clock.date().toISOString(),
  };
  const marks = { hints, label: MANAGED };
  const pull = { title: work.title, fixes: thread.number, footer: '', marks, draft: how.draft };
  const destination = { thread, work, ...(thread.kind === 'issue' && { pull }) };
  try {
    const commitMessage = commitMessageOf(result.message, work.title, around.redactor);
    return await deliverFolder(folder, left, destination, { ...deps, ...coAuthor, commitMessage }, into, git);
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

/** @throws AmberError CONFLICT for a pull request whose branch is of another repository */
async function workOf(thread: Thread, { base }: DeliverFlags, api: GitHubApi): Promise<ThreadWorkPlan> {
  const { pull, state, title } = await api.thread(thread);
  if (pull === undefined) return { dir: '', title, ...(base === undefined ? {} : { base }) };
  if (!isRepo(pull.headRepo, thread))
    throw new AmberError('CONFLICT', `pull request #${thread.number} comes from a fork, which is not pushed to`);
  return { dir: '', title, base: pull.baseRef, head: { ref: pull.headRef, isOpen: state === 'open' } };
}

async function opened(
  { owner, repo, serverUrl }: Repository,
  { allowPaths, author }: DeliverFlags,
  { clock, env, patchPath, redactor, scratch, signal, warn }: DeliveringProcess,
): Promise<{
  context: WorkflowContext;
  deps: Omit<DeliveryDeps, 'commitMessage'> & { readonly api: GitHubApi };
  git: GitDeps;
  into: string;
}> {
  const server = serverOf(serverUrl, env);
  const apiUrl = env.GITHUB_API_URL || (server === GITHUB ? 'https://api.github.com' : `${server}/api/v3`);
  const names = { GITHUB_REPOSITORY: `${owner}/${repo}`, GITHUB_SERVER_URL: server, GITHUB_API_URL: apiUrl };
  const context = contextOf({ ...env, ...names });
  const githubToken = env.GITHUB_TOKEN || env.GH_TOKEN;
  if (githubToken === undefined || githubToken === '')
    throw new AmberError('UNAUTHENTICATED', 'GITHUB_TOKEN is not set: nothing can be brought to GitHub', {
      hint: 'GITHUB_TOKEN=$(gh auth token) amber deliver …',
    });
  redactor.learn([githubToken]);
  const { openGitHub } = await import('../api/octokit-api.ts');
  const { graphqlUrl } = context;
  const api = openGitHub({ token: githubToken, apiUrl, graphqlUrl, owner, repo, clock, env, signal });
  const deps = {
    api,
    remote: remoteOf({ context, inputs: { githubToken } }),
    place: context,
    redactor,
    limits: { ...LIMITS, allowPaths },
    author,
    leavePatch: patchTo(patchPath, redactor, warn),
  };
  const git = { ...findGit(env), env, signal };
  return { context, deps, git, into: join(scratch, `.deliver-${randomUUID()}`) };
}

const GITHUB = 'https://github.com';

/**
 * The server that the token may be sent to: the one that the environment names. A remote's address does not decide:
 * who can write the configuration of git could have the token sent anywhere. @throws AmberError CONFIG
 */
function serverOf(remote: string, { GH_HOST, GITHUB_SERVER_URL }: Env): string {
  if (GITHUB_SERVER_URL) return GITHUB_SERVER_URL;
  const own = GH_HOST ? `https://${GH_HOST.toLowerCase()}` : GITHUB;
  const host = URL.parse(remote)?.host;
  if (host === undefined || [own, GITHUB].includes(`https://${host}`))
    return host === undefined ? own : `https://${host}`;
  throw new AmberError('CONFIG', `the remote is on ${host}, and the token is for ${new URL(own).host}`, {
    hint: `if the token is for that server: GITHUB_SERVER_URL=${remote} amber deliver …`,
  });
}

/** The repository that an address of git names: `https://host/owner/name.git`, `git@host:owner/name`. @throws AmberError INVALID */
export function repositoryAt(url: string): Repository {
  const [, user, host = '', path = ''] = /^(?:ssh:\/\/)?(?:([\w.-]+)@)?([\w.-]+)[:/](?!\/)(.+)$/.exec(url) ?? [];
  const address = /^https?:\/\//.test(url)
    ? new URL(url)
    : user === undefined
      ? undefined
      : new URL(`https://${host}/${path}`);
  const [, owner, repo] = /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(address?.pathname ?? '') ?? [];
  if (address === undefined || owner === undefined || repo === undefined)
    throw new AmberError('INVALID', `the remote is no repository on GitHub: ${withoutCredentials(url)}`, {
      hint: 'git remote set-url origin https://github.com/OWNER/NAME',
    });
  return { serverUrl: address.origin, owner, repo };
}
