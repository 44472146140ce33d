import { AmberError, messageOf } from '../../core/errors.ts';
import type { Io } from './io.ts';

/** No prompt is larger, and what never ends (`yes |`) is not read into memory. In bytes. */
export const MOST_PROMPT = 64 * 1024 * 1024;

export interface Reading {
  /** How long the first byte may take, in milliseconds; without one by then, reading returns undefined. */
  readonly patienceMs?: number;
  /** Called once, where stdin has begun but not ended after that time. */
  readonly slow?: (bytes: number) => void;
}

/** All of stdin, as it came. @throws AmberError USAGE if it can't be read, or is too large */
export async function readStdin(
  { stdin, clock }: Pick<Io, 'stdin' | 'clock'>,
  { patienceMs, slow }: Reading = {},
): Promise<Buffer | undefined> {
  const { stream } = stdin;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const over = new AbortController();
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_PROMPT) reject(new AmberError('USAGE', `stdin holds more than ${MOST_PROMPT / 1024 ** 2} MiB`));
  };
  const end = (): void => resolve(Buffer.concat(chunks));
  stream.on('data', take).once('end', end).once('close', end);
  // Stays: an error that comes later has no other handler.
  stream.on('error', (cause) => reject(new AmberError('USAGE', `cannot read stdin: ${messageOf(cause)}`, { cause })));
  if (patienceMs !== undefined)
    clock.sleep(patienceMs, over.signal).then(
      () => (size === 0 ? resolve(undefined) : slow?.(size)),
      () => {},
    );
  try {
    return await promise;
  } finally {
    over.abort();
    stream.off('data', take).off('end', end).off('close', end).pause();
  }
}
