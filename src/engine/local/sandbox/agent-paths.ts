import { existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Env } from '../../../core/env.ts';
import { type AgentState, REGISTRY, type RegisteredAgent } from '../agents/known-agents.ts';

/** Where an agent keeps what is its own. Folders that are missing are made: nobody can make them in the sandbox. */
export function ownState({ state }: RegisteredAgent, env: Env): readonly string[] {
  const paths = pathsOf(state, env);
  for (const path of paths) if (!isFile(path)) mkdirSync(path, { recursive: true, mode: 0o700 });
  return paths.filter((path) => existsSync(path)).map(real);
}

/** Of that what is a single file. */
export function ownFiles({ state }: RegisteredAgent, env: Env): readonly string[] {
  return pathsOf(state, env).filter(isFile);
}

const isFile = (path: string): boolean => path.endsWith('.json');

/** The state of all other agents in the registry: their logins are none of this one's business. */
export function stateOfOthers(agent: RegisteredAgent | undefined, env: Env): readonly string[] {
  const others = Object.values(REGISTRY).filter((one) => one !== agent);
  return others
    .flatMap(({ state }) => pathsOf(state, env))
    .filter((path) => existsSync(path))
    .map(real);
}

function pathsOf({ paths, variable }: AgentState, env: Env): readonly string[] {
  const named = variable === undefined ? undefined : env[variable];
  return named && isAbsolute(named) ? [named] : paths.map((path) => join(env.HOME ?? '/', path));
}

/**
 * The folders of git that a workspace needs and that lie outside of it: those of a linked worktree, or that of the
 * repository that it is a part of. A link counts only if git's own folder names it back, and is where git keeps such
 * folders: an agent could have written the other end, and could name any folder as the repository.
 */
export function gitFoldersOf(workspace: string): readonly string[] {
  for (let folder = workspace; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const kind = statSync(git, { throwIfNoEntry: false });
    if (kind?.isDirectory()) return folder === workspace ? [] : [git];
    if (kind?.isFile()) return worktreeFolders(git);
    if (folder === dirname(folder)) return [];
  }
}

function worktreeFolders(link: string): readonly string[] {
  try {
    const own = resolve(
      dirname(link),
      readFileSync(link, 'utf8')
        .replace(/^gitdir: /, '')
        .trim(),
    );
    const back = readFileSync(join(own, 'gitdir'), 'utf8').trim();
    const common = real(resolve(own, readFileSync(join(own, 'commondir'), 'utf8').trim()));
    const isOfGit = dirname(real(own)) === join(common, 'worktrees');
    return isOfGit && real(resolve(own, back)) === real(link) ? [real(own), common] : [];
  } catch {
    return [];
  }
}

/** A path without links, as far as it exists. */
export function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
