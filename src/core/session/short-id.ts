/** What people type instead of a session's name, `session-<uuid>`: a few characters of the part that differs from others'. */

const UUID_NAME = /^session-([0-9a-f]{8})-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-([0-9a-f]{12})$/;
/** The least length of a short id that is shown. */
const SHOWN_LENGTH = 6;
/** With fewer characters it would be chance which session is meant. */
const TYPED_LENGTH = 4;

/** True for a whole name: no other can begin with it. */
export function isWholeName(name: string): boolean {
  return UUID_NAME.test(name);
}

/** Why a session can't be called by this name where one is typed; undefined where it can. */
export function namingProblem(name: string): string | undefined {
  if (name.startsWith('@')) return 'a name that begins with "@" stands for the newest sessions';
  if (name.startsWith('-')) return 'a name that begins with "-" would be a flag';
  if (name.startsWith('session/') || isWholeName(name))
    return 'a name of this form means the session that has it as its id';
  return undefined;
}

/** The shortest id of each name, of six characters or more, that begins no other's. What is no UUID is its own id: somebody chose it. */
export function shortIds(names: readonly string[]): ReadonlyMap<string, string> {
  const parts = [...new Set(names)].map((name) => ({ name, part: idPart(name) }));
  const sorted = parts.toSorted((a, b) => (a.part < b.part ? -1 : 1));
  return new Map(
    sorted.map(({ name, part }, at) => {
      if (part === name) return [name, name];
      const shared = Math.max(sharedLength(part, sorted[at - 1]?.part), sharedLength(part, sorted[at + 1]?.part));
      return [name, shared < part.length ? part.slice(0, Math.max(SHOWN_LENGTH, shared + 1)) : name];
    }),
  );
}

/** True if `typed` can mean the session: the beginning of its id, or of its name with or without `session-`. */
export function isMeant(name: string, typed: string): boolean {
  const start = typed.toLowerCase().replace(/^session-/, '');
  if (start.length < TYPED_LENGTH) return name === `session-${start}`;
  return [name, name.replace(/^session-/, ''), idPart(name)].some((one) => one.startsWith(start));
}

/**
 * Of a UUID of version 7 the last group: the first ones are the time, the same for all sessions of a day. Of another UUID the first.
 * Else the whole name.
 */
function idPart(name: string): string {
  const [, first = name, version, last = name] = UUID_NAME.exec(name) ?? [];
  return version === '7' ? last : first;
}

function sharedLength(a: string, b = ''): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
