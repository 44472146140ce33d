import { isObject } from '../core/events.ts';
import { oneLine } from './plain.ts';
import type { ToolCall } from './tool-calls.ts';

/** The arguments that say most about a call, best first. */
const TELLING = ['command', 'file_path', 'path', 'pattern', 'query', 'url', 'description', 'prompt', 'title'];
/** Longer than any terminal is wide. */
const LONGEST = 400;

/** A tool call as one line of plain text: its name and what it is about. Not redacted, not cut to a width. */
export function toolLabel({ name, args }: ToolCall): string {
  const about = aboutOf(args);
  return oneLine(about === '' ? name : `${name} ${about}`.slice(0, LONGEST));
}

function aboutOf(args: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(args);
  } catch {
    // Cut off, or not JSON: the beginning of a string value is better than nothing.
    return /:\s*"((?:[^"\\]|\\.)+)/.exec(args)?.[1]?.replace(/\\[nrt]/g, ' ') ?? '';
  }
  if (typeof parsed === 'string') return parsed;
  if (!isObject(parsed)) return '';
  const values = [...TELLING.map((key) => parsed[key]), ...Object.values(parsed)];
  return values.find((value): value is string => typeof value === 'string' && value !== '') ?? '';
}
