import type { Env } from '../../../core/env.ts';
import { isOfTheMachine, pick } from '../agents/inherited-environment.ts';
import { type GitContext, git } from './git.ts';

/**
 * What no repository may decide: what is run, whom git talks to, whose credentials it takes. A repository's own
 * configuration comes before these, and filters exist only by configuration.
 */
export const ISOLATED = [
  ...[
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.attributesFile=/dev/null',
    'core.excludesFile=/dev/null',
  ],
  ...['core.sshCommand=false', 'core.askPass=', 'core.editor=false', 'core.pager=cat', 'core.autocrlf=false'],
  // What an agent's objects have beside them: a graph with wrong parents, and refs that git would ask its repository for.
  ...['core.commitGraph=false', 'core.multiPackIndex=false', 'core.alternateRefsCommand=true'],
  ...['credential.helper=', 'diff.external=', 'http.followRedirects=false', 'submodule.recurse=false'],
  ...['fetch.recurseSubmodules=false', 'push.recurseSubmodules=no', 'gc.auto=0', 'maintenance.auto=false'],
  ...['commit.gpgSign=false', 'push.gpgSign=false', 'protocol.allow=never'],
].flatMap((setting) => ['-c', setting]);

/** Nothing of the machine's or the user's configuration, which an agent can write. */
const NO_CONFIGURATION = {
  HOME: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
};

/** The environment of a git that reads an agent's files: what every program on the machine needs, and no configuration. */
export function isolatedEnv(env: Env): { readonly [name: string]: string } {
  return { ...pick(env, isOfTheMachine), ...NO_CONFIGURATION };
}

/** Git as it reads a repository that an agent may have configured: nothing of that is run, and nothing is fetched. */
export function isolatedGit(
  gitDir: string,
  { env, signal }: GitContext,
): (args: readonly string[], options?: Pick<GitContext, 'stdin' | 'atMost'>) => Promise<string> {
  const context = { env: isolatedEnv(env), signal, protocols: 'none' };
  return (args, options = {}) => git([...ISOLATED, `--git-dir=${gitDir}`, ...args], '/', { ...context, ...options });
}
