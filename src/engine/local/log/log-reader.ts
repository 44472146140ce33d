import { type FileHandle, open } from 'node:fs/promises';
import type { AguiEvent, StreamItem } from '../../../core/agui/events.ts';
import { systemCodeOf } from '../../../core/errors.ts';
import { FILE_FLAGS, notAFile, stateError } from '../state/files.ts';

const BLOCK = 64 * 1024;
const NEWLINE = 10;

/** A place between two lines: bytes and lines before it. */
export interface Position {
  readonly offset: number;
  readonly seq: number;
}

export const START: Position = { offset: 0, seq: 0 };

/** Some whole lines, and the place behind them. */
export interface LogLines {
  readonly lines: readonly string[];
  readonly position: Position;
}

/** Items of some whole lines, and the place behind them. */
export interface Chunk {
  readonly items: readonly StreamItem[];
  readonly position: Position;
}

/** A log that is there. @throws AmberError STATE */
export async function openLog(path: string): Promise<FileHandle | undefined> {
  try {
    const file = await open(path, FILE_FLAGS.read);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw notAFile();
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw stateError('read', path, error);
  }
}

/**
 * The whole lines between a place and a size in bytes, a block at a time. What follows the last newline is left: it
 * may still be growing, or be cut off when a crash is repaired.
 */
export async function* readLines(file: FileHandle, from: Position, size: number): AsyncGenerator<LogLines, void, void> {
  let position = from;
  let at = from.offset;
  // One block for all reads: a new one each time would be memory that only a late collection gives back.
  const block = Buffer.allocUnsafe(Math.min(BLOCK, Math.max(size - at, 0)));
  // The beginning of a line that goes on in the next block, joined once, however many blocks it takes.
  let started: Buffer[] = [];
  while (at < size) {
    const { bytesRead } = await file.read(block, 0, Math.min(block.length, size - at), at);
    if (bytesRead === 0) return;
    at += bytesRead;
    const part = block.subarray(0, bytesRead);
    const newline = part.lastIndexOf(NEWLINE);
    if (newline < 0) {
      started.push(Buffer.from(part));
      continue;
    }
    const ended = part.subarray(0, newline);
    const whole = started.length === 0 ? ended : Buffer.concat([...started, ended]);
    started = newline + 1 < part.length ? [Buffer.from(part.subarray(newline + 1))] : [];
    const lines = whole.toString().split('\n');
    position = { offset: position.offset + whole.length + 1, seq: position.seq + lines.length };
    yield { lines, position };
  }
}

/** The same, read as events. */
export async function* readChunks(file: FileHandle, from: Position, size: number): AsyncGenerator<Chunk, void, void> {
  let { offset, seq } = from;
  for await (const { lines, position } of readLines(file, from, size)) {
    yield { items: lines.map((line, i) => itemOf(line, seq + 1 + i, offset)), position };
    ({ offset, seq } = position);
  }
}

/** The place behind line `seq`, or behind the last one there is. */
export async function seek(file: FileHandle, seq: number, size: number): Promise<Position> {
  let position = START;
  const block = Buffer.allocUnsafe(BLOCK);
  for (let at = 0; at < size && position.seq < seq; ) {
    const { bytesRead } = await file.read(block, 0, Math.min(BLOCK, size - at), at);
    if (bytesRead === 0) break;
    const part = block.subarray(0, bytesRead);
    for (let i = part.indexOf(NEWLINE); i >= 0 && position.seq < seq; i = part.indexOf(NEWLINE, i + 1))
      position = { offset: at + i + 1, seq: position.seq + 1 };
    at += bytesRead;
  }
  return position;
}

function itemOf(line: string, seq: number, offset: number): StreamItem {
  try {
    const event: unknown = JSON.parse(line);
    if (isEvent(event)) return { kind: 'event', event, raw: line, seq };
  } catch {}
  return { kind: 'warning', code: 'MALFORMED', message: `line ${seq} of the log is no event`, offset };
}

function isEvent(value: unknown): value is AguiEvent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
