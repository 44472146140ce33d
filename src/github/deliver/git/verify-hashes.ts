import { createHash } from 'node:crypto';
import { AmberError } from '../../../core/errors.ts';
import type { Git } from './safe-git.ts';

/** All trees of a commit together, in bytes. */
const MAX_TREES = 384 * 1024 * 1024;

/**
 * Makes sure that these commits, and all folders in them, are what their names say. Git does not ask: an agent that puts
 * other content under the name of GitHub's own tree could make a new file look like an old one.
 * @throws AmberError GIT
 */
export async function verifyTrees(run: Git, commits: readonly string[]): Promise<void> {
  const seen = new Set<string>();
  let trees = (await objects(run, 'commit', commits)).map((content) => /^tree ([0-9a-f]+)\n/.exec(content)?.[1] ?? '');
  while (trees.length > 0) {
    const fresh = [...new Set(trees)].filter((id) => !seen.has(id));
    for (const id of fresh) seen.add(id);
    trees = (await objects(run, 'tree', fresh)).flatMap((content, i) =>
      foldersIn(content, (fresh[i] ?? '').length / 2),
    );
  }
}

/** The contents of objects, a character a byte, each of which hashes to its name. */
async function objects(run: Git, kind: 'commit' | 'tree', ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const stdin = ids.map((id) => `${id}\n`).join('');
  const answer = `${await run(['cat-file', '--batch'], { stdin, encoding: 'latin1', atMost: MAX_TREES })}\n`;
  let at = 0;
  return ids.map((id) => {
    const end = answer.indexOf('\n', at);
    const [, type, size] = answer.slice(at, end).split(' ');
    const content = answer.slice(end + 1, end + 1 + Number(size));
    at = end + 2 + Number(size);
    const hash = createHash(id.length === 64 ? 'sha256' : 'sha1').update(`${kind} ${content.length}\0`);
    if (type !== kind || hash.update(content, 'latin1').digest('hex') !== id)
      throw new AmberError('GIT', `the agent’s repository holds something else under the name of ${kind} ${id}`);
    return content;
  });
}

/** The folders in a tree: `mode name NUL`, and the id in bytes. */
function foldersIn(tree: string, idLength: number): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < tree.length; ) {
    const end = tree.indexOf('\0', at);
    const id = tree.slice(end + 1, end + 1 + idLength);
    if (tree.startsWith('40000 ', at)) found.push(Buffer.from(id, 'latin1').toString('hex'));
    at = end + 1 + idLength;
  }
  return found;
}
