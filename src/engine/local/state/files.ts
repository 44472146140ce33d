import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  opendirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AmberError, messageOf, systemCodeOf } from '../../../core/errors.ts';

/**
 * Small synchronous file operations. Synchronous on purpose: each takes tens of microseconds, and a critical section
 * without an await can't be entered twice by one process.
 *
 * Nothing is synced to the disk but what nobody waits for (`flush`): what a killed process wrote is in the page cache and
 * survives it. After a power cut a session may be old; its host is then gone as well.
 */

const HINT = 'AMBER_STATE_DIR names another directory';

/** The AmberError STATE for a failed operation on a path of the state directory. */
export function stateError(action: string, path: string, cause: unknown): AmberError {
  if (cause instanceof AmberError) return cause;
  const code = systemCodeOf(cause);
  const why = (code !== undefined && WHY[code]) || messageOf(cause);
  return new AmberError('STATE', `cannot ${action} ${path}: ${why}`, { hint: HINT, cause });
}

/** True for what `stateError` makes of a write for which there is no room. */
export function isNoRoom(error: unknown): boolean {
  const code = error instanceof AmberError ? systemCodeOf(error.cause) : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

const WHY: { readonly [code: string]: string } = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'disk quota exceeded',
  EFBIG: 'the file would be too large',
  ENOTDIR: 'a part of the path is not a directory',
  EMFILE: 'too many open files',
};

/**
 * Makes a directory and its parents, readable by the user alone. One at a time: where a file system answers ENOENT
 * although the parent is there (/proc does), `mkdirSync` with `recursive` never returns.
 */
export function makeDir(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDir(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Made by another process in between.
    if (systemCodeOf(error) !== 'EEXIST') throw stateError('make directory', path, error);
  }
}

/** Flags of `open`: to open a pipe that nobody writes to or reads would wait for ever, and no signal would end the wait. */
export const FILE_FLAGS = {
  read: constants.O_RDONLY | constants.O_NONBLOCK,
  change: constants.O_RDWR | constants.O_NONBLOCK,
  append: constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK,
  appendAndRead: constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK,
} as const;

/** Opens a file of the state; what it makes is readable by the user alone. @throws what the system says, and for what is no file */
export function openFile(path: string, way: keyof typeof FILE_FLAGS): number {
  let file: number;
  try {
    file = openSync(path, FILE_FLAGS[way], 0o600);
  } catch (error) {
    throw systemCodeOf(error) === 'ENXIO' ? notAFile() : error;
  }
  const found = fstatSync(file);
  // To read a device may never end; to write to one does.
  if (found.isFile() || (way !== 'read' && found.isCharacterDevice())) return file;
  closeSync(file);
  throw notAFile();
}

export function notAFile(): Error {
  return new Error('it is not a file');
}

/** The file's text, or undefined if there is none. */
export function readText(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openFile(path, 'read');
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return undefined;
    throw stateError('read', path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * One that does not exist yet is fine.
 * @throws AmberError STATE if it can't be read, or is no directory
 */
export function checkDir(path: string): void {
  try {
    opendirSync(path).closeSync();
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw stateError('read directory', path, error);
  }
}

/** Names in a directory, unordered; none if it does not exist. */
export function readNames(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR') return [];
    throw stateError('read directory', path, error);
  }
}

/** Replaces the file whole: a reader sees the old text or the new one, and a crash leaves one of them. */
export function replaceFile(path: string, text: string): void {
  const temporary = writeTemporary(path, text);
  try {
    renameSync(temporary, path);
  } catch (error) {
    removeFile(temporary);
    throw stateError('write', path, error);
  }
}

/** Creates the file whole. False if it exists already; of several at once exactly one gets true. */
export function createFile(path: string, text: string): boolean {
  const temporary = writeTemporary(path, text);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw stateError('write', path, error);
  } finally {
    removeFile(temporary);
  }
}

/** Returns once files and folders are on the disk: a power cut takes nothing of them. @throws AmberError STATE */
export function flush(...paths: readonly string[]): void {
  for (const path of paths) {
    let file: number | undefined;
    try {
      file = openSync(path, FILE_FLAGS.read);
      fsyncSync(file);
    } catch (error) {
      // Some file systems have no sync of folders.
      if (systemCodeOf(error) !== 'EINVAL') throw stateError('flush', path, error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}

/** Moves a file; false if it is not there (any more). */
export function moveFile(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    throw stateError('move', from, error);
  }
}

/** Removes a file if it is there and can be removed; returns whether it was. */
export function removeFile(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Removes half-written files of processes that are gone. */
export function sweepTemporaries(dir: string, runs: (pid: number) => boolean): void {
  for (const name of readNames(dir)) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid !== undefined && !runs(Number(pid))) removeFile(join(dir, name));
  }
}

const TEMPORARY = /^\..*\.(\d+)-[0-9a-f]{12}$/;

/** The text in a new file beside `path`. The leading dot keeps it out of every listing. */
function writeTemporary(path: string, text: string): string {
  const suffix = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const temporary = join(dirname(path), `.${basename(path)}.${suffix}`);
  let file: number | undefined;
  try {
    file = openSync(temporary, 'wx', 0o600);
    writeAll(file, Buffer.from(text));
    return temporary;
  } catch (error) {
    removeFile(temporary);
    throw stateError('write', path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Writes all of it: one call may take only a part, on a disk that is getting full. */
export function writeAll(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written);
}
