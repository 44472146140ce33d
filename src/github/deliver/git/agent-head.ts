import { lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AmberError } from '../../../core/errors.ts';

/** What an agent's repository holds, as far as it is read: its files are data, and git never works in it. */
export interface AgentHead {
  /** The commit that is checked out. */
  readonly commit: string;
  /** The folder of its objects. */
  readonly objects: string;
}

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const MAX_REFS = 64 * 1024 * 1024;
const MAX_DEPTH = 5;

/** @throws AmberError GIT if what is there is no repository with a commit */
export function agentHead(dir: string): AgentHead {
  const own = gitDirOf(dir);
  // A worktree shares refs and objects with its repository.
  const shared = text(join(own, 'commondir'), 4096)?.trim();
  const common = shared === undefined ? own : resolve(own, shared);
  let at = text(join(own, 'HEAD'), 4096)?.trim() ?? '';
  for (let depth = 0; depth < MAX_DEPTH && at.startsWith('ref: '); depth++) at = refOf(own, common, at.slice(5).trim());
  if (!SHA.test(at))
    throw new AmberError('GIT', `${dir} is not a repository with a commit any more: its HEAD can’t be read`);
  return { commit: at, objects: join(common, 'objects') };
}

function gitDirOf(dir: string): string {
  const place = join(dir, '.git');
  const [, named] = /^gitdir: (.+)$/m.exec(text(place, 4096) ?? '') ?? [];
  return named === undefined ? place : resolve(dir, named.trim());
}

function refOf(own: string, common: string, ref: string): string {
  if (!ref.startsWith('refs/') || ref.includes('..') || ref.includes('\0')) return '';
  const loose = text(join(own, ref), 4096) ?? text(join(common, ref), 4096);
  if (loose !== undefined) return loose.trim();
  const packed = text(join(common, 'packed-refs'), MAX_REFS) ?? '';
  return (
    packed
      .split('\n')
      .find((line) => line.endsWith(` ${ref}`))
      ?.split(' ')[0] ?? ''
  );
}

/** A plain file's text; undefined for anything else: a pipe would be waited for without end. */
function text(path: string, most: number): string | undefined {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= most ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
