import type { Session } from '../core/session.ts';
import type { Thread } from './event.ts';

/** The annotation by which a session says itself to which threads it belongs: `github.com/org/repo#12,#34`. */
export const THREADS = 'amber/threads';

/** The annotation's value with this thread in it. Threads of another repository than the first one's don't fit in. */
export function withThread(value: string | undefined, host: string, thread: Thread): string {
  const place = `${host}/${thread.owner}/${thread.repo}`;
  const numbers = value === undefined ? [] : numbersOf(value, place);
  if (numbers.includes(thread.number)) return value ?? '';
  return `${place}${[...numbers, thread.number].map((number) => `#${number}`).join(',')}`;
}

/** True if the session says itself that it belongs to the thread. */
export function claims({ metadata }: Session, host: string, thread: Thread): boolean {
  const value = metadata.annotations?.[THREADS] ?? '';
  return numbersOf(value, `${host}/${thread.owner}/${thread.repo}`).includes(thread.number);
}

function numbersOf(value: string, place: string): number[] {
  const at = value.indexOf('#');
  if (at < 0 || value.slice(0, at).toLowerCase() !== place.toLowerCase()) return [];
  return value
    .slice(at)
    .split(',')
    .flatMap((part) => (/^#\d{1,9}$/.test(part) ? [Number(part.slice(1))] : []));
}
