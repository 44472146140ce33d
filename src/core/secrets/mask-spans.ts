/** Where a secret begins and ends in a text: `[from, to)`. */
export type Span = readonly [from: number, to: number];

/** What stands where a secret stood. */
const MASK = '***';

/** The text with one mask for each part that spans cover; spans may overlap and come in any order. */
export function maskSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let done = 0;
  for (const [from, to] of merged(spans)) {
    parts.push(text.slice(done, from), MASK);
    done = to;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

/** The greatest place, not after `at`, where a cut goes through no span. */
export function cutBefore(spans: readonly Span[], at: number): number {
  for (const [from, to] of merged(spans)) {
    if (from < at && at < to) return from;
  }
  return at;
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  let last: Span | undefined;
  for (const span of spans.toSorted(([a], [b]) => a - b)) {
    if (last !== undefined && span[0] < last[1]) {
      last = [last[0], Math.max(last[1], span[1])];
      result[result.length - 1] = last;
    } else {
      last = span;
      result.push(span);
    }
  }
  return result;
}
