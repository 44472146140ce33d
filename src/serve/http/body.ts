import type { IncomingMessage } from 'node:http';
import { HttpError } from './answer.ts';

/** Largest body of a message, and of everything else, in bytes: the platform took a message of 40 MB. */
export const MAX_MESSAGE = 64 * 1024 * 1024;
const MAX_BODY = 4 * 1024 * 1024;

/**
 * The body as JSON; undefined for an empty one. A body that is announced or grows too long is not read to its end.
 * @throws HttpError 400, 413
 */
export async function readJson(request: IncomingMessage, most = MAX_BODY): Promise<unknown> {
  const tooLong = new HttpError(413, `Request body is too large: at most ${most} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLong;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw tooLong;
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) as unknown;
  } catch {
    throw new HttpError(400, 'Invalid request body');
  }
}
