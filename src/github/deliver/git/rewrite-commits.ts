import type { Inputs } from '../../inputs/inputs.ts';
import { identityOf } from './collect-work.ts';
import { withTrailer } from './commit-message.ts';
import type { Git } from './safe-git.ts';

/** Whose commits they become. */
export interface Authorship {
  readonly author: Inputs['commitAuthor'];
  /** `Name <address>` of who asked. */
  readonly coAuthor?: string;
  /** Of the commit of what the agent left uncommitted, and of a commit without a message. */
  readonly commitMessage: string;
}

/**
 * The commits once more, by their author and with their co-author: an agent can write any name into its own. Messages, files
 * and times stay, so the same commits become the same ones each time. `commits`: the oldest first, the last one is
 * the tip. Returns the new tip. @throws AmberError GIT
 */
export async function rewritten(
  run: Git,
  commits: readonly string[],
  { author, coAuthor, commitMessage }: Authorship,
): Promise<string> {
  const format = '--format=%x00%H%n%T%n%P%n@%at +0000%n%B';
  const stdin = commits.map((id) => `${id}\n`).join('');
  const log = await run(['log', '--no-walk=unsorted', '--stdin', format], { stdin, atMost: MAX_LOG });
  const made = new Map<string, string>();
  let tip = '';
  for (const entry of log.split('\0').slice(1)) {
    const [id = '', tree = '', parents = '', date = '', ...message] = entry.split('\n');
    const named = parents.split(' ').filter((parent) => parent !== '');
    tip = await run(['commit-tree', tree, ...named.flatMap((parent) => ['-p', made.get(parent) ?? parent])], {
      stdin: withTrailer(message.join('\n').trim() || commitMessage, coAuthor),
      env: identityOf(author, date),
    });
    made.set(id, tip);
  }
  return tip;
}

/** All messages together, in characters. */
const MAX_LOG = 64 * 1024 * 1024;
