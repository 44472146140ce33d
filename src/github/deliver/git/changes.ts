import type { Git } from './safe-git.ts';

/** A file as a commit has it. */
export interface FileState {
  /** As git writes it: `100644`, `100755`, `120000`, `160000`. */
  readonly mode: string;
  readonly id: string;
}

/** A file that is otherwise than in all that was on GitHub. `after` is absent where it was removed. */
export interface Change {
  readonly path: string;
  readonly before?: FileState;
  readonly after?: FileState;
}

/** What there is to deliver. */
export interface Changes {
  /** Between what was on GitHub and the last commit. */
  readonly files: readonly Change[];
  /** The commits that are not on GitHub yet, the oldest first. */
  readonly commits: readonly string[];
  /** Files of single commits that are otherwise in the last one, or not there any more. */
  readonly passing: readonly Change[];
}

/** For one listing, in characters. */
const MAX_RAW = 256 * 1024 * 1024;

/**
 * Changes of a commit against all of `known`, which are commits of GitHub's: a file that is as in one of them, as after a merge
 * of the base, is no change. @throws AmberError GIT
 */
export async function changesOf(run: Git, commit: string, known: readonly string[]): Promise<Changes> {
  const commits = await newCommits(run, commit, known);
  const files = await differing(run, commit, known);
  const seen = new Set(files.map(keyOf));
  const passing = new Map<string, Change>();
  for (const one of commits) {
    const parents = (await run(['rev-list', '--parents', '--max-count=1', one])).split(' ').slice(1);
    for (const change of await differing(run, one, [...known, ...parents]))
      if (!seen.has(keyOf(change))) passing.set(keyOf(change), change);
  }
  return { files, commits, passing: [...passing.values()] };
}

/** The commits that none of `known` has, the oldest first. @throws AmberError GIT */
export async function newCommits(run: Git, commit: string, known: readonly string[]): Promise<readonly string[]> {
  const list = await run(['rev-list', '--topo-order', '--reverse', commit, '--not', ...known], { atMost: MAX_RAW });
  return list.split('\n').filter((id) => id !== '');
}

/** The name of all files of a commit together. @throws AmberError GIT */
export const treeOf = (run: Git, commit: string): Promise<string> => run(['rev-parse', '--verify', `${commit}^{tree}`]);

const keyOf = ({ path, after }: Change): string => `${after?.mode} ${after?.id} ${path}`;

/** The files that are in a commit otherwise than in each of the others. */
async function differing(run: Git, commit: string, others: readonly string[]): Promise<readonly Change[]> {
  let left: ReadonlyMap<string, Change> | undefined;
  for (const other of new Set(others)) {
    const found = new Map((await changesBetween(run, other, commit)).map((change) => [change.path, change]));
    const before: ReadonlyMap<string, Change> = left ?? found;
    left = new Map([...before].filter(([path]) => found.has(path)));
  }
  return [...(left ?? new Map<string, Change>()).values()];
}

/** The files of two commits that differ. @throws AmberError GIT */
export async function changesBetween(run: Git, from: string, to: string): Promise<readonly Change[]> {
  const how = ['-r', '-z', '--raw', '--no-renames', '--no-abbrev'];
  return readRaw(await run(['diff-tree', ...how, from, to], { atMost: MAX_RAW }));
}

/** Bytes of the new files, by the id of their content. @throws AmberError GIT */
export async function sizesOf(run: Git, changes: readonly Change[]): Promise<ReadonlyMap<string, number>> {
  const ids = new Set(
    changes.flatMap(({ after }) => (after === undefined || after.mode === '160000' ? [] : [after.id])),
  );
  if (ids.size === 0) return new Map();
  const stdin = [...ids].map((id) => `${id}\n`).join('');
  const listed = await run(['cat-file', '--batch-check=%(objectname) %(objectsize)'], { stdin, atMost: MAX_RAW });
  return new Map(
    listed.split('\n').map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1] ?? 0)] as const),
  );
}

/** What `git diff-tree --raw -z` says: `:mode mode id id status`, the path, each ended by NUL. */
export function readRaw(raw: string): readonly Change[] {
  const parts = raw.split('\0');
  const changes: Change[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = parts[at]?.replace(/^:/, '').split(' ') ?? [];
    const state = (mode: string, id: string): FileState | undefined => (mode === '000000' ? undefined : { mode, id });
    const [before, after] = [state(oldMode, oldId), state(newMode, newId)];
    changes.push({ path: parts[at + 1] ?? '', ...(before && { before }), ...(after && { after }) });
  }
  return changes;
}
