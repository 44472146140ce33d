import type { Context } from '../context.ts';
import type { Io } from '../process/io.ts';
import { type Tone, table, tableWithNotes } from './plain-table.ts';
import { printObject } from './print-object.ts';

/** How the items of a list are shown. */
export interface ItemShape<T> {
  readonly columns: readonly string[];
  readonly row: (item: T) => readonly string[];
  /** For `-o name`; undefined leaves the item out. */
  readonly name: (item: T) => string | undefined;
  /** What a program gets of an item, where that is not the item. */
  readonly json?: (item: T) => object;
  /** True where a row is never cut to the terminal's width: it holds a command that has to be typed. */
  readonly whole?: true;
  /** True where the last column is a sentence: where it has no room it is below its row. */
  readonly notes?: true;
  /** Colours of the table. */
  readonly tone?: Tone;
}

/** Prints a list: a table, `{items: […]}`, or a line for each item. */
export async function printItems<T>(
  { stdout }: Pick<Io, 'stdout'>,
  { settings, redactor }: Pick<Context, 'settings' | 'redactor'>,
  items: readonly T[],
  { columns, row, name, json, whole, notes, tone }: ItemShape<T>,
): Promise<void> {
  const programs = json === undefined ? items : items.map(json);
  switch (settings.output) {
    case 'json':
    case 'yaml':
      return printObject(stdout, redactor, settings.output, { items: programs });
    case 'jsonl':
      for (const item of programs) await printObject(stdout, redactor, 'jsonl', item);
      return;
    case 'name':
      for (const item of items) {
        const shown = name(item);
        if (shown !== undefined) await stdout.write(`${shown}\n`);
      }
      return;
    case 'text': {
      const width = stdout.isTTY && whole !== true ? stdout.columns : undefined;
      const layOut = notes === true ? tableWithNotes : table;
      await stdout.write(redactor.all(layOut(columns, items.map(row), width, tone)));
    }
  }
}
