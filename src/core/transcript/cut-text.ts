/** Where a text has lost its middle, and how much that was. In UTF-16 units. */
export interface Cut {
  readonly at: number;
  readonly left: number;
}

export interface CutText {
  readonly text: string;
  /** undefined for a text that is whole. */
  readonly cut: Cut | undefined;
}

/**
 * The beginning of a text and its end, three to one, together at most `most` UTF-16 units.
 * @param before what the text has lost already
 */
export function cutMiddle(text: string, most: number, before?: Cut): CutText {
  if (text.length <= most) return { text, cut: before };
  const at = before?.at ?? text.length;
  const quarter = Math.floor(most / 4);
  const tail = before === undefined ? quarter : Math.min(quarter, text.length - at);
  const head = Math.min(at, most - tail);
  const left = text.length - head - tail + (before?.left ?? 0);
  return { text: copy(text.slice(0, head) + text.slice(text.length - tail)), cut: { at: head, left } };
}

/** JSON text whose strings are cut, so that it stays JSON; cut itself where it is none, or still too long. */
export function cutJson(json: string, most: number, before?: Cut): CutText {
  if (json.length <= most) return { text: json, cut: before };
  if (before === undefined)
    try {
      const text = JSON.stringify(JSON.parse(json), (_, value: unknown) => shorter(value, Math.floor(most / 4)));
      if (text.length <= most) return { text, cut: undefined };
    } catch {
      // Not whole, or nested too deep.
    }
  return cutMiddle(json, most, before);
}

/** A text that says where it was cut, and how much that was. */
export function withGap(text: string, cut: Cut | undefined): string {
  if (cut === undefined) return text;
  return `${text.slice(0, cut.at)}\n… ${cut.left.toLocaleString('en')} characters are left out …\n${text.slice(cut.at)}`;
}

function shorter(value: unknown, most: number): unknown {
  if (typeof value !== 'string' || value.length <= most) return value;
  const { text, cut } = cutMiddle(value, most);
  return withGap(text, cut);
}

/** A part of a string keeps the whole of it in memory: a copy does not. */
function copy(text: string): string {
  return ` ${text}`.slice(1);
}
