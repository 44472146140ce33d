import type { CommentEvent, LabelEvent } from '../../event/event.ts';
import type { PullFacts } from '../facts.ts';

/** Names of branches and files may hold whole sentences, and commands for a shell: such a one is only told as data. */
const PLAIN_NAME = /^[\w@+=.,/-]{1,250}$/;

export const isPlainName = (name: string): boolean => PLAIN_NAME.test(name);

/** Stands for a name that is only told as data. */
export const NAMED = '(named in the data)';

/** A fork's branch is named by somebody who may have no write access: that name can be an instruction by itself. */
export function headRef({ headRef: name, headRepo }: PullFacts, { thread }: CommentEvent | LabelEvent): string {
  const isOwn = headRepo?.toLowerCase() === `${thread.owner}/${thread.repo}`.toLowerCase();
  return isOwn && isPlainName(name) ? name : NAMED;
}
