import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Opened so, a file that became a link since it was listed is not followed, and a pipe doesn't block. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The first `limit` bytes of a text file, or undefined: not there, not readable, not a file, or not text. */
export async function readText(path: string, limit: number): Promise<string | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, FLAGS);
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(limit, size));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const bytes = buffer.subarray(0, bytesRead);
    return bytes.subarray(0, 8_000).includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
