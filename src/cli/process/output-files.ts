import { closeSync, constants, openSync, readSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { isObject } from '../../core/agui/events.ts';
import { AmberError, messageOf, systemCodeOf } from '../../core/errors.ts';
import { shellWord } from '../../core/text.ts';
import type { Out } from '../../render/renderer.ts';
import { writeLines } from '../../render/wrap-lines.ts';
import type { Io } from './io.ts';

/** A file that output goes to beside stdout. */
export interface FileOut extends Out {
  close(): void;
}

/**
 * Opens (and empties) the file for events at once, so that a wrong path is an error before a session exists. Only events are
 * overwritten: a file that holds anything else was not meant. A disk that is full later does not
 * end the run: `failed` is called once, and nothing more is written. A reader of a pipe that leaves is no failure of ours.
 * @throws AmberError USAGE
 */
export function openFileOut(
  { cwd }: Pick<Io, 'cwd'>,
  path: string,
  flag: string,
  failed: (message: string, isLost: boolean) => void,
): FileOut {
  let file: number | undefined;
  try {
    const place = resolve(cwd, path);
    if (!holdsEventsAlone(place))
      throw new AmberError('USAGE', `${flag} ${path} holds something else than events, and is not overwritten`, {
        hint: `name another file, or remove it: rm ${shellWord(path)}`,
      });
    file = openPipe(place) ?? openSync(place, 'w');
  } catch (cause) {
    if (cause instanceof AmberError) throw cause;
    throw cannotWrite(flag, path, cause);
  }
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  return {
    isTTY: false,
    columns: 80,
    write(text) {
      if (file === undefined) return;
      try {
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      } catch (error) {
        close();
        failed(`${flag} ${path} is not complete: ${messageOf(error)}`, isLoss(error));
      }
    },
    close,
  };
}

/** Of a file's first line so much is looked at, in bytes: an event may be longer. */
const FIRST_BYTES = 65_536;

/** True for a file whose first line is an event, for an empty one, and for what is no file. */
function holdsEventsAlone(place: string): boolean {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size === 0) return true;
  const file = openSync(place, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(found.size, FIRST_BYTES));
    const text = bytes.toString('utf8', 0, readSync(file, bytes));
    const [line = '', ...rest] = text.split('\n');
    return rest.length > 0 || found.size < FIRST_BYTES ? isEvent(line) : /^\{.*"type":/.test(line);
  } finally {
    closeSync(file);
  }
}

function isEvent(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) && typeof value.type === 'string';
  } catch {
    return false;
  }
}

/** Where `--last-message FILE` leads. */
export interface LastMessageFile {
  /** Returns what went wrong, if something did, and whether the command fails by it. */
  write(message: string): { readonly trouble: string; readonly isLost: boolean } | undefined;
  close(): void;
}

/**
 * A pipe is opened at once, and stays open: its reader would be gone after a first writer that leaves. A file stays as it is until
 * there is a message. @throws AmberError USAGE for a pipe that nobody reads
 */
export function openLastMessage({ cwd }: Pick<Io, 'cwd'>, path: string): LastMessageFile {
  const flag = '--last-message';
  const place = resolve(cwd, path);
  let pipe: number | undefined;
  try {
    pipe = openPipe(place);
  } catch (cause) {
    throw cannotWrite(flag, path, cause);
  }
  return {
    write(message) {
      try {
        writeFileSync(pipe ?? place, message === '' || message.endsWith('\n') ? message : `${message}\n`);
        return undefined;
      } catch (error) {
        return { trouble: `${flag} ${path} was not written: ${messageOf(error)}`, isLost: isLoss(error) };
      }
    },
    close() {
      if (pipe !== undefined) closeSync(pipe);
      pipe = undefined;
    },
  };
}

/** Writes it, with a warning where that fails; false if it is lost. */
export async function writeLastMessage(
  io: Pick<Io, 'stderr'>,
  file: LastMessageFile | undefined,
  message: string,
): Promise<boolean> {
  const failed = file?.write(message);
  if (failed !== undefined) await writeLines(io.stderr, `warning: ${failed.trouble}\n`);
  return failed?.isLost !== true;
}

/** False for a reader that has seen enough. */
function isLoss(error: unknown): boolean {
  return systemCodeOf(error) !== 'EPIPE';
}

/** Undefined for what is no pipe. To open one that nobody reads would wait for ever, and no signal would end the wait. */
function openPipe(place: string): number | undefined {
  if (statSync(place, { throwIfNoEntry: false })?.isFIFO() !== true) return undefined;
  const probe = openSync(place, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    // A slow reader is waited for, so the one to write to blocks. There is a reader now: opening does not.
    return openSync(place, constants.O_WRONLY);
  } finally {
    closeSync(probe);
  }
}

function cannotWrite(flag: string, path: string, cause: unknown): AmberError {
  if (systemCodeOf(cause) !== 'ENXIO')
    return new AmberError('USAGE', `cannot write ${flag} ${path}: ${messageOf(cause)}`, { cause });
  return new AmberError('USAGE', `cannot write ${flag} ${path}: nobody reads this pipe`, {
    hint: `start its reader first (cat ${shellWord(path)} &), or name a file`,
    cause,
  });
}
