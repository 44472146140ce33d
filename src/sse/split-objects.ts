const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/**
 * The JSON objects that stand one after the other in a text, with nothing between them but white space and `data:`:
 * what remains of frames that ran into each other (docs/platform.md, the stream). undefined if there is anything else, so
 * that a string's content can never pass for an event. Linear in the text's length.
 */
export function splitObjects(text: string): string[] | undefined {
  const objects: string[] = [];
  let at = skipGap(text, 0);
  while (at < text.length) {
    const end = endOfObject(text, at);
    if (end === undefined) return undefined;
    objects.push(text.slice(at, end));
    at = skipGap(text, end);
  }
  return objects;
}

function skipGap(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at += 1;
    if (!text.startsWith('data:', at)) return at;
    at += 'data:'.length;
  }
}

function endOfObject(text: string, from: number): number | undefined {
  if (text.charCodeAt(from) !== OPEN) return undefined;
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN) depth += 1;
    else if (code === CLOSE) {
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (code === QUOTE) {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end;
    }
  }
  return undefined;
}

/** The index of the quote that closes the string which opens at `from`. */
function endOfString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return undefined;
}
