import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ChangedFile, changesBetween, sizesOf } from './changed-files.ts';
import { eachPart } from './plain-file.ts';
import type { Git, Remote } from './safe-git.ts';

/** Content that is in LFS, as the pointer in a commit names it. */
export interface LfsObject {
  /** SHA-256 in hex. */
  readonly oid: string;
  /** Bytes. */
  readonly size: number;
}

/** Folders of such content, each file under `ab/cd/abcd…`. */
export interface LfsStores {
  /** Amber's: what is in it was checked. */
  readonly own: string;
  /** The agent's, or another job's. */
  readonly foreign: string;
}

/** A changed file whose path `.gitattributes` gives to LFS. */
export type LfsChange = { readonly path: string; readonly mode: string } & (
  | { readonly is: 'here' | 'missing'; readonly object: LfsObject }
  /** The content itself is in the commit. */
  | { readonly is: 'raw' }
);

/** No pointer is longer, in bytes. */
const MAX_POINTER = 1024;
const POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\noid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n$/;

const pointerTo = ({ oid, size }: LfsObject): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`;

/** Where an object is in such a folder. */
export const placeIn = (store: string, { oid }: LfsObject): string =>
  join(store, oid.slice(0, 2), oid.slice(2, 4), oid);

const placesOf = ({ url }: Remote): readonly string[] => ['-c', `lfs.url=${url}/info/lfs`];

/**
 * Fetches the files of LFS for what is checked out, from GitHub alone, and has the clone's git keep such files there: what
 * the agent commits are pointers then. @throws AmberError GIT
 */
export async function fetchLfs(run: Git, remote: Remote): Promise<void> {
  const filter = {
    clean: 'git-lfs clean -- %f',
    smudge: 'git-lfs smudge -- %f',
    process: 'git-lfs filter-process',
    required: 'true',
  };
  await run([...placesOf(remote), 'lfs', 'fetch', remote.url, 'HEAD'], { remote });
  for (const [name, value] of Object.entries(filter)) await run(['config', `filter.lfs.${name}`, value]);
  await run([...placesOf(remote), 'lfs', 'checkout'], {});
}

/** Brings objects of Amber's folder to LFS on GitHub; what is there is not sent again. @throws AmberError GIT */
export async function pushLfs(run: Git, remote: Remote, objects: readonly LfsObject[]): Promise<void> {
  const oids = [...new Set(objects.map(({ oid }) => oid))];
  if (oids.length === 0) return;
  await run([...placesOf(remote), 'lfs', 'push', '--object-id', remote.url, ...oids], { remote });
}

/** Those of the paths that `.gitattributes` gives to LFS; in the index if `isCached`. Paths in `encoding`. @throws AmberError GIT */
export async function keptInLfs(
  run: Git,
  paths: readonly string[],
  { encoding, isCached }: { readonly encoding?: 'latin1'; readonly isCached: boolean },
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const stdin = Buffer.from(paths.map((path) => `${path}\0`).join(''), encoding);
  const options = { stdin, atMost: MAX_LIST, ...(encoding && { encoding }) };
  const answer = await run(['check-attr', ...(isCached ? ['--cached'] : []), '-z', '--stdin', 'filter'], options);
  const fields = answer.split('\0');
  return new Set(fields.filter((_, i) => i % 3 === 0 && fields[i + 2] === 'lfs'));
}

const MAX_LIST = 256 * 1024 * 1024;

/** The pointer to a file's content, which is the file itself where it is one already, or empty. Undefined if it can't be read. */
export function pointerOf(path: Buffer | string): { readonly text: string; readonly object?: LfsObject } | undefined {
  const hash = createHash('sha256');
  let text = '';
  const size = eachPart(path, (part, at) => {
    hash.update(part);
    if (at === 0 && part.length <= MAX_POINTER) text = part.toString('latin1');
  });
  if (size === undefined) return undefined;
  if (size === 0 || (size <= MAX_POINTER && POINTER.test(text))) return { text };
  const object = { oid: hash.digest('hex'), size };
  return { text: pointerTo(object), object };
}

/** Copies a file into Amber's folder, if it is that object. Returns whether it is there now. */
export function keepObject(path: Buffer | string, object: LfsObject, own: string): boolean {
  const place = placeIn(own, object);
  if (isObject(place, object)) return true;
  // Asked first: what is no file is not copied.
  if (!isObject(path, object)) return false;
  mkdirSync(dirname(place), { recursive: true });
  copyFileSync(path, `${place}.new`);
  if (!isObject(`${place}.new`, object)) return false;
  renameSync(`${place}.new`, place);
  return true;
}

function isObject(path: Buffer | string, { oid, size }: LfsObject): boolean {
  const hash = createHash('sha256');
  return eachPart(path, (part) => hash.update(part), size) === size && hash.digest('hex') === oid;
}

/** What readers should know about the changed files of LFS in a commit; those whose content is found are in Amber's folder then. @throws AmberError GIT */
export async function lfsChanges(
  run: Git,
  commit: string,
  changes: readonly ChangedFile[],
  {
    known,
    sizes,
    stores: { foreign, own },
  }: {
    /** Commits of GitHub's: what their pointers name is in LFS there. */
    readonly known: readonly string[];
    readonly sizes: ReadonlyMap<string, number>;
    readonly stores: LfsStores;
  },
): Promise<readonly LfsChange[]> {
  const files = changes.filter(({ after }) => after?.mode.startsWith('100') === true && sizes.get(after.id) !== 0);
  if (files.length === 0) return [];
  await run(['read-tree', commit]);
  const kept = await keptInLfs(run, [...new Set(files.map(({ path }) => path))], { isCached: true });
  const found: LfsChange[] = [];
  let there: ReadonlySet<string> | undefined;
  for (const { after, path } of files) {
    if (!kept.has(path) || after === undefined) continue;
    const file = { path, mode: after.mode };
    const text = (sizes.get(after.id) ?? 0) > MAX_POINTER ? '' : `${await run(['cat-file', 'blob', after.id])}\n`;
    const [, oid, size] = POINTER.exec(text) ?? [];
    if (oid === undefined) found.push({ ...file, is: 'raw' });
    else {
      const object = { oid, size: Number(size) };
      if (keepObject(placeIn(foreign, object), object, own)) found.push({ ...file, object, is: 'here' });
      else {
        // A file that was moved or copied.
        there ??= await blobsOf(run, known);
        if (!there.has(after.id)) found.push({ ...file, object, is: 'missing' });
      }
    }
  }
  return found;
}

async function blobsOf(run: Git, commits: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const commit of commits) {
    const listed = await run(['ls-tree', '-r', commit], { atMost: MAX_LIST });
    for (const line of listed.split('\n')) ids.add(line.split(/[ \t]/)[2] ?? '');
  }
  return ids;
}

/** A tree like that of a commit, with the content of what has changed in LFS since `from` in the place of pointers. @throws AmberError GIT */
export async function withContent(run: Git, from: string, commit: string, stores: LfsStores): Promise<string> {
  const changes = await changesBetween(run, from, commit);
  const sizes = await sizesOf(run, changes);
  const inLfs = await lfsChanges(run, commit, changes, { known: [from], sizes, stores });
  if (inLfs.length === 0) return commit;
  for (const change of inLfs) {
    if (change.is !== 'here') continue;
    const id = await run(['hash-object', '-w', '--no-filters', '--', placeIn(stores.own, change.object)]);
    const stdin = `${change.mode} ${id}\t${change.path}\0`;
    await run(['update-index', '-z', '--index-info'], { stdin });
  }
  return run(['write-tree']);
}
