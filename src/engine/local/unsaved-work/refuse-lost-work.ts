import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AmberError, isAmberError } from '../../../core/errors.ts';
import type { Session } from '../../../core/session/session.ts';
import { shellWord } from '../../../core/text.ts';
import { repositoryAt } from '../changes/find-repository.ts';
import type { SessionPaths } from '../state/paths.ts';
import { cloneDirs, reposOf } from '../workspace/clone.ts';
import type { GitContext } from '../workspace/git.ts';
import { type Search, type Unsaved, unsavedIn } from './unsaved-in-repository.ts';

/** What Amber makes beside clones: one that has failed halfway, and files of messages. */
const OF_AMBER = /\.part$|^\.amber-files-/;

/** @throws AmberError CONFLICT if removing the session would lose work that exists nowhere else */
export async function refuseLostWork(session: Session, paths: SessionPaths, context: GitContext): Promise<void> {
  const clones = cloneDirs(session, paths);
  const urls = reposOf(session).map(({ url }) => url);
  refuseBeside(paths.workspace, clones);
  for (const [at, dir] of clones.entries())
    if (existsSync(dir)) await refuseUnsaved(dir, urls.slice(at, at + 1), paths, context, removeFolder);
  if (!existsSync(paths.worktree)) return;
  refuseMissing(paths.worktree);
  await refuseUnsaved(paths.worktree, [], paths, context, removeWorktree);
  refuseLocked(paths.worktree);
}

type Removal = (dir: string) => string;
const removeFolder: Removal = (dir) => `rm -rf ${shellWord(dir)}`;
const removeWorktree: Removal = (dir) => `git -C ${shellWord(dir)} worktree remove --force .`;

/** An agent with several clones works in the folder that has them. */
function refuseBeside(workspace: string, clones: readonly string[]): void {
  if (!existsSync(workspace)) return;
  const own = new Set(clones.map((dir) => basename(dir)));
  const [beside] = readdirSync(workspace).filter((name) => !own.has(name) && !OF_AMBER.test(name));
  if (beside === undefined) return;
  const path = join(workspace, beside);
  throw keep(
    { dir: workspace, what: `${beside}, which is in no clone` },
    `ls -A ${shellWord(workspace)}`,
    removeFolder(path),
  );
}

async function refuseUnsaved(
  dir: string,
  urls: readonly string[],
  paths: SessionPaths,
  context: GitContext,
  removal: Removal,
): Promise<void> {
  const temp = mkdtempSync(join(tmpdir(), 'amber-unsaved-'));
  const search: Search = { context, removed: paths.dir, temp, seen: new Set() };
  let unsaved: Unsaved | undefined;
  try {
    unsaved = await unsavedIn(dir, urls, search);
  } catch (error) {
    if (!isAmberError(error, 'GIT')) throw error;
    unsaved = { dir, what: `what can't be looked at: ${error.message}` };
  } finally {
    rmSync(temp, { recursive: true, force: true, maxRetries: 3 });
  }
  if (unsaved !== undefined) throw keep(unsaved, `git -C ${shellWord(unsaved.dir)} status`, removal(dir));
}

function refuseMissing(dir: string): void {
  if (repositoryAt(dir) !== undefined) return;
  throw new AmberError('CONFLICT', `the repository of ${dir} is gone, or was moved: the session is not removed`, {
    hint: `if it was moved: git -C NEW_PLACE worktree repair ${shellWord(dir)}; what is not needed goes with: ${removeFolder(dir)}`,
  });
}

function refuseLocked(dir: string): void {
  const gitDir = repositoryAt(dir)?.gitDir;
  if (gitDir === undefined || !existsSync(join(gitDir, 'locked'))) return;
  throw new AmberError('CONFLICT', `git worktree lock has locked ${dir}: the session is not removed`, {
    hint: `git -C ${shellWord(dir)} worktree unlock .`,
  });
}

const keep = ({ dir, what }: Unsaved, look: string, removal: string): AmberError =>
  new AmberError('CONFLICT', `the session holds ${what}, in ${dir}: it is not removed`, {
    hint: `${look}; what is not needed goes with: ${removal}`,
  });
