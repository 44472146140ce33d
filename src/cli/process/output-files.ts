import { closeSync, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AmberError, messageOf } from '../../core/errors.ts';
import type { Out } from '../../render/renderer.ts';
import type { Io } from './io.ts';

/** A file that output goes to beside stdout. */
export interface FileOut extends Out {
  close(): void;
}

/**
 * Opens (and empties) the file at once, so that a wrong path is an error before a session exists. A disk that is full later does not
 * end the run: `failed` is called once, and nothing more is written.
 * @throws AmberError USAGE
 */
export function openFileOut(
  { cwd }: Pick<Io, 'cwd'>,
  path: string,
  flag: string,
  failed: (message: string) => void,
): FileOut {
  let file: number | undefined;
  try {
    file = openSync(resolve(cwd, path), 'w');
  } catch (cause) {
    throw new AmberError('USAGE', `cannot write ${flag} ${path}: ${messageOf(cause)}`, { cause });
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
        failed(`${flag} ${path} is not complete: ${messageOf(error)}`);
      }
    },
    close,
  };
}

/** `--last-message FILE`. Returns what went wrong, if something did: the run itself is over and keeps its exit code. */
export async function writeLastMessage(
  { cwd }: Pick<Io, 'cwd'>,
  path: string,
  message: string,
): Promise<string | undefined> {
  try {
    await writeFile(resolve(cwd, path), message === '' || message.endsWith('\n') ? message : `${message}\n`);
    return undefined;
  } catch (error) {
    return `--last-message ${path} was not written: ${messageOf(error)}`;
  }
}
