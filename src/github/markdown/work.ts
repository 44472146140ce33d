import { clean } from './clean.ts';
import { type Command, commandIn } from './command.ts';
import { type Defused, defused } from './defuse.ts';

/** What is done with foreign Markdown, and with what; all of it may take too long. */
export interface Work {
  command: { readonly input: { readonly text: string; readonly phrase: string }; readonly result: Command | null };
  clean: { readonly input: { readonly text: string; readonly limit: number }; readonly result: string };
  defuse: {
    readonly input: { readonly text: string; readonly masked: readonly (readonly [string, string])[] };
    readonly result: Defused;
  };
}

export type Task = { readonly [K in keyof Work]: { readonly kind: K } & Work[K]['input'] }[keyof Work];

/** Does it here and now. @throws TooDeep, RangeError for a text nested too deeply */
export function doTask(task: Task): Work[keyof Work]['result'] {
  switch (task.kind) {
    case 'command':
      return commandIn(task.text, task.phrase);
    case 'clean':
      return clean(task.text, task.limit);
    case 'defuse':
      return defused(task.text, new Map(task.masked));
  }
}
