import { Deadline } from '../../async/abort.ts';
import { FILE_LIMITS, type FilePart, sizeText } from '../../core/agui/message-files.ts';
import type { Clock } from '../../core/clock.ts';
import type { Env } from '../../core/env.ts';
import { isAmberError, messageOf } from '../../core/errors.ts';
import { fileTypeOf } from '../../core/file-type.ts';
import { filePart } from '../../engine/file-part.ts';
import { decoded } from '../../http/response-body.ts';
import { exchange } from '../../http/transport.ts';
import { isUpload } from '../plan/find-uploads.ts';

/** For all of them together (ms): a run does not wait longer for pictures. */
const TIMEOUT_MS = 60_000;
const MAX_REDIRECTS = 3;
/** Where GitHub keeps what was uploaded to public repositories: a bucket of its own. */
const PUBLIC_BUCKET = 'github-production-user-asset-6210df.s3.amazonaws.com';

export interface UploadDeps {
  /** Of the server that the thread is on. */
  readonly serverUrl: string;
  readonly token?: string | undefined;
  readonly env: Env;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The images, and for a person why each of the others is none. */
export interface FetchedUploads {
  readonly files: readonly FilePart[];
  readonly problems: readonly string[];
}

/**
 * Fetches images that people have put into their words on GitHub, within limits of number, size and time. The token goes to
 * GitHub's server alone, redirects to hosts of GitHub's own, and what comes counts by its bytes. Never throws for one of
 * them; rejects with the signal's reason.
 */
export async function fetchUploads(urls: readonly string[], deps: UploadDeps): Promise<FetchedUploads> {
  const { clock, signal } = deps;
  const limit = new Deadline(clock, TIMEOUT_MS, signal);
  const files: FilePart[] = [];
  const problems: string[] = [];
  let left: number = FILE_LIMITS.all;
  try {
    for (const [index, url] of urls.entries())
      try {
        const bytes = await download(new URL(url), Math.min(left, FILE_LIMITS.each), { ...deps, signal: limit.signal });
        const { type, mimeType } = fileTypeOf(bytes, '');
        if (type !== 'image') throw new Error('it is no image');
        left -= bytes.length;
        files.push(filePart(bytes, `image-${index + 1}.${mimeType.slice(mimeType.indexOf('/') + 1)}`));
      } catch (error) {
        signal.throwIfAborted();
        problems.push(
          `${new URL(url).pathname.split('/').at(-1)}: ${limit.signal.aborted ? 'it takes too long' : why(error)}`,
        );
      }
  } finally {
    limit.clear();
  }
  return { files, problems };
}

const why = (error: unknown): string => (isAmberError(error) ? error.message : messageOf(error));

async function download(first: URL, most: number, deps: UploadDeps): Promise<Buffer> {
  const { env, serverUrl, signal, token } = deps;
  const server = new URL(serverUrl).origin;
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    if (!isAllowed(url, serverUrl)) throw new Error(`it leads to ${url.host}, which is not GitHub’s`);
    const headers = {
      'accept-encoding': 'identity',
      'user-agent': 'amber',
      ...(token !== undefined && url.origin === server && { authorization: `Bearer ${token}` }),
    };
    const answer = await exchange({ method: 'GET', url, headers, signal, env, returnsRedirects: true });
    const { location } = answer.headers;
    const status = answer.statusCode ?? 0;
    if (status >= 300 && status < 400 && location !== undefined) {
      answer.destroy();
      url = new URL(location, url);
      continue;
    }
    if (status !== 200) {
      answer.destroy();
      throw new Error(`GitHub answers ${status}`);
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of decoded(answer) as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > most) {
        answer.destroy();
        throw new Error(
          `it is too large: at most ${sizeText(FILE_LIMITS.each)}, and ${sizeText(FILE_LIMITS.all)} together`,
        );
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
  throw new Error('it is redirected too often');
}

/** GitHub's server, its file hosts, and the bucket of its public uploads; never another port or scheme. */
function isAllowed(url: URL, serverUrl: string): boolean {
  if (isUpload(url, serverUrl)) return true;
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return false;
  return url.hostname.endsWith('.githubusercontent.com') || url.hostname === PUBLIC_BUCKET;
}
