import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** A link is not followed, and a pipe not waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads a plain file part by part. Returns its length in bytes; undefined if it can't be read, is no file, or is longer than `most` bytes. */
export function eachPart(
  path: Buffer | string,
  use: (part: Buffer, at: number) => void,
  most = Number.POSITIVE_INFINITY,
): number | undefined {
  let file: number;
  try {
    file = openSync(path, FLAGS);
  } catch {
    return undefined;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > most) return undefined;
    const part = Buffer.allocUnsafe(Math.min(1 << 20, stat.size + 1));
    for (let at = 0; at <= most; ) {
      const length = readSync(file, part);
      if (length === 0) return at;
      use(part.subarray(0, length), at);
      at += length;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** A plain file's text; undefined for anything else, or more than `most` bytes. */
export function plainText(path: string, most: number): string | undefined {
  const parts: Buffer[] = [];
  const length = eachPart(path, (part) => parts.push(Buffer.from(part)), most);
  return length === undefined ? undefined : Buffer.concat(parts).toString();
}
