import { type FileHandle, open } from 'node:fs/promises';
import type { Place } from '../proxy/checkpoints.ts';

const BLOCK = 256 * 1024;
const NEWLINE = 10;

/** Whole lines of a log, and the place behind them. */
export interface Lines {
  readonly lines: readonly string[];
  readonly place: Place;
}

/**
 * The whole lines of a file between a place and a size in bytes, a block at a time. What follows the last newline is
 * left: a write that was cut off.
 */
export async function* readLines(path: string, from: Place, size: number, signal?: AbortSignal): AsyncGenerator<Lines> {
  const file = await openOr(path);
  if (file === undefined) return;
  try {
    let { seq, offset } = from;
    let at = offset;
    // The pieces of a line that is longer than a block, joined once.
    let started: Buffer[] = [];
    while (at < size && !signal?.aborted) {
      const block = Buffer.allocUnsafe(Math.min(BLOCK, size - at));
      const { bytesRead } = await file.read(block, 0, block.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      const part = block.subarray(0, bytesRead);
      const newline = part.lastIndexOf(NEWLINE);
      if (newline < 0) {
        started.push(part);
        continue;
      }
      const whole = Buffer.concat([...started, part.subarray(0, newline)]);
      started = newline + 1 < part.length ? [part.subarray(newline + 1)] : [];
      const lines = whole.toString().split('\n');
      seq += lines.length;
      offset += whole.length + 1;
      yield { lines, place: { seq, offset } };
    }
  } finally {
    await file.close();
  }
}

async function openOr(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
