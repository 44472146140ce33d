/** A part of a text, by offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What stands in place of a part; "" takes it out. */
export interface Edit extends Range {
  readonly text: string;
}

/** The text with all edits applied. An edit within another one, or that begins in it, goes with that. */
export function edited(text: string, edits: readonly Edit[], { start, end }: Range = whole(text)): string {
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

const whole = (text: string): Range => ({ start: 0, end: text.length });
