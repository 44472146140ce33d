import type { Redactor } from '../../../core/secrets/redact.ts';

/** A place in the work that holds what may be a secret. */
export interface SecretPlace {
  /** A file's path, or a commit's message. */
  readonly where: string;
  /** True for a secret of the job, false for what only looks like one. */
  readonly isKnown: boolean;
}

/** The format of a log that `secretsIn` reads. `boundary` begins each commit and ends its message, and is in none of them. */
export const logFormat = (boundary: string): string =>
  `format:${boundary}%n%H%n%an <%ae>%n%cn <%ce>%n%B%n${boundary}${PATCH_FOLLOWS}`;

const PATCH_FOLLOWS = ' patch';

/**
 * Looks for secrets in all that commits add: lines of files, their names, messages, names of authors. What was in a file
 * before is no secret of theirs. `log` is `git log --patch --unified=0 --cc --text` with `logFormat`.
 */
export function secretsIn(log: string, boundary: string, redactor: Redactor): readonly SecretPlace[] {
  const places = new Map<string, SecretPlace>();
  for (const commit of log.split(`${boundary}\n`).slice(1)) {
    // A message may hold lines of a patch.
    const [head = '', patch = ''] = commit.split(`\n${boundary}${PATCH_FOLLOWS}`);
    look(`the message of commit ${head.slice(0, 8)}`, head.slice(head.indexOf('\n') + 1));
    for (const [path, text] of addedIn(patch)) look(path, text);
    // The whole line: it does not always show where one name ends and the other begins.
    for (const [line] of patch.matchAll(/^diff --.*/gm)) look('a file’s name', line);
  }
  return [...places.values()];

  function look(where: string, text: string): void {
    const place = secretIn(where, text, redactor);
    if (place !== undefined) places.set(`${place.isKnown} ${place.where}`, place);
  }
}

/** The place, if its text holds a secret. */
export function secretIn(where: string, text: string, redactor: Redactor): SecretPlace | undefined {
  const isKnown = redactor.exact(text) !== text;
  return isKnown || redactor.all(text) !== text ? { where: redactor.all(where), isKnown } : undefined;
}

/** The lines that a patch adds, by the file's path. Of a merge, the lines that no parent had. */
function addedIn(patch: string): ReadonlyMap<string, string> {
  const added = new Map<string, string>();
  let path = '';
  let isMerge = false;
  let inHunk = false;
  let lines: string[] = [];
  const keep = (): void => {
    if (path !== '') added.set(path, `${added.get(path) ?? ''}${lines.join('\n')}\n`);
    lines = [];
  };
  for (const line of patch.split('\n')) {
    if (line.startsWith('diff --')) {
      keep();
      inHunk = false;
      isMerge = !line.startsWith('diff --git ');
      path = /^diff --git (?:"?a\/.*"? )?"?b\/(.*?)"?$/.exec(line)?.[1] ?? line.replace(/^diff --\w+ /, '');
    } else if (line.startsWith('@@')) inHunk = true;
    else if (inHunk && (isMerge ? line.startsWith('++') : line.startsWith('+')))
      lines.push(line.slice(isMerge ? 2 : 1));
  }
  keep();
  return added;
}
