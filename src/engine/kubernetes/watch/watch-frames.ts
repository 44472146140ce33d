import { ResettableTimer } from '../../../async/resettable-timer.ts';
import { isObject } from '../../../core/agui/events.ts';
import type { Clock } from '../../../core/clock.ts';
import { AmberError, isAmberError, messageOf } from '../../../core/errors.ts';
import { Chunks, decoded } from '../../../http/response-body.ts';
import { LineBuffer } from '../../../sse/line-buffer.ts';
import type { Cluster } from '../cluster-client.ts';
import { plain, statusFrom, statusOf } from '../errors.ts';

type Json = { readonly [field: string]: unknown };

/** One line of a watch. `BOOKMARK`: how far it has come, though nothing that it shows has changed. */
export interface WatchFrame {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: Json;
}

/** The API server no longer has what came after the version that a watch, or a page of a list, was to go on from. */
export class Expired extends Error {
  override readonly name = 'Expired';
}

/** Nothing came for too long. */
export class Silent extends Error {
  override readonly name = 'Silent';
}

export interface FramesRequest {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly path: string;
  readonly query: { readonly [name: string]: string };
  /** A watch without a line for this time (ms, asked for again with each line) is given up: its connection may be dead. */
  readonly silence: () => number;
  readonly signal: AbortSignal;
}

/** An object is 1.5 MiB at most in etcd, and a little more as JSON: what is longer is no watch. */
const MAX_LINE = 16 * 1024 * 1024;
const TYPES: ReadonlySet<unknown> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']);

/**
 * One connection of a watch, to its end: an array of frames per piece that came, an empty one for the answer's headers.
 * Read by Amber itself: the Kubernetes client's `Watch` swallows what its caller throws, and lines that are no JSON.
 * @throws Expired, Silent, AmberError, the signal's reason
 */
export async function* readFrames(request: FramesRequest): AsyncGenerator<readonly WatchFrame[], void, void> {
  const { cluster, clock, path, query, silence, signal } = request;
  const over = new AbortController();
  const forward = (): void => over.abort(signal.reason);
  signal.addEventListener('abort', forward, { once: true });
  if (signal.aborted) forward();
  /** When something came last; undefined while the reader is busy with it. */
  let last: number | undefined;
  const ring = (): void => {
    if (last === undefined) return;
    // Sums of fractions: what is a part of a millisecond short is late.
    if (clock.now() - last > silence() - 1) over.abort(new Silent('nothing came for too long'));
    else timer.set(last + silence());
  };
  using timer = new ResettableTimer(clock, ring);
  const listen = (): void => {
    last = clock.now();
    timer.set(last + silence());
  };
  listen();
  try {
    const answer = await cluster.stream(path, { query: { ...query, watch: 'true' }, signal: over.signal });
    using chunks = new Chunks(decoded(answer));
    last = undefined;
    yield [];
    listen();
    const lines = new LineBuffer(MAX_LINE);
    for (let ready = await chunks.next(); ready !== undefined; ready = await chunks.next()) {
      last = undefined;
      const frames = ready.flatMap((chunk) => framesOf(lines.push(chunk)?.bytes));
      if (lines.overflow) throw new AmberError('BAD_RESPONSE', `the watch of ${path} sent a line without an end`);
      if (frames.length > 0) yield frames;
      listen();
    }
  } catch (error) {
    over.signal.throwIfAborted();
    // Older API servers refuse such a watch; newer ones say it in the first line.
    if (statusOf(error) === 410) throw new Expired();
    if (isAmberError(error) || error instanceof Expired) throw error;
    throw new AmberError('UNAVAILABLE', `the watch of ${path} broke off: ${messageOf(error)}`, { cause: error });
  } finally {
    signal.removeEventListener('abort', forward);
    over.abort();
  }
}

/** @throws Expired, AmberError UNAVAILABLE for an error that the server sends, BAD_RESPONSE for what is no frame */
function framesOf(lines: Buffer | undefined): readonly WatchFrame[] {
  if (lines === undefined) return [];
  const texts = lines.toString('utf8').split('\n');
  return texts.filter((line) => line !== '').map(frameOf);
}

function frameOf(line: string): WatchFrame {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw new AmberError('BAD_RESPONSE', 'a watch sent a line that is no JSON', { cause });
  }
  const { type, object } = isObject(json) ? json : {};
  if (type === 'ERROR') {
    const status = statusFrom(object);
    if (status?.code === 410) throw new Expired();
    throw new AmberError('UNAVAILABLE', `the API server ended a watch: ${plain(status?.message ?? 'without a word')}`);
  }
  if (!isObject(object) || !isType(type)) throw new AmberError('BAD_RESPONSE', 'a watch sent a line of another kind');
  return { type, object };
}

function isType(type: unknown): type is WatchFrame['type'] {
  return TYPES.has(type);
}
