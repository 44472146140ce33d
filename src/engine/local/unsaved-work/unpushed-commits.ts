import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../core/errors.ts';
import { MAX_LIST } from '../changes/copied-index.ts';
import { type FoundRepository, plainFile } from '../changes/find-repository.ts';
import { snapshotGit } from '../changes/snapshot.ts';
import { CLONED_REFS } from '../workspace/clone.ts';
import { type GitContext, withoutCredentials } from '../workspace/git.ts';
import { isolatedGit } from '../workspace/isolated-git.ts';
import { advertisedBy, fetchBranches } from './ask-remote.ts';

const MAX_REFLOG = 64 * 1024 * 1024;

/** Of a ref that names what others have made, nothing is this repository's own. */
const OF_OTHERS = /^refs\/(?:remotes|prefetch)\//;

/**
 * What a repository has in commits, tags, notes and stashes that none of its remotes has now: in words, undefined for
 * nothing. What it was cloned with needs no other place, and what only a reflog knows has been thrown away. The remotes are
 * asked only if there is more: what a clone remembers of them can be long over.
 * @param store a folder for git's files
 * @param remotes addresses, in the order to be asked in
 * @throws AmberError GIT
 */
export async function unpushedCommits(
  store: string,
  repository: FoundRepository,
  remotes: readonly string[],
  context: GitContext,
): Promise<string | undefined> {
  const refs = await refsOf(repository, context);
  if (refs.some(({ name }) => name === 'refs/stash')) return 'stashed changes';
  const own = refs.filter(({ name }) => !OF_OTHERS.test(name));
  // An annotated tag is more than the commit that it names.
  const others = own.filter(({ type }) => type !== 'commit').map(({ id }) => id);
  const run = snapshotGit({ folder: store, repository }, context);
  writeFileSync(join(store, 'shallow'), plainFile(join(repository.commonDir, 'shallow'), MAX_REFLOG));
  const elsewhere = new Set(knownFromTheStart(repository));

  const remaining = async (): Promise<string | undefined> => {
    const present = await presentOf([...elsewhere]);
    const revisions = [...own.map(({ id }) => id), ...present.map((id) => `^${id}`)];
    const count = await run(['rev-list', '--count', '--stdin'], { stdin: `${revisions.join('\n')}\n` });
    if (count !== '0') return count === '1' ? 'a commit' : `${count} commits`;
    return others.every((id) => elsewhere.has(id)) ? undefined : 'a tag';
  };
  const presentOf = async (ids: readonly string[]): Promise<readonly string[]> => {
    const checked = await run(['cat-file', '--batch-check=%(objecttype) %(objectname)'], {
      stdin: ids.map((id) => `${id}\n`).join(''),
      atMost: MAX_LIST,
    });
    return checked.split('\n').flatMap((line) => /^(?:commit|tag) (\w+)$/.exec(line)?.[1] ?? []);
  };

  if (own.length === 0) return undefined;
  let left = await remaining();
  const silent: string[] = [];
  for (const url of remotes) {
    if (left === undefined) return undefined;
    try {
      const { ids, branches } = await advertisedBy(url, context);
      for (const id of ids) elsewhere.add(id);
      left = await remaining();
      // Others can have gone on from what is here.
      if (left === undefined || (await presentOf(branches)).length === branches.length) continue;
      for (const id of await fetchBranches(store, url, context)) elsewhere.add(id);
      left = await remaining();
    } catch (error) {
      context.signal.throwIfAborted();
      silent.push(`${withoutCredentials(url)} (${messageOf(error)})`);
    }
  }
  if (left === undefined) return undefined;
  return silent.length === 0
    ? `${left} not pushed`
    : `${left} of which it can't be said whether it is on ${silent.join(', ')}`;
}

interface Ref {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

/** All refs, and what is checked out in each of its worktrees. */
async function refsOf({ commonDir }: FoundRepository, context: GitContext): Promise<readonly Ref[]> {
  const read = isolatedGit(commonDir, context);
  const listed = await read(['for-each-ref', '--format=%(objectname) %(objecttype) %(refname)'], { atMost: MAX_LIST });
  const refs = listed.split('\n').flatMap((line) => {
    const [id, type, name] = line.split(' ');
    return id === undefined || type === undefined || name === undefined ? [] : [{ id, type, name }];
  });
  const worktrees = await read(['worktree', 'list', '--porcelain'], { atMost: MAX_LIST });
  const heads = [...worktrees.matchAll(/^HEAD ([0-9a-f]+)$/gm)].map(([, id = '']) => id);
  return [...refs, ...heads.filter((id) => !/^0+$/.test(id)).map((id) => ({ id, type: 'commit', name: 'HEAD' }))];
}

/** What the repository was cloned with: as Amber wrote it down, and as git's reflog begins. */
function knownFromTheStart({ commonDir }: FoundRepository): readonly string[] {
  const written = plainFile(join(commonDir, CLONED_REFS), MAX_REFLOG).split('\n');
  const [, first] =
    /^0+ ([0-9a-f]+) [^\n]*\tclone: from /.exec(plainFile(join(commonDir, 'logs', 'HEAD'), MAX_REFLOG)) ?? [];
  return [...written, first ?? ''].filter((id) => /^[0-9a-f]+$/.test(id));
}
