import { type FileHandle, open, stat } from 'node:fs/promises';

/**
 * All of a file, or of a pipe until it ends (`<(command)`); `most`: in bytes.
 * @throws Error that says what is wrong, without the file's name
 */
export async function readInputFile(path: string, most: number): Promise<Buffer> {
  const found = await stat(path);
  // What a device gives has no end, and a terminal waits for somebody to type.
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
