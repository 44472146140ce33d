import { delimiter, dirname } from 'node:path';
import type { Env } from '../../../core/env.ts';
import { AmberError, isAmberError } from '../../../core/errors.ts';
import { findCommand } from '../../../engine/local/agents/find-command.ts';
import { type GitContext, git, verbOf } from '../../../engine/local/workspace/git.ts';
import { ISOLATED, isolatedEnv } from '../../../engine/local/workspace/isolated-git.ts';

/** Absolute paths, found before an agent could put something else in their place. */
export interface GitPrograms {
  readonly command: string;
  /** Of git-lfs; absent where it is not installed. */
  readonly lfsCommand?: string;
}

/** How Amber's own git is run. */
export interface GitDeps extends GitPrograms {
  /** The process's; of it git gets what every program on the machine needs. */
  readonly env: Env;
  readonly signal: AbortSignal;
}

/** A repository on GitHub, and the token that opens it. */
export interface Remote {
  /** Without credentials. */
  readonly url: string;
  readonly token: string;
}

export interface GitOptions extends Pick<GitContext, 'stdin' | 'atMost' | 'encoding'> {
  /** Variables of this one call. */
  readonly env?: Env;
  /** What this one call may open. */
  readonly remote?: Remote;
}

/** One git command. Returns stdout without its last newline. @throws AmberError GIT */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<string>;

/** The only transports. */
const WEB = ['-c', 'protocol.https.allow=always', '-c', 'protocol.http.allow=always'];

/** Amber's git in a folder; `place` are arguments that stand before the command's name. */
export function safeGit(
  dir: string,
  { command, env, lfsCommand, signal }: GitDeps,
  place: readonly string[] = [],
): Git {
  return async (args, { env: more, remote, ...options } = {}) => {
    if (lfsCommand === undefined && verbOf(args) === 'lfs')
      throw new AmberError('GIT', 'git-lfs is not on PATH, and files of LFS need it: apt-get install git-lfs', {
        hint: 'install git-lfs in a step before this one',
      });
    const path = lfsCommand === undefined ? {} : { PATH: `${dirname(lfsCommand)}${delimiter}${env.PATH ?? ''}` };
    const own = { ...isolatedEnv(env), ...path, ...more };
    return git([...ISOLATED, ...WEB, ...place, ...args], dir, {
      ...options,
      command,
      signal,
      env: { ...own, ...(remote === undefined ? {} : opened(remote)) },
      protocols: 'https:http',
    });
  };
}

/** The programs. @throws AmberError GIT without git */
export function findGit(env: Env): GitPrograms {
  const command = findCommand('git', env);
  if (command === undefined)
    throw new AmberError('GIT', 'git is not on PATH: Amber fetches the code with it', {
      hint: 'install git, or set PATH',
    });
  const lfsCommand = findCommand('git-lfs', env);
  return { command, ...(lfsCommand === undefined ? {} : { lfsCommand }) };
}

/**
 * The token as a header, for repositories of the same owner alone: in no file, no argument and no address. Addresses for SSH on
 * that server, which submodules may have, become such that the token opens.
 */
function opened({ url, token }: Remote): Env {
  const { hostname, href, origin } = new URL('.', url);
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const settings = [
    [`http.${href}.extraheader`, `Authorization: Basic ${basic}`],
    ...[`git@${hostname}:`, `ssh://git@${hostname}/`].map((ssh) => [`url.${origin}/.insteadOf`, ssh]),
  ];
  const named = settings.flatMap(([key = '', value = ''], i) => [
    [`GIT_CONFIG_KEY_${i}`, key],
    [`GIT_CONFIG_VALUE_${i}`, value],
  ]);
  return { GIT_CONFIG_COUNT: `${settings.length}`, ...Object.fromEntries(named) };
}

/** Commits by the names of their refs, as the server has them now; and under `HEAD` the name of the default branch's ref. */
export interface RemoteRefs {
  readonly defaultBranch: string | undefined;
  readonly commits: ReadonlyMap<string, string>;
}

/** Asks the server for these refs, which may be patterns. @throws AmberError GIT, UNAUTHENTICATED */
export async function remoteRefs(run: Git, remote: Remote, refs: readonly string[]): Promise<RemoteRefs> {
  const args = ['ls-remote', '--symref', '--', remote.url, 'HEAD', ...refs];
  const text = await run(args, { remote, atMost: 1 << 20 }).catch((cause: unknown) => {
    // A server that does not take the token asks for a name and a password.
    if (!isAmberError(cause, 'GIT') || !/could not read Username|Authentication failed/.test(cause.message))
      throw cause;
    throw new AmberError('UNAUTHENTICATED', `${new URL(remote.url).host} does not take the token`, {
      hint: 'GITHUB_TOKEN, in the Action the input github-token, must be valid, and may read and write contents',
      cause,
    });
  });
  const commits = new Map<string, string>();
  let defaultBranch: string | undefined;
  for (const line of text.split('\n')) {
    const [what = '', ref = ''] = line.split('\t');
    const [, branch] = /^ref: refs\/heads\/(.+)$/.exec(what) ?? [];
    if (branch !== undefined && ref === 'HEAD') defaultBranch = branch;
    else if (/^[0-9a-f]{40,64}$/.test(what)) commits.set(ref, what);
  }
  return { defaultBranch, commits };
}
