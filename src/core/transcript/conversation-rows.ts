import { type RunChanges, readChanges } from '../run-changes.ts';
import type { Transcript, TranscriptEntry, TranscriptRun } from './transcript.ts';

/** One row of what a reader sees. It stays the same object while its content changes. */
export type Row = Content & {
  /** Names it among all rows. */
  readonly key: string;
  /** Its place among all, as far as that is known. */
  index: number;
};

type Content =
  | { readonly kind: 'entry'; readonly entry: TranscriptEntry }
  | { readonly kind: 'run-end'; readonly run: TranscriptRun }
  | { readonly kind: 'changes'; readonly changes: RunChanges }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning'; readonly text: string };

/** The rows of a transcript, and what stands between its entries. Rows are added as they come: it is never walked for each event. */
export class Rows {
  readonly #transcript: Transcript;
  #all: Row[] = [];
  readonly #ofEntry = new Map<TranscriptEntry, Row>();
  /** What stands after so many entries. */
  readonly #notes: { readonly after: number; readonly row: Row }[] = [];
  #isOutOfOrder = false;

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
  }

  /** All, in order: the same array, but for when their order has changed. */
  get all(): readonly Row[] {
    if (this.#isOutOfOrder) this.#rebuild();
    return this.#all;
  }

  /** How many rows are no entries. */
  get noteCount(): number {
    return this.#notes.length;
  }

  /** The row of an entry that is shown. */
  of(entry: TranscriptEntry): Row | undefined {
    return this.#ofEntry.get(entry);
  }

  /** An entry is new or has changed. */
  changed(entry: TranscriptEntry): void {
    if (this.#ofEntry.has(entry) || !isShown(entry)) return;
    const { entries } = this.#transcript;
    const isLast = entries.at(-1) === entry && (this.#notes.at(-1)?.after ?? 0) < entries.length;
    if (isLast && !this.#isOutOfOrder) this.#all.push(this.#row(entry));
    else this.#isOutOfOrder = true;
  }

  /** Any number of entries may have changed, and their order. */
  reordered(): void {
    this.#isOutOfOrder = true;
  }

  /** Adds what stands after all that was said until now. */
  note(content: Exclude<Content, { readonly kind: 'entry' }>, key: string): void {
    const row: Row = { ...content, key, index: -1 };
    this.#notes.push({ after: this.#transcript.entries.length, row });
    this.#all.push(row);
  }

  #rebuild(): void {
    this.#isOutOfOrder = false;
    this.#all = [];
    let at = 0;
    const notesUntil = (index: number): void => {
      for (let note = this.#notes[at]; note !== undefined && note.after <= index; note = this.#notes[++at])
        this.#all.push(note.row);
    };
    for (const [index, entry] of this.#transcript.entries.entries()) {
      notesUntil(index);
      if (isShown(entry)) this.#all.push(this.#row(entry));
    }
    notesUntil(Number.POSITIVE_INFINITY);
  }

  #row(entry: TranscriptEntry): Row {
    const known = this.#ofEntry.get(entry);
    if (known !== undefined) return known;
    const row: Row = { kind: 'entry', key: `${entry.kind} ${entry.id}`, entry, index: -1 };
    this.#ofEntry.set(entry, row);
    return row;
  }
}

/** The changes that an event reports, where there are any to show. */
export function shownChanges(value: { readonly [field: string]: unknown }): RunChanges | undefined {
  const changes = readChanges(value);
  return changes === undefined || (changes.total.files === 0 && changes.unknown === undefined) ? undefined : changes;
}

/** A message that has no text is a frame around calls; the platform's own prompt is not shown by its page either. */
function isShown(entry: TranscriptEntry): boolean {
  if (entry.kind === 'tool') return true;
  if (entry.kind === 'reasoning') return entry.text.trim() !== '';
  return !entry.hidden && (entry.text.trim() !== '' || entry.files.length > 0);
}

/** What changes where an entry does: rows with the same version need not be made again. */
export function versionOf(row: Row): string {
  if (row.kind === 'run-end') return `${row.run.outcome} ${row.run.error?.message ?? ''} ${row.run.costUsd}`;
  if (row.kind !== 'entry') return '';
  const { entry } = row;
  if (entry.kind !== 'tool')
    return `${entry.text.length} ${entry.open} ${entry.kind === 'message' && entry.files.length}`;
  return `${entry.name} ${entry.args.length} ${entry.result?.length} ${entry.error?.length} ${entry.edits?.length} ${entry.open} ${entry.unfinished} ${entry.refusedBy}`;
}
