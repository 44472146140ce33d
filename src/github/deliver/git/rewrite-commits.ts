import type { Inputs } from '../../inputs/inputs.ts';
import { identityOf } from './collect-work.ts';
import type { Git } from './safe-git.ts';

/** Whose commits they become. */
export interface Authorship {
  readonly author: Inputs['commitAuthor'];
  /** `Name <address>` of who asked. */
  readonly coAuthor?: string;
  /** For a commit whose message is empty. */
  readonly fallback: string;
}

/**
 * The commits once more, by their author and with their co-author: an agent can write any name into its own. Messages, files
 * and times stay, so the same commits become the same ones each time. `commits`: the oldest first, the last one is
 * the tip. Returns the new tip. @throws AmberError GIT
 */
export async function rewritten(
  run: Git,
  commits: readonly string[],
  { author, coAuthor, fallback }: Authorship,
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
      stdin: withTrailer(message.join('\n').trim() || fallback, coAuthor),
      env: identityOf(author, date),
    });
    made.set(id, tip);
  }
  return tip;
}

/** All messages together, in characters. */
const MAX_LOG = 64 * 1024 * 1024;

/** The message with the co-author as its last line, once; beside other lines of that kind if it ends with some. */
export function withTrailer(message: string, coAuthor: string | undefined): string {
  if (coAuthor === undefined) return `${message}\n`;
  const line = `Co-authored-by: ${coAuthor}`;
  if (message.split('\n').includes(line)) return `${message}\n`;
  const last = message.split('\n\n').at(-1) ?? '';
  const isTrailers = message.includes('\n\n') && last.split('\n').every((text) => /^[A-Za-z][\w-]*: ./.test(text));
  return `${message}\n${isTrailers ? '' : '\n'}${line}\n`;
}
