import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AmberError } from '../../core/errors.ts';
import { shellWord } from '../../core/text.ts';

const EVERYONE_WRITES = 0o002;
/** In such a folder, as in /tmp, nobody replaces the files of others. */
const STICKY = 0o1000;

/**
 * Refuses a file that another user can change or replace, as ssh does with its configuration. A group may: on many systems it has
 * one member. For root other owners are no strangers: in a container files have those of the machine outside.
 * @param uid of the user; undefined where the system has none
 * @throws AmberError CONFIG; the system's error where the file can't be looked at
 */
export async function refuseForeignFile(path: string, uid: number | undefined): Promise<void> {
  // A pipe of the shell's, as in `<(command)`, has no folder in which it could be replaced.
  if (uid === undefined || !(await stat(path)).isFile()) return;
  const target = await realpath(path);
  for (const place of new Set([path, target])) {
    const file = await lstat(place);
    if (uid !== 0 && file.uid !== 0 && file.uid !== uid)
      throw refused(
        place,
        `belongs to another user (${file.uid})`,
        `cp ${shellWord(path)} ~/permissions.yaml, and name that one`,
      );
    if (file.isFile() && (file.mode & EVERYONE_WRITES) !== 0)
      throw refused(place, 'can be written by every user', `chmod o-w ${shellWord(place)}`);
    const folder = dirname(place);
    const { mode } = await stat(folder);
    if ((mode & EVERYONE_WRITES) !== 0 && (mode & STICKY) === 0)
      throw refused(place, `can be replaced by every user: ${folder} is open to all`, `chmod o-w ${shellWord(folder)}`);
  }
}

const refused = (path: string, why: string, hint: string): AmberError =>
  new AmberError('CONFIG', `${path} ${why}`, { hint });
