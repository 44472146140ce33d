import type { IncomingMessage } from 'node:http';
import { HttpError } from './responses.ts';

/** Largest body of a message, and of everything else, in bytes: the platform took a message of 40 MB. */
export const MAX_MESSAGE = 64 * 1024 * 1024;
const MAX_BODY = 4 * 1024 * 1024;

/**
 * The body as JSON; undefined for an empty one. A body that is announced or grows too long is not read to its end.
 * @throws HttpError 400, 413
 */
export async function readJson(request: IncomingMessage, most = MAX_BODY): Promise<unknown> {
  const text = await readText(request, most);
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HttpError(400, 'Invalid request body');
  }
}

/** The body as text, of at most so many bytes. @throws HttpError 400 if it is no UTF-8, 413 */
export async function readText(request: IncomingMessage, most: number): Promise<string> {
  const tooLong = new HttpError(413, `Request body is too large: at most ${most} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLong;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw tooLong;
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new HttpError(400, 'Invalid request body');
  }
}
