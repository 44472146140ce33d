import { plain } from './plain-text.ts';
import type { Redactor } from './renderer.ts';

/** Of a tool's output so many lines are shown: `amber export` has it whole. */
const MAX_LINES = 200;
/** It is cut to so much, in UTF-16 units: more than these lines usually have. */
const MAX_LENGTH = 256 * 1024;
/** More than the longest secret: half of one must not stay at the cut. */
const MARGIN = 16 * 1024;

/** What a tool said, fit to be shown, for `--show output`. `more`: what stands in place of the lines that are left out. */
export function outputLines(
  content: string,
  redactor: Redactor,
): { readonly lines: readonly string[]; readonly more: string | undefined } {
  const said = redactor
    .all(plain(content.slice(0, MAX_LENGTH + MARGIN)))
    .slice(0, MAX_LENGTH)
    .trimEnd();
  if (said.trim() === '') return { lines: [], more: undefined };
  const lines = said.split('\n');
  const isCut = lines.length > MAX_LINES || content.length > MAX_LENGTH;
  return { lines: lines.slice(0, MAX_LINES), more: isCut ? '… amber export has the rest' : undefined };
}
