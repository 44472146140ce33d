import type { Command } from './comment-command.ts';
import { mayMention } from './mention.ts';
import { inWorker } from './read-in-worker.ts';

/** What a comment asks for; `unread`: it takes longer to read than any comment that was written to be read. */
export type CommentCommand = Command | { readonly kind: 'unread' };

/** The command in a comment; undefined if the phrase does not count anywhere (docs/action.md, Trigger). */
export async function readCommand(text: string, phrase: string): Promise<CommentCommand | undefined> {
  if (!mayMention(text, phrase)) return undefined;
  const command = await inWorker({ kind: 'command', text, phrase });
  return command === undefined ? { kind: 'unread' } : (command ?? undefined);
}
