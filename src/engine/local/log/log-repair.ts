import { closeSync, fstatSync, ftruncateSync, readSync } from 'node:fs';
import { systemCodeOf } from '../../../core/errors.ts';
import { openFile, stateError } from '../state/files.ts';

const BLOCK = 65_536;
const NEWLINE = 10;

/**
 * Drops what a killed host left behind its last whole line; only a line that has its end counts. Returns the size of
 * the log in bytes.
 */
export function repairLog(path: string): number {
  let file: number | undefined;
  try {
    file = openFile(path, 'change');
    const { size } = fstatSync(file);
    const whole = lastLineEnd(file, size);
    if (whole < size) ftruncateSync(file, whole);
    return whole;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return 0;
    throw stateError('repair', path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The offset behind the last newline before `size`; 0 if there is none. */
function lastLineEnd(file: number, size: number): number {
  const block = Buffer.allocUnsafe(BLOCK);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - BLOCK);
    const read = readSync(file, block, 0, end - start, start);
    const newline = block.subarray(0, read).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

/** Lines up to `size` bytes. */
export function countLines(path: string, size: number): number {
  if (size === 0) return 0;
  const file = openFile(path, 'read');
  try {
    const block = Buffer.allocUnsafe(BLOCK * 4);
    let lines = 0;
    for (let at = 0; at < size; ) {
      const read = readSync(file, block, 0, Math.min(block.length, size - at), at);
      if (read === 0) break;
      const part = block.subarray(0, read);
      for (let i = part.indexOf(NEWLINE); i >= 0; i = part.indexOf(NEWLINE, i + 1)) lines++;
      at += read;
    }
    return lines;
  } finally {
    closeSync(file);
  }
}

/** The log's whole lines from the last one to the first: what happened last is found without reading the rest. */
export function* linesBackwards(path: string): Generator<string, void, void> {
  let file: number;
  try {
    file = openFile(path, 'read');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return;
    throw stateError('read', path, error);
  }
  try {
    // Blocks of a line whose start has not come yet, the last one first: joined once, however long the line.
    let parts: Buffer[] = [];
    let end = lastLineEnd(file, fstatSync(file).size) - 1;
    while (end > 0) {
      const start = Math.max(0, end - BLOCK);
      const block = Buffer.allocUnsafe(end - start);
      readSync(file, block, 0, block.length, start);
      let cut = block.length;
      for (let i = block.lastIndexOf(NEWLINE); i >= 0; i = i === 0 ? -1 : block.lastIndexOf(NEWLINE, i - 1)) {
        yield Buffer.concat([block.subarray(i + 1, cut), ...parts]).toString();
        parts = [];
        cut = i;
      }
      parts.unshift(block.subarray(0, cut));
      end = start;
    }
    if (parts.length > 0) yield Buffer.concat(parts).toString();
  } finally {
    closeSync(file);
  }
}
