/** Gets a value before it is copied; it may throw. */
type OnCopy = (copied: unknown) => void;

/**
 * The value after the changes of a JSON Patch (RFC 6902), which leave `before` as it is. `onCopy` is shown what a change copies: a
 * few copies of the whole into itself are more than any memory, and it may throw. Written for Amber: the packages that do it are
 * larger than all that a page shows a plan with. @throws Error for a change that does not fit, by its place
 */
export function patched(before: unknown, patch: readonly unknown[], onCopy: OnCopy = () => undefined): unknown {
  const root: Holder = { '': structuredClone(before) };
  for (const [at, change] of patch.entries()) {
    try {
      apply(root, change as Change, onCopy);
    } catch (error) {
      throw new Error(`change ${at + 1} does not fit: ${error instanceof Error ? error.message : error}`);
    }
  }
  return root[''];
}

/** As far as it may be one: nothing of it is certain. */
type Change = { readonly [field in 'from' | 'op' | 'path' | 'value']?: unknown } | null | undefined;

/** What holds a value: its place is a name or an index of it. */
type Holder = { [name: string]: unknown };
type Place = readonly [holder: Holder, key: string];

function apply(root: Holder, change: Change, onCopy: OnCopy): void {
  const { from, op, path, value } = change ?? {};
  const place = (pointer: unknown): Place => placeIn(root, pointer);
  switch (op) {
    case 'add':
      add(place(path), given(value));
      return;
    case 'remove':
      remove(place(path));
      return;
    case 'replace':
      set(existing(place(path)), given(value));
      return;
    case 'move': {
      if (`${path}`.startsWith(`${from}/`)) throw new Error('it moves a value into itself');
      const moved = valueAt(place(from));
      remove(place(from));
      add(place(path), moved);
      return;
    }
    case 'copy': {
      const copied = valueAt(place(from));
      onCopy(copied);
      add(place(path), structuredClone(copied));
      return;
    }
    case 'test':
      if (!isSame(valueAt(place(path)), given(value))) throw new Error('a value is another one');
      return;
    default:
      throw new Error('it is no operation');
  }
}

/** Where a JSON Pointer (RFC 6901) leads to. All before its last name has to be there. */
function placeIn(root: Holder, pointer: unknown): Place {
  if (typeof pointer !== 'string' || !/^(?:\/|$)/.test(pointer)) throw new Error('it has no path');
  const names = pointer.split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  let holder = root;
  for (const name of names.slice(0, -1)) {
    const next = valueAt([holder, name]);
    if (typeof next !== 'object' || next === null) throw new Error('nothing is at its path');
    holder = next as Holder;
  }
  return [holder, names.at(-1) ?? ''];
}

function existing(place: Place): Place {
  const [holder, key] = place;
  if (!Object.hasOwn(holder, key) || (Array.isArray(holder) && indexIn(holder, key) >= holder.length))
    throw new Error('nothing is at its path');
  return place;
}

function valueAt(place: Place): unknown {
  const [holder, key] = existing(place);
  return holder[key];
}

function add([holder, key]: Place, value: unknown): void {
  if (Array.isArray(holder)) holder.splice(key === '-' ? holder.length : indexIn(holder, key), 0, value);
  else set([holder, key], value);
}

function set([holder, key]: Place, value: unknown): void {
  if (key === '__proto__') throw new Error('its path is none of a value');
  holder[key] = value;
}

function remove(place: Place): void {
  const [holder, key] = existing(place);
  if (Array.isArray(holder)) holder.splice(indexIn(holder, key), 1);
  else delete holder[key];
}

function indexIn({ length }: readonly unknown[], key: string): number {
  const index = /^(?:0|[1-9]\d*)$/.test(key) ? Number(key) : Number.NaN;
  if (!(index <= length)) throw new Error('its path has an index that a list has not');
  return index;
}

function given(value: unknown): unknown {
  if (value === undefined) throw new Error('it has no value');
  return structuredClone(value);
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const names = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame((one as Holder)[name], (other as Holder)[name]))
  );
}
