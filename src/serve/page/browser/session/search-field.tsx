import type { JSX } from 'preact';
import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Conversation } from '../../../../core/transcript/conversation.ts';
import { slashHint, useSlashKey } from '../slash-key.ts';
import { type ShownMatch, TranscriptSearch } from './transcript-search.ts';

/** Milliseconds of a frame in which rows are looked through. */
const SLICE = 6;

export interface SearchState {
  readonly words: string;
  /** How often the words are there, as far as was looked. */
  readonly total: number;
  /** Which of the matches is shown. */
  readonly at: number;
  readonly shown: ShownMatch | undefined;
  readonly isLooking: boolean;
  readonly search: (words: string) => void;
  readonly step: (by: number) => void;
}

/** A search of the transcript, kept up while it grows. `show` brings a match into sight. */
export function useSearch(conversation: Conversation, show: (match: ShownMatch) => void): SearchState {
  const [words, setWords] = useState('');
  const [search, setSearch] = useState<TranscriptSearch>();
  const [at, setAt] = useState(0);
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const isDone = useRef(true);
  const go = (to: number): void => {
    setAt(to);
    const match = search?.find(to);
    if (match !== undefined) show(match);
  };
  useEffect(() => {
    if (search === undefined) return;
    const before = search.total;
    isDone.current = search.look(conversation.rows, SLICE);
    if (before === 0 && search.total > 0) go(0);
    if (isDone.current && before === search.total) return;
    const frame = requestAnimationFrame(() => redraw());
    return () => cancelAnimationFrame(frame);
  });
  const total = search?.total ?? 0;
  const place = Math.max(0, Math.min(at, total - 1));
  return {
    words,
    total,
    at: place,
    shown: search?.find(place),
    isLooking: search !== undefined && !isDone.current,
    search: (given) => {
      isDone.current = false;
      setWords(given);
      setSearch(given.trim() === '' ? undefined : new TranscriptSearch(given));
      setAt(0);
    },
    step: (by) => {
      if (total > 0) go((place + by + total) % total);
    },
  };
}

export function SearchField({ at, isLooking, search, shown, step, total, words }: SearchState): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useSlashKey(field);
  const isActive = words.trim() !== '';
  const place =
    total === 0
      ? isLooking
        ? 'looking …'
        : 'nothing found'
      : `${at + 1} of ${total.toLocaleString('en')}${isLooking ? ' …' : ''}${shown?.hit.isCut ? ', in a part left out' : ''}`;
  return (
    <search class={isActive ? 'active' : ''}>
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
      {isActive ? (
        <>
          <button type="button" aria-label="Previous match" disabled={total === 0} onClick={() => step(-1)}>
            ↑
          </button>
          <button type="button" aria-label="Next match" disabled={total === 0} onClick={() => step(1)}>
            ↓
          </button>
        </>
      ) : null}
      <span role="status">{isActive ? place : ''}</span>
    </search>
  );
}
