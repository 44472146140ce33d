/** Nothing that people write is deeper, and what is too deep for a stack can't be shown, checked or written. */
export const MAX_DEPTH = 200;

/** Whether a JSON text is nested deeper than that. Linear in its length, and at once for a short one. */
export function isTooDeep(json: string): boolean {
  if (json.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charCodeAt(at);
    if (isInString) {
      if (char === BACKSLASH) at += 1;
      else if (char === QUOTE) isInString = false;
    } else if (char === QUOTE) isInString = true;
    else if (char === OPEN_LIST || char === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (char === CLOSE_LIST || char === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}

const [QUOTE, BACKSLASH] = [34, 92];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/** The value with null for what lies deeper. Layer by layer, since it may be deeper than a stack. Changes the value. */
export function cutDepth<T extends object>(value: T): T {
  let layer: object[] = [value];
  for (let depth = 1; layer.length > 0; depth += 1) {
    const below: object[] = [];
    for (const one of layer)
      for (const [key, inner] of Object.entries(one)) {
        if (typeof inner !== 'object' || inner === null) continue;
        if (depth < MAX_DEPTH) below.push(inner);
        else Object.defineProperty(one, key, { value: null });
      }
    layer = below;
  }
  return value;
}
