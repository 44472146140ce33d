import type { JSX } from 'preact';
import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Conversation } from '../../../../core/transcript/conversation.ts';
import type { Row } from '../../../../core/transcript/rows.ts';
import { slashHint, useSlashKey } from '../slash-key.ts';
import { TranscriptSearch } from './transcript-search.ts';

/** Milliseconds of a frame in which rows are looked through. */
const SLICE = 6;

export interface SearchState {
  readonly words: string;
  /** How many rows hold the words, as far as was looked. */
  readonly hits: number;
  /** Which of them is shown. */
  readonly at: number;
  readonly shown: Row | undefined;
  readonly isLooking: boolean;
  readonly search: (words: string) => void;
  readonly step: (by: number) => void;
}

/** A search of the transcript, kept up while it grows. `show` brings a row into sight. */
export function useSearch(conversation: Conversation, show: (row: Row) => void): SearchState {
  const [search, setSearch] = useState<TranscriptSearch>();
  const [at, setAt] = useState(0);
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const isDone = useRef(true);
  useEffect(() => {
    if (search === undefined) return;
    const before = search.hits.length;
    isDone.current = search.look(conversation.rows, SLICE);
    const [first] = search.hits;
    if (before === 0 && first !== undefined) show(first);
    if (isDone.current && before === search.hits.length) return;
    const frame = requestAnimationFrame(() => redraw());
    return () => cancelAnimationFrame(frame);
  });
  const hits = search?.hits ?? [];
  const place = hits.length === 0 ? 0 : ((at % hits.length) + hits.length) % hits.length;
  return {
    words: search?.words ?? '',
    hits: hits.length,
    at: place,
    shown: hits[place],
    isLooking: search !== undefined && !isDone.current,
    search: (words) => {
      isDone.current = false;
      setSearch(words === '' ? undefined : new TranscriptSearch(words));
      setAt(0);
    },
    step: (by) => {
      const next = hits.length === 0 ? 0 : (place + by + hits.length) % hits.length;
      const row = hits[next];
      setAt(next);
      if (row !== undefined) show(row);
    },
  };
}

export function SearchField({ at, hits, isLooking, search, step, words }: SearchState): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useSlashKey(field);
  const place = hits === 0 ? (isLooking ? 'looking …' : 'nothing found') : `${at + 1} of ${hits}`;
  return (
    <search>
      <input
        ref={field}
        type="search"
        aria-label="Search the transcript"
        placeholder={`Search${slashHint()}`}
        value={words}
        onInput={({ currentTarget }) => search(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') search('');
        }}
      />
      <span role="status">{words === '' ? '' : place}</span>
    </search>
  );
}
