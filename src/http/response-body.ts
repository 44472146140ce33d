import type { IncomingMessage } from 'node:http';
import { finished, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AmberError } from '../core/errors.ts';

/** Bytes that may wait for the reader: what one read of a socket brings, in however many pieces. */
const MAX_AHEAD = 64 * 1024;

/**
 * The chunks of a stream, all that have come at a time, with backpressure. Iterating over the stream itself would join
 * them first, which costs a copy, and memory.
 */
export class Chunks implements Disposable {
  readonly #stream: Readable;
  readonly #cleanup: () => void;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #end: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#cleanup = finished(stream, { writable: false }, (error) => {
      this.#end = { error };
      this.#wake();
    });
    stream.on('data', (chunk: Uint8Array) => {
      this.#waiting.push(chunk);
      this.#size += chunk.length;
      if (this.#size >= MAX_AHEAD) stream.pause();
      this.#wake();
    });
  }

  /** The chunks that have come since the last call, at least one; undefined at the end. @throws what broke the stream */
  async next(): Promise<readonly Uint8Array[] | undefined> {
    while (this.#waiting.length === 0) {
      if (this.#end !== undefined) {
        if (this.#end.error) throw this.#end.error;
        return undefined;
      }
      if (this.#stream.isPaused()) this.#stream.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const chunks = this.#waiting;
    this.#waiting = [];
    this.#size = 0;
    return chunks;
  }

  [Symbol.dispose](): void {
    this.#cleanup();
    // A stream that fails while it is destroyed must not become an uncaught error.
    this.#stream.on('error', () => undefined);
    this.#stream.destroy();
  }
}

/** The body's bytes as they were before the answer was compressed. Errors of both streams come out of the result. */
export function decoded(answer: IncomingMessage): Readable {
  const encoding = answer.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return answer;
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : undefined;
  if (decoder === undefined) throw new AmberError('BAD_RESPONSE', `content-encoding ${encoding} was not asked for`);
  answer.once('error', (error) => decoder.destroy(error));
  decoder.once('close', () => answer.destroy());
  return answer.pipe(decoder);
}

/** Reads a body up to a number of bytes; what is more makes it undefined (`whole`) or is left away. */
export async function readText(answer: IncomingMessage, maxBytes: number, whole: boolean): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of decoded(answer) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) {
      if (whole) return undefined;
      chunks.push(chunk.subarray(0, chunk.length - (length - maxBytes)));
      break;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
