import { type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { AmberError, messageOf, systemCodeOf } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { RunnerAnswer } from '../run-backend.ts';
import type { RunnerAddress, Runners } from '../serve-options.ts';

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
 * Sends a request to a runner. Returns the answer as soon as its headers are there, whatever its status.
 * @throws AmberError UNAVAILABLE if there was no answer; its `cause` has the system's code. The signal's reason
 */
export function requestRunner(address: RunnerAddress, asked: RunnerRequest): Promise<IncomingMessage> {
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

/** True if no runner was reached: nothing was done, and another try is safe. */
export function wasNotReached(error: unknown): boolean {
  return error instanceof Error && UNREACHED.has(systemCodeOf(error.cause) ?? '');
}

const UNREACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/** Time for a runner's whole answer, in ms, and its largest size in bytes. */
const ANSWER_TIMEOUT = 10_000;
const MAX_ANSWER = 16 * 1024 * 1024;

const UNAVAILABLE: RunnerAnswer = { status: 502, body: { error: 'Runner is not available' } };

/** Asks a session's runner something; 502 in its name if it does not answer, or not with JSON. */
export async function askRunner(
  runners: Runners,
  ref: SessionRef,
  method: 'GET' | 'POST',
  path: string,
): Promise<RunnerAnswer> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT);
  try {
    const address = await runners.address(ref);
    const answer = await requestRunner(address, { method, path, accept: 'application/json', signal });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_ANSWER) return UNAVAILABLE;
      chunks.push(chunk);
    }
    const status = answer.statusCode ?? 502;
    const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
    // Our own token is the runner's affair, not the caller's.
    return status === 401 || status === 403 ? UNAVAILABLE : { status, body };
  } catch {
    return UNAVAILABLE;
  }
}
