import { isObject } from '../agui/events.ts';

/** The arguments that say most about a call, best first. */
const BEST_KEYS = ['command', 'file_path', 'path', 'url', 'description', 'prompt', 'title'];
/** What a search looks for; where it looks comes after. */
const SOUGHT_KEYS = ['pattern', 'query', 'regex'];
const PLACE_KEYS = ['path', 'file_path', 'directory'];
/** Longer than any terminal is wide. */
const MAX_LABEL = 400;

/** A tool call in a few words: its name and what it is about. As it came: not redacted, not made safe to be printed. */
export function labelOf({ name, args }: { readonly name: string; readonly args: string }): string {
  const about = aboutOf(args);
  return about === '' ? name : `${name} ${about}`.slice(0, MAX_LABEL);
}

/** What a call is about, by its arguments; "" where they do not say. */
export function aboutOf(args: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(args);
  } catch {
    // Cut off, or not JSON: the beginning of a string value is better than nothing.
    return /:\s*"((?:[^"\\]|\\.)+)/.exec(args)?.[1]?.replace(/\\[nrt]/g, ' ') ?? '';
  }
  if (typeof parsed === 'string') return parsed;
  if (!isObject(parsed)) return '';
  const first = (values: readonly unknown[]): string | undefined =>
    values.find((value): value is string => typeof value === 'string' && value !== '');
  const of = (keys: readonly string[]): string | undefined => first(keys.map((key) => parsed[key]));
  const sought = of(['command']) === undefined ? of(SOUGHT_KEYS) : undefined;
  if (sought === undefined) return of(BEST_KEYS) ?? first(Object.values(parsed)) ?? '';
  const place = of(PLACE_KEYS);
  return place === undefined ? sought : `${sought} in ${place}`;
}
