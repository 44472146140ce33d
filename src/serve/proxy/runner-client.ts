import { type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { AmberError, messageOf } from '../../core/errors.ts';
import type { RunnerAddress } from '../options.ts';

/** One request to a runner. */
export interface RunnerRequest {
  readonly method: 'GET' | 'POST';
  /** Behind the runner's address: `/`, `/interrupt`, `/tasks` … */
  readonly path: string;
  readonly body?: unknown;
  readonly accept: string;
  readonly signal: AbortSignal;
}

/** Dead pods leave connections that say nothing: the kernel finds out. In ms. */
const KEEP_ALIVE = 15_000;

/**
 * Sends a request to a runner; gives the answer as soon as its headers are there, whatever its status.
 * @throws AmberError UNAVAILABLE if there was no answer; its `cause` has the system's code. The signal's reason
 */
export function askRunner(address: RunnerAddress, asked: RunnerRequest): Promise<IncomingMessage> {
  const { method, path, body, accept, signal } = asked;
  const url = new URL(`${address.url}${path}`);
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? secureRequest : request;
    const sent = send(url, {
      method,
      agent: false,
      signal,
      headers: {
        ...address.headers,
        accept,
        ...(payload !== undefined && { 'content-type': 'application/json', 'content-length': payload.length }),
      },
    });
    sent.once('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE));
    sent.once('response', resolve);
    sent.once('error', (cause) =>
      reject(
        signal.aborted
          ? signal.reason
          : new AmberError('UNAVAILABLE', `the runner did not answer: ${messageOf(cause)}`, { cause }),
      ),
    );
    sent.end(payload);
  });
}

/** True if no runner was reached: nothing was carried out, and another try is safe. */
export function wasNotReached(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && UNREACHED.has(String(cause.code));
}

const UNREACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);
