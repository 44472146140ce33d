import { finished, type Readable } from 'node:stream';

/**
 * The chunks of a stream as they come, with backpressure. Iterating over the stream itself joins what has come into
 * one piece for each turn, which costs a copy, and memory.
 * @throws what breaks the stream; a premature close too
 */
export async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array, void, void> {
  const queue: Uint8Array[] = [];
  let end: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const cleanup = finished(stream, { writable: false }, (error) => {
    end = { error };
    wake();
  });
  stream.on('data', (chunk: Uint8Array) => {
    queue.push(chunk);
    stream.pause();
    wake();
  });
  try {
    for (;;) {
      for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) yield chunk;
      if (end !== undefined) {
        if (end.error) throw end.error;
        return;
      }
      if (stream.isPaused()) stream.resume();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    cleanup();
    // Destroying a stream that fails meanwhile must not become an error that nobody hears.
    stream.on('error', () => undefined);
    stream.destroy();
  }
}
