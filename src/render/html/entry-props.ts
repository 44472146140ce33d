import { formatDuration } from '../../core/duration.ts';
import type { RowPart, TextPart } from '../../core/transcript/conversation-rows.ts';
import type { ToolEntry, TranscriptEntry } from '../../core/transcript/transcript-entry.ts';
import type { KnownBlocks } from './markdown-element.ts';

/** How an entry is shown. All but the entry may be absent: in a file nothing changes, and nothing is asked for. */
export interface EntryProps<E extends TranscriptEntry = TranscriptEntry> {
  readonly entry: E;
  /** Whether what folds is open; `onToggle` is called when a person changes that. */
  readonly isOpen?: boolean;
  readonly onToggle?: (isOpen: boolean) => void;
  /** Longer arguments and results are cut, in UTF-16 units. Absent: they are shown whole. */
  readonly most?: number;
  /** The address of the event that holds the whole result. */
  readonly raw?: string | undefined;
  /** Milliseconds since 1970: what is under way has taken until then. */
  readonly now?: number;
  /** Of a long message only this part is shown, which has a row of its own; of a long reasoning all of these. */
  readonly part?: RowPart | undefined;
  readonly parts?: readonly TextPart[] | undefined;
  /** Blocks of it that were made before. */
  readonly known?: KnownBlocks;
  /** Shows Markdown as it was written: to read it takes time. */
  readonly asSource?: boolean;
  /** Takes secrets out of what is cut short: a cut may go through one. */
  readonly mask?: (text: string) => string;
  /** The id that a link to it names. */
  readonly anchor?: string;
}

/** How long it took without what it waited for a person, as people say it; so far, where it goes on and `now` is known. Nothing for what took no time. */
export function durationOf(
  { ended, open, time, ...more }: Pick<TranscriptEntry, 'ended' | 'open' | 'time'> & Pick<ToolEntry, 'waited'>,
  now: number | undefined,
): string | undefined {
  const end = ended ?? (open ? now : undefined);
  if (time === null || end === undefined) return undefined;
  const took = end - time - (more.waited ?? 0);
  if (took <= 0) return undefined;
  return formatDuration(open && ended === null ? Math.floor(took / 1000) * 1000 : took);
}
