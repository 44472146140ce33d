import { type Defused, defused } from '../../render/markdown/defuse.ts';
import { readAuthorProse } from './author-prose.ts';
import { type Command, commandIn } from './comment-command.ts';
import { cut, withoutInvisible } from './invisible-characters.ts';
import { edited } from './text-edits.ts';

/** What is done with foreign Markdown, and with what; all of it may take too long. */
export interface WorkerTasks {
  command: { readonly input: { readonly text: string; readonly phrase: string }; readonly result: Command | null };
  clean: { readonly input: { readonly text: string; readonly limit: number }; readonly result: string };
  defuse: {
    readonly input: { readonly text: string; readonly masked: readonly (readonly [string, string])[] };
    readonly result: Defused;
  };
}

export type Task = {
  readonly [K in keyof WorkerTasks]: { readonly kind: K } & WorkerTasks[K]['input'];
}[keyof WorkerTasks];

/** Does it here and now. @throws TooDeep, RangeError for a text nested too deeply */
export function doTask(task: Task): WorkerTasks[keyof WorkerTasks]['result'] {
  switch (task.kind) {
    case 'command':
      return commandIn(task.text, task.phrase);
    case 'clean':
      return clean(task.text, task.limit);
    case 'defuse':
      return defused(task.text, new Map(task.masked));
  }
}

/**
 * Text from GitHub, of which nothing is left that its readers there did not see; at most `limit` characters, with a
 * note if it was cut. Code stays as it is. @throws TooDeep
 */
export function clean(text: string, limit = Number.POSITIVE_INFINITY): string {
  // Twice what may be left is enough to look at: what hides text closes itself at the end.
  const looked = text.slice(0, 2 * limit).toWellFormed();
  const { edits } = readAuthorProse(looked);
  return cut(withoutInvisible(edited(looked, edits)).trim(), limit);
}
