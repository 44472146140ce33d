import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TextStore } from '../../render/log/long-message.ts';

/** So many characters are written, and read, at once. */
const BLOCK = 64 * 1024;

/**
 * A text in a temporary file, which has no name from the beginning: nobody else can open it, and nothing stays behind of a process that
 * is killed. @throws Error if there is no place for it
 */
export function temporaryText(): TextStore {
  const folder = mkdtempSync(join(tmpdir(), 'amber-'));
  const path = join(folder, 'text');
  const file = openSync(path, 'wx+', 0o600);
  rmSync(folder, { recursive: true });
  let waiting = '';
  const flush = (): void => {
    // Two bytes for each UTF-16 unit: a character may be torn between two pieces.
    const bytes = Buffer.from(waiting, 'utf16le');
    waiting = '';
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  };
  return {
    write(text) {
      waiting += text;
      if (waiting.length >= BLOCK) flush();
    },
    *read() {
      flush();
      const bytes = Buffer.alloc(2 * BLOCK);
      for (let at = 0; ; ) {
        const count = readSync(file, bytes, 0, bytes.length, at);
        if (count === 0) return;
        yield bytes.toString('utf16le', 0, count);
        at += count;
      }
    },
    close: () => closeSync(file),
  };
}
