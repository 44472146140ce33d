import type { Edit, Stretch } from './rendering.ts';

/** The text with all edits carried out. What is within another one, or begins in it, goes with that. */
export function edited(text: string, edits: readonly Edit[], { start, end }: Stretch = whole(text)): string {
  const within = edits.filter((edit) => edit.start >= start && edit.end <= end);
  const parts: string[] = [];
  let at = start;
  for (const edit of within.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (edit.start < at) continue;
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at, end));
  return parts.join('');
}

const whole = (text: string): Stretch => ({ start: 0, end: text.length });
