import type { Git } from './safe-git.ts';

/** A file as a commit has it. */
export interface FileState {
  /** As git writes it: `100644`, `100755`, `120000`, `160000`. */
  readonly mode: string;
  readonly id: string;
}

/** A file that is otherwise than in all that was on GitHub. `after` is absent where it was removed. */
export interface ChangedFile {
  readonly path: string;
  readonly before?: FileState;
  readonly after?: FileState;
}

/** What there is to deliver. */
export interface WorkChanges {
  /** Between what was on GitHub and the last commit. */
  readonly files: readonly ChangedFile[];
  /** The commits that are not on GitHub yet, the oldest first. */
  readonly commits: readonly string[];
  /** Files of single commits that are otherwise in the last one, or not there any more. */
  readonly passing: readonly ChangedFile[];
}

/** For one listing, in characters. */
const MAX_RAW = 256 * 1024 * 1024;

/**
 * Changes of a commit against all of `known`, which are commits of GitHub's: a file that is as in one of them, as after a merge
 * of the base, is no change. @throws AmberError GIT
 */
export async function changesOf(run: Git, commit: string, known: readonly string[]): Promise<WorkChanges> {
  const commits = await newCommits(run, commit, known);
  const files = await differing(run, commit, known);
  if (known.length === 0) return { files, commits, passing: [] };
  const seen = new Set(files.map(keyOf));
  const there = await Promise.all(known.map((one) => filesOf(run, one)));
  const passing = new Map<string, ChangedFile>();
  for (const { after, path } of await ownChanges(run, commits, known)) {
    const befores = there.map((states) => states.get(path));
    if (befores.some((before) => before?.id === after?.id && before?.mode === after?.mode)) continue;
    const [before] = befores;
    const change = { path, ...(before && { before }), ...(after && { after }) };
    if (!seen.has(keyOf(change))) passing.set(keyOf(change), change);
  }
  return { files, commits, passing: [...passing.values()] };
}

/** All files of a commit. */
async function filesOf(run: Git, commit: string): Promise<ReadonlyMap<string, FileState>> {
  const states = new Map<string, FileState>();
  for (const line of (await run(['ls-tree', '-r', '-z', commit], { atMost: MAX_RAW })).split('\0')) {
    const [, mode = '', id = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (path !== '') states.set(path, { mode, id });
  }
  return states;
}

/**
 * What each commit has otherwise than all of its parents, or than the first of `known` where it has none. Git is asked once for
 * all of them: an agent can make thousands. @throws AmberError GIT
 */
async function ownChanges(
  run: Git,
  commits: readonly string[],
  known: readonly string[],
): Promise<readonly ChangedFile[]> {
  if (commits.length === 0) return [];
  const parents = new Map<string, readonly string[]>();
  const list = await run(['rev-list', '--parents', '--no-walk=unsorted', '--stdin'], {
    stdin: lines(commits),
    atMost: MAX_RAW,
  });
  for (const line of list.split('\n')) {
    const [one = '', ...of] = line.split(' ');
    parents.set(one, of.length > 0 ? of : known.slice(0, 1));
  }
  const trees = await treesOf(run, [...new Set([...parents].flatMap(([one, of]) => [one, ...of]))]);
  const pairs = [...parents].flatMap(([one, of]) =>
    [...new Set(of.map((other) => trees.get(other) ?? ''))].map((other) => ({
      one,
      pair: `${other} ${trees.get(one)}`,
    })),
  );
  const how = ['--stdin', '-r', '-z', '--raw', '--no-renames', '--no-abbrev'];
  const raw = await run(['diff-tree', ...how], { stdin: lines(pairs.map(({ pair }) => pair)), atMost: MAX_RAW });
  const left = new Map<string, readonly ChangedFile[]>();
  for (const [i, found] of readPairs(raw).entries()) {
    const one = pairs[i]?.one ?? '';
    const paths = new Set(found.map(({ path }) => path));
    left.set(one, left.get(one)?.filter(({ path }) => paths.has(path)) ?? found);
  }
  return [...left.values()].flat();
}

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

/** The names of all files together, by commit. */
async function treesOf(run: Git, commits: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const stdin = lines(commits.map((id) => `${id}^{tree}`));
  const listed = await run(['cat-file', '--batch-check=%(objectname)'], { stdin, atMost: MAX_RAW });
  return new Map(listed.split('\n').map((tree, i) => [commits[i] ?? '', tree] as const));
}

/** What `git diff-tree --stdin --raw -z` says of pairs of trees, pair by pair: their names on a line, and then what differs. */
function readPairs(raw: string): readonly (readonly ChangedFile[])[] {
  const texts: string[][] = [];
  // The last newline was taken off.
  for (const part of (raw === '' || raw.endsWith('\0') ? raw : `${raw}\n`).split('\0')) {
    const ofPair = texts.at(-1);
    // A path stands after its `:mode …`, whatever it looks like.
    if (ofPair !== undefined && ofPair.length % 2 === 1) ofPair.push(part);
    else {
      const heads = part.split('\n');
      for (const _ of heads.slice(0, -1)) texts.push([]);
      const rest = heads.at(-1) ?? '';
      if (rest !== '') texts.at(-1)?.push(rest);
    }
  }
  return texts.map((parts) => readRaw([...parts, ''].join('\0')));
}

/** The commits that none of `known` has, the oldest first. @throws AmberError GIT */
export async function newCommits(run: Git, commit: string, known: readonly string[]): Promise<readonly string[]> {
  const list = await run(['rev-list', '--topo-order', '--reverse', commit, '--not', ...known], { atMost: MAX_RAW });
  return list.split('\n').filter((id) => id !== '');
}

/** The name of all files of a commit together. @throws AmberError GIT */
export const treeOf = (run: Git, commit: string): Promise<string> => run(['rev-parse', '--verify', `${commit}^{tree}`]);

const keyOf = ({ path, after }: ChangedFile): string => `${after?.mode} ${after?.id} ${path}`;

/** The files that are in a commit otherwise than in each of the others. */
async function differing(run: Git, commit: string, others: readonly string[]): Promise<readonly ChangedFile[]> {
  let left: ReadonlyMap<string, ChangedFile> | undefined;
  for (const other of new Set(others)) {
    const found = new Map((await changesBetween(run, other, commit)).map((change) => [change.path, change]));
    const before: ReadonlyMap<string, ChangedFile> = left ?? found;
    left = new Map([...before].filter(([path]) => found.has(path)));
  }
  return [...(left ?? new Map<string, ChangedFile>()).values()];
}

/** The files of two commits that differ. @throws AmberError GIT */
export async function changesBetween(run: Git, from: string, to: string): Promise<readonly ChangedFile[]> {
  const how = ['-r', '-z', '--raw', '--no-renames', '--no-abbrev'];
  return readRaw(await run(['diff-tree', ...how, from, to], { atMost: MAX_RAW }));
}

/** Bytes of the new files, by the id of their content. @throws AmberError GIT */
export async function sizesOf(run: Git, changes: readonly ChangedFile[]): Promise<ReadonlyMap<string, number>> {
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
function readRaw(raw: string): readonly ChangedFile[] {
  const parts = raw.split('\0');
  const changes: ChangedFile[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = parts[at]?.replace(/^:/, '').split(' ') ?? [];
    const state = (mode: string, id: string): FileState | undefined => (mode === '000000' ? undefined : { mode, id });
    const [before, after] = [state(oldMode, oldId), state(newMode, newId)];
    changes.push({ path: parts[at + 1] ?? '', ...(before && { before }), ...(after && { after }) });
  }
  return changes;
}
