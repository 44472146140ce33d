import { ANNOTATION, type Session } from '../../core/session/session.ts';
import type { Thread } from '../event/github-event.ts';

/**
 * The annotation by which a session says itself to which threads it belongs: `github.com/org/repo#12,#34`. A part
 * without a place has that of the part before: `github.com/org/repo#12,github.com/org/other#7,#8`.
 */
export const THREADS = ANNOTATION.threads;

const PART = /^([^#,\s]*)#(\d{1,9})$/;

/** The annotation's value with this thread in it. */
export function withThread(value: string | undefined, host: string, thread: Thread): string {
  const place = placeOf(host, thread);
  const threads = threadsOf(value ?? '');
  if (threads.some((known) => isSame(known, place, thread))) return value ?? '';
  const last = threads.at(-1)?.place.toLowerCase() === place.toLowerCase() ? '' : place;
  return [...(value ? [value] : []), `${last}#${thread.number}`].join(',');
}

/** True if the session says itself that it belongs to the thread. */
export function claims({ metadata }: Session, host: string, thread: Thread): boolean {
  const place = placeOf(host, thread);
  return threadsOf(metadata.annotations?.[THREADS] ?? '').some((known) => isSame(known, place, thread));
}

interface Known {
  readonly place: string;
  readonly number: number;
}

/** What can't be read names no thread, and is no place for those after it. */
function threadsOf(value: string): readonly Known[] {
  const known: Known[] = [];
  let place = '';
  for (const part of value.split(',')) {
    const [, named, number] = PART.exec(part.trim()) ?? [];
    place = named || (named === undefined ? '' : place);
    if (place !== '') known.push({ place, number: Number(number) });
  }
  return known;
}

const placeOf = (host: string, { owner, repo }: Thread): string => `${host}/${owner}/${repo}`;
const isSame = (known: Known, place: string, { number }: Thread): boolean =>
  known.number === number && known.place.toLowerCase() === place.toLowerCase();
