import { lstat, readlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemCodeOf } from '../../../../core/errors.ts';
import type { Place } from '../../../../core/permissions/path-pattern.ts';
import type { LocatedPath, RuledRequest, ToolClaims } from '../../../../core/permissions/tool-request.ts';

/** No system takes longer ones. */
const LONGEST_PATH = 4_096;
/** Links on one way; Linux follows as many. */
const MOST_LINKS = 40;

/**
 * What a tool call claims, with the places that its paths lead to at this moment. A program can change a link after that:
 * what an agent must not reach at all, a sandbox keeps from it.
 */
export async function locateClaims(claims: ToolClaims, workspace: string): Promise<RuledRequest> {
  const { directories, paths, words, ...rest } = claims;
  const roots = [workspace, (await realPlace(workspace)).place];
  const bases = [workspace, ...directories.map((directory) => resolve(workspace, directory))];
  const locate = (named: string): Promise<LocatedPath> => locatePath(named, bases, roots);
  return { ...rest, paths: await Promise.all(paths.map(locate)), words: await Promise.all(words.map(locate)) };
}

async function locatePath(named: string, bases: readonly string[], roots: readonly string[]): Promise<LocatedPath> {
  const { path, isCertain } = readPath(named);
  if (path === undefined) return { named, written: [], real: [], isCertain: false };
  const written = bases.map((base) => resolve(base, path));
  // Agents differ: some take `..` out of the text, others leave it to the system, which follows links first.
  const asWritten = isAbsolute(path) ? [path] : bases.map((base) => `${base}/${path}`);
  const found = await Promise.all([...new Set([...written, ...asWritten])].map(realPlace));
  const places = (list: readonly string[]): readonly Place[] =>
    [...new Set(list)].map((place) => placeOf(place, roots));
  return {
    named,
    written: places(written),
    real: places(found.map(({ place }) => place)),
    isCertain: isCertain && found.every((one) => one.isCertain),
    isFolder: (await Promise.all(found.map(({ place }) => isFolder(place)))).includes(true),
  };
}

/** The path that a text names. What becomes of `~` only the agent knows; of an address, or of nothing, there is no path. */
function readPath(named: string): { readonly path?: string; readonly isCertain: boolean } {
  const [, rest] = /^~(\/.*)?$/s.exec(named) ?? [];
  if (named === '~' || rest !== undefined) return { path: join(homedir(), rest ?? ''), isCertain: false };
  if (/^file:/i.test(named)) {
    try {
      return { path: fileURLToPath(named), isCertain: true };
    } catch {
      return { isCertain: false };
    }
  }
  const isNone =
    named.trim() === '' ||
    named.length > LONGEST_PATH ||
    named.startsWith('~') ||
    named.includes('\0') ||
    /^[a-z][\w+.-]*:\/\//i.test(named);
  return isNone ? { isCertain: false } : { path: named, isCertain: true };
}

/**
 * Where a path leads, component by component: also one to something that is not there yet, and through a link whose target
 * is not there, which writing would make. It is not certain where it can't be looked.
 */
async function realPlace(path: string): Promise<{ readonly place: string; readonly isCertain: boolean }> {
  const ahead = path.split('/').reverse();
  let at = '/';
  let links = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at = dirname(at);
      continue;
    }
    const next = join(at, name);
    try {
      const target = (await lstat(next)).isSymbolicLink() ? await readlink(next) : undefined;
      if (target === undefined) at = next;
      else if (++links > MOST_LINKS) return { place: at, isCertain: false };
      else {
        ahead.push(...target.split('/').reverse());
        if (isAbsolute(target)) at = '/';
      }
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') return { place: next, isCertain: false };
      at = next;
    }
  }
  return { place: at, isCertain: true };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (systemCodeOf(error) === undefined) throw error;
    return false;
  }
}

function placeOf(absolute: string, roots: readonly string[]): Place {
  for (const root of roots) {
    const inside = relative(root, absolute);
    if (inside === '' || !(inside === '..' || inside.startsWith('../'))) return { absolute, inside };
  }
  return { absolute };
}
