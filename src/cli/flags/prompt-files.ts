import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { FILE_LIMITS, type FilePart } from '../../core/agui/message-files.ts';
import { AmberError, messageOf, systemCodeOf } from '../../core/errors.ts';
import { decodeText } from '../../core/text.ts';
import { checkFileSizes, filePart } from '../../engine/file-part.ts';
import { readUpTo } from '../../engine/input-file.ts';

/** A pipe without a writer must not block. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The files of `--file`, read one after the other. @throws AmberError USAGE, INVALID */
export async function readFiles(cwd: string, paths: readonly string[]): Promise<readonly FilePart[]> {
  const sizes: { name: string; bytes: number }[] = [];
  const parts: FilePart[] = [];
  const root = await realpath(cwd).catch(() => cwd);
  for (const path of paths) {
    const { bytes, place } = await readOne(path, resolve(cwd, path));
    sizes.push({ name: `--file ${path}`, bytes: bytes.length });
    checkFileSizes(sizes);
    parts.push(filePart(bytes, basename(path), within(root, place)));
  }
  return parts;
}

async function readOne(path: string, file: string): Promise<{ readonly bytes: Buffer; readonly place: string }> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, FLAGS);
    const found = await handle.stat();
    if (!found.isFile())
      throw new AmberError('USAGE', `--file ${path} is ${found.isDirectory() ? 'a directory' : 'no file'}`);
    const bytes = await readUpTo(handle, FILE_LIMITS.each + 1);
    if (bytes.length === 0) throw new AmberError('USAGE', `--file ${path} is empty`);
    return { bytes: asUtf8(bytes), place: await realpath(file) };
  } catch (cause) {
    if (cause instanceof AmberError) throw cause;
    throw new AmberError('USAGE', `cannot read --file ${path}: ${WHY[systemCodeOf(cause) ?? ''] ?? messageOf(cause)}`, {
      cause,
    });
  } finally {
    await handle?.close();
  }
}

const WHY: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  ENXIO: 'it is no file',
};

/** A text as PowerShell writes it is one that agents can't read. */
function asUtf8(bytes: Buffer): Buffer {
  const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return isMarked ? Buffer.from(decodeText(bytes, 'a file', 'USAGE')) : bytes;
}

/** Its path from the root, if it is beneath. */
function within(root: string, file: string): string | undefined {
  const path = relative(root, file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? undefined : path.split(sep).join('/');
}
