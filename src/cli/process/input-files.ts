import { type FileHandle, open, stat } from 'node:fs/promises';
import { writeLines } from '../../render/wrap-lines.ts';
import type { Io } from './io.ts';

/** After so long a wait is explained, in milliseconds. */
const PATIENCE = 3_000;

/**
 * All of a file, or of a pipe until it ends (`<(command)`); `most`: in bytes.
 * @throws Error that says what is wrong, without the file's name
 */
export async function readInputFile(path: string, most: number): Promise<Buffer> {
  const found = await stat(path);
  // What a device gives has no end.
  if (!found.isFile() && !found.isFIFO()) throw new Error('it is no file');
  const file = await open(path);
  try {
    const bytes = await readUpTo(file, most + 1);
    if (bytes.length > most) throw new Error(`larger than ${most} bytes`);
    return bytes;
  } finally {
    await file.close();
  }
}

/** What a file says of its size may be wrong: in /proc all have none. */
export async function readUpTo(file: FileHandle, limit: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (let length = 0; length < limit; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(65_536, limit - length)));
    if (bytesRead === 0) break;
    blocks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(blocks);
}

/** Says what is waited for, if `reading` takes long: a pipe may have no writer, or one that never ends. */
export async function explainWait<T>(
  { clock, stderr }: Pick<Io, 'clock' | 'stderr'>,
  what: string,
  reading: Promise<T>,
): Promise<T> {
  const over = new AbortController();
  clock.sleep(PATIENCE, over.signal).then(
    () => writeLines(stderr, `waiting for ${what}: it is read until it ends\n`),
    () => {},
  );
  try {
    return await reading;
  } finally {
    over.abort();
  }
}
