import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AmberError } from '../../../core/errors.ts';
import type { Repo, Session } from '../../../core/session/session.ts';
import { stateError } from '../state/files.ts';
import type { SessionPaths } from '../state/paths.ts';
import { type GitContext, git } from './git.ts';
import { fetchSubmodules, type Warn } from './submodules.ts';

/** In a clone's folder of git's: the ids of all refs that it was cloned with. */
export const CLONED_REFS = 'amber-cloned';

export const reposOf = (session: Session): readonly Repo[] => session.spec.repos ?? [];

/** Where each repository of the session is cloned to, in their order. */
export function cloneDirs(session: Session, paths: SessionPaths): string[] {
  const taken = new Set<string>();
  return reposOf(session).map(({ url }) => {
    const plain = basename(url.replace(/[/\\]+$/, '').replace(/^.*:(?!\/\/)/, '')).replace(/\.git$/, '');
    const name = /^[\w-][\w.-]*$/.test(plain) && !plain.startsWith('-') ? plain : 'repository';
    let unique = name;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${name}-${n}`;
    taken.add(unique.toLowerCase());
    return join(paths.workspace, unique);
  });
}

const MAX_REFS = 64 * 1024 * 1024;

/** Clones a repository into `dir`, on the branch `work` of its own; one that is there already stays. @throws AmberError with what git said */
export async function clone(
  { url, branch }: Repo,
  dir: string,
  work: string,
  context: GitContext,
  warn: Warn,
): Promise<void> {
  if (existsSync(dir)) return;
  refuseOption(url, branch);
  // Half a clone is never taken for a whole one.
  const part = `${dir}.part`;
  rmSync(part, { recursive: true, force: true });
  await git(['clone', '--quiet', ...(branch === undefined ? [] : ['--branch', branch]), '--', url, part], '/', context);
  const refs = await git(['for-each-ref', '--format=%(objectname)'], part, { ...context, atMost: MAX_REFS });
  writeFileSync(join(part, '.git', CLONED_REFS), `${refs}\n`);
  await git(['checkout', '--quiet', '-b', work], part, context);
  await fetchSubmodules(part, dir, context, warn);
  try {
    renameSync(part, dir);
  } catch (error) {
    throw stateError('move', part, error);
  }
}

/** Validation refuses these too; a session's file can have been written by someone else. */
function refuseOption(url: string, branch: string | undefined): void {
  if (url.startsWith('-') || /^[a-z0-9+.-]+::/i.test(url) || branch?.startsWith('-'))
    throw new AmberError('INVALID', `git is not given ${JSON.stringify(branch?.startsWith('-') ? branch : url)}`);
}
