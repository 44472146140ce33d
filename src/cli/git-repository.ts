import type { Env } from '../core/env.ts';
import { AmberError } from '../core/errors.ts';
import type { GitHubOptions } from '../github/api/github-client.ts';
import type { Io } from './process/io.ts';

/** The root of the clone that the working directory is in. @throws AmberError USAGE outside of any */
export async function repositoryRoot(io: Io): Promise<string> {
  try {
    return await gitIn(io, ['rev-parse', '--show-toplevel']);
  } catch (cause) {
    const hint = 'cd into the clone of the repository';
    throw new AmberError('USAGE', `${io.cwd} is in no git repository`, { hint, cause });
  }
}

/** The person, as their git knows them; one without a name on a machine that nobody works at. */
export async function gitAuthor(
  { cwd, env }: Io,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly email: string }> {
  const { git } = await import('../engine/local/workspace/git.ts');
  const said = await git(['var', 'GIT_AUTHOR_IDENT'], cwd, { env, signal }).catch(() => '');
  const [, name = 'Amber', email = 'amber@localhost'] = /^(.*) <(.*)> \d+ [+-]\d+$/.exec(said) ?? [];
  return { name, email };
}

async function gitIn({ cwd, env }: Io, args: readonly string[]): Promise<string> {
  const { git } = await import('../engine/local/workspace/git.ts');
  return git(args, cwd, { env, signal: AbortSignal.timeout(10_000) });
}

/** Keeps values out of all that is shown from now on. */
export type Learn = (secrets: readonly string[]) => void;

/**
 * How GitHub is reached for the clone here, with the token of `GITHUB_TOKEN`, `GH_TOKEN` or gh. The variables of GitHub's
 * runner (`GITHUB_REPOSITORY`, `GITHUB_API_URL` …) win over the clone's remote.
 * @throws AmberError UNAUTHENTICATED without a token; INVALID, GIT where the remote is none of GitHub's
 */
export async function githubOf(io: Io, learn: Learn): Promise<GitHubOptions> {
  const { clock, env } = io;
  const [{ repositoryAt }, { contextOf }] = await Promise.all([
    import('../github/deliver/deliver-from-terminal.ts'),
    import('../github/event/workflow-context.ts'),
  ]);
  const named = env.GITHUB_REPOSITORY === undefined ? repositoryAt(await remoteOf(io)) : undefined;
  const server = env.GITHUB_SERVER_URL ?? named?.serverUrl ?? 'https://github.com';
  const host = new URL(server).hostname;
  const { apiUrl, graphqlUrl, owner, repo } = contextOf({
    ...(named === undefined ? {} : { GITHUB_REPOSITORY: `${named.owner}/${named.repo}` }),
    ...(host === 'github.com' ? {} : { GITHUB_API_URL: `${server}/api/v3` }),
    ...env,
  });
  const token = env.GITHUB_TOKEN || env.GH_TOKEN || (await tokenOfGh(env, host));
  if (token === undefined)
    throw new AmberError('UNAUTHENTICATED', 'there is no token for GitHub', {
      hint: 'gh auth login, or set GITHUB_TOKEN',
    });
  learn([token]);
  return { token, apiUrl, graphqlUrl, owner, repo, clock, env };
}

async function remoteOf(io: Io): Promise<string> {
  try {
    return await gitIn(io, ['remote', 'get-url', 'origin']);
  } catch (cause) {
    throw new AmberError('GIT', 'the clone has no remote "origin", which would name the repository on GitHub', {
      hint: 'git remote add origin https://github.com/OWNER/NAME',
      cause,
    });
  }
}

async function tokenOfGh(env: Env, host: string): Promise<string | undefined> {
  const { execa } = await import('execa');
  const options = { env, extendEnv: false, stdin: 'ignore', timeout: 5_000, reject: false } as const;
  const { exitCode, stdout } = await execa('gh', ['auth', 'token', '--hostname', host], options);
  return exitCode === 0 && stdout !== '' ? stdout.trim() : undefined;
}
