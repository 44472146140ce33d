import { type Fields, isObject, text } from '../agui/events.ts';
import type { ToolClaims } from './tool-request.ts';

/** One thing that a tool call names, and its title does not. */
export interface RequestDetail {
  readonly what: 'command' | 'path' | 'address';
  /** As the agent wrote it: foreign, and of several lines where it is a command of several. */
  readonly text: string;
}

/** Nobody reads on in a longer title. */
const LONGEST_READ = 1_000;
/** Of the paths of one call so many are shown. */
const MOST_PATHS = 5;

/**
 * What a person must see beside the title of a tool call before they allow it: a title is a sentence of the agent's, and may
 * say something else than the call does. `shown`: paths that stand there anyway; `inside`: a path as it is shown.
 */
export function detailsBeyondTitle(
  title: string,
  { commands, paths }: Pick<ToolClaims, 'commands' | 'paths'>,
  input: unknown,
  { shown, inside }: { readonly shown: readonly string[]; readonly inside: (path: string) => string },
): readonly RequestDetail[] {
  // A title is shown on one line and without control characters, so that it does not say what has some.
  const begin = title.slice(0, LONGEST_READ);
  const isSaid = (part: string): boolean => !/\p{C}/u.test(part.trim()) && begin.includes(part.trim());
  const details = (what: RequestDetail['what'], parts: readonly string[]): readonly RequestDetail[] =>
    [...new Set(parts)].filter((part) => !isSaid(part)).map((part) => ({ what, text: part }));
  const places = paths.map(inside).filter((path) => path !== '.' && !shown.includes(path));
  const fields: Fields = isObject(input) ? input : {};
  const addresses = ADDRESS_KEYS.flatMap((key) => text(fields, key) ?? []);
  return [
    ...details('command', commands),
    ...details('path', places).slice(0, MOST_PATHS),
    ...details('address', addresses),
  ];
}

const ADDRESS_KEYS = ['url', 'uri', 'href'] as const;
