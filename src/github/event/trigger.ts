import type { Command } from '../markdown/command.ts';
import { mayMention } from '../markdown/mention.ts';
import { inWorker } from '../markdown/reader.ts';

/** What a comment asks for; `unread`: it takes so long to read that nobody has written it to be read. */
export type Asked = Command | { readonly kind: 'unread' };

/** The command in a comment; undefined if the phrase does not count anywhere (docs/action.md, Trigger). */
export async function readCommand(text: string, phrase: string): Promise<Asked | undefined> {
  if (!mayMention(text, phrase)) return undefined;
  const command = await inWorker({ kind: 'command', text, phrase });
  return command === undefined ? { kind: 'unread' } : (command ?? undefined);
}
