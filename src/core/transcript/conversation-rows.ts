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
  /** `part`: what it shows of a long message, which has a row for each; `parts`: those of a long reasoning. */
  | { readonly kind: 'entry'; readonly entry: TranscriptEntry; part?: RowPart; parts?: readonly TextPart[] }
  | { readonly kind: 'run-end'; readonly run: TranscriptRun }
  | { readonly kind: 'changes'; readonly changes: RunChanges }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning'; readonly text: string };

/** A part of a long text, which can be shown by itself. */
export interface TextPart {
  /** Its source; of the last part, as far as that came. */
  readonly text: string;
  /** The block that it begins with has begun in the part before. */
  readonly isCutBefore: boolean;
  /** The block that it ends with goes on in the next part. */
  readonly isCutAfter: boolean;
}

/** Splits a text that comes in pieces. All parts but the last stay the same. */
export interface TextParts {
  readonly all: readonly TextPart[];
  readonly push: (text: string) => void;
}

/** A part, and where it is among all. */
export interface RowPart extends TextPart {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** A longer text is shown in parts, in UTF-16 units. */
export const WHOLE_TEXT = 16_000;

/** What is known of a long text: as it was when it was split last. */
interface LongText {
  readonly parts: TextParts;
  readonly text: string;
  readonly rows: EntryRow[];
}

type EntryRow = Extract<Row, { readonly kind: 'entry' }>;

/** The rows of a transcript, and what stands between its entries. Rows are added as they come: it is never walked for each event. */
export class Rows {
  readonly #transcript: Transcript;
  #all: Row[] = [];
  readonly #ofEntry = new Map<TranscriptEntry, EntryRow>();
  /** What stands after so many entries. */
  readonly #notes: { readonly after: number; readonly row: Row }[] = [];
  readonly #split: (() => TextParts) | undefined;
  readonly #long = new Map<EntryRow, LongText>();
  #isOutOfOrder = false;

  /** `split`: what splits long texts. Without it each entry is one row. */
  constructor(transcript: Transcript, split?: () => TextParts) {
    this.#transcript = transcript;
    this.#split = split;
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

  /** An entry is new or has changed. `added`: what was said, where that is known. */
  changed(entry: TranscriptEntry, added = ''): void {
    const row = this.#ofEntry.get(entry);
    if (row !== undefined) this.#grow(row, added);
    if (row !== undefined || !isShown(entry)) return;
    const { entries } = this.#transcript;
    const isLast = entries.at(-1) === entry && (this.#notes.at(-1)?.after ?? 0) < entries.length;
    if (isLast && !this.#isOutOfOrder) this.#all.push(...this.#rowsOf(entry));
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
      if (isShown(entry)) this.#all.push(...this.#rowsOf(entry));
    }
    notesUntil(Number.POSITIVE_INFINITY);
  }

  #rowsOf(entry: TranscriptEntry): readonly Row[] {
    let row = this.#ofEntry.get(entry);
    if (row === undefined) {
      row = { kind: 'entry', key: `${entry.kind} ${entry.id}`, entry, index: -1 };
      this.#ofEntry.set(entry, row);
    }
    return this.#splitUp(row, '')?.rows ?? [row];
  }

  /** More was said: rows are added where it is the last that was. */
  #grow(row: EntryRow, added: string): void {
    const last = this.#long.get(row)?.rows.at(-1) ?? row;
    const before = this.#long.get(row)?.rows.length ?? 1;
    const rows = this.#splitUp(row, added)?.rows ?? [row];
    if (rows.length === before) return;
    if (this.#all.at(-1) === last && rows.length > before) this.#all.push(...rows.slice(before));
    else this.#isOutOfOrder = true;
  }

  /** Splits a long text, or what was added to it. */
  #splitUp(row: EntryRow, added: string): LongText | undefined {
    if (this.#split === undefined || row.entry.kind === 'tool') return undefined;
    const { kind, text } = row.entry;
    const known = this.#long.get(row);
    if (known === undefined && text.length <= WHOLE_TEXT) return undefined;
    if (known?.text === text) return known;
    const goesOn = known !== undefined && known.text.length + added.length === text.length;
    const { parts, rows } = known ?? { parts: this.#split(), rows: [row] };
    const long = { parts: goesOn || known === undefined ? parts : this.#split(), text, rows };
    long.parts.push(goesOn ? added : text);
    this.#long.set(row, long);
    if (kind === 'reasoning') row.parts = long.parts.all;
    else showParts(rows, long.parts.all, goesOn ? rows.length - 1 : 0);
    return long;
  }
}

/** Gives each part its row. Those before `from` have theirs. */
function showParts(rows: EntryRow[], parts: readonly TextPart[], from: number): void {
  const [first] = rows;
  if (first === undefined) return;
  rows.length = Math.min(rows.length, parts.length);
  for (let at = from; at < parts.length; at++) {
    const part = parts[at];
    if (part === undefined) return;
    const shown = { ...part, isFirst: at === 0, isLast: at === parts.length - 1 };
    const row = rows[at];
    if (row === undefined) rows.push({ ...first, key: `${first.key} ${at}`, index: -1, part: shown });
    else row.part = shown;
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

/** What a row has of what was said. */
export function textOf(row: Row): string {
  if (row.kind !== 'entry' || row.entry.kind === 'tool') return '';
  return row.part?.text ?? row.entry.text;
}

/** More may come of what it shows. */
export function isOpen(row: Row): boolean {
  return row.kind === 'entry' && row.entry.open && row.part?.isLast !== false;
}

/** What changes where an entry does: rows with the same version need not be made again. */
export function versionOf(row: Row): string {
  if (row.kind === 'run-end') return `${row.run.outcome} ${row.run.error?.message ?? ''} ${row.run.costUsd}`;
  if (row.kind !== 'entry') return '';
  const { entry, part } = row;
  if (entry.kind !== 'tool')
    return `${textOf(row).length} ${part?.isLast} ${part?.isCutAfter} ${entry.open} ${entry.kind === 'message' && entry.files.length}`;
  return `${entry.name} ${entry.args.length} ${entry.result?.length} ${entry.error?.length} ${entry.edits?.length} ${entry.open} ${entry.unfinished} ${entry.refusedBy}`;
}
