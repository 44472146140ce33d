import type { SessionRef } from '../../core/session/session.ts';
import type { RunnerAnswer } from '../conversations.ts';
import type { Runners } from '../options.ts';
import { askRunner } from './runner-client.ts';

/** Time for a runner's whole answer, in ms, and its largest size in bytes. */
const TIMEOUT = 10_000;
const MOST = 16 * 1024 * 1024;

const NONE: RunnerAnswer = { status: 502, body: { error: 'Runner is not available' } };

/** Asks a session's runner something; 502 in its name if it does not answer, or not with JSON. */
export async function ask(
  runners: Runners,
  ref: SessionRef,
  method: 'GET' | 'POST',
  path: string,
): Promise<RunnerAnswer> {
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    const address = await runners.address(ref);
    const answer = await askRunner(address, { method, path, accept: 'application/json', signal });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MOST) return NONE;
      chunks.push(chunk);
    }
    const status = answer.statusCode ?? 502;
    const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
    // Our own token is the runner's affair, not the caller's.
    return status === 401 || status === 403 ? NONE : { status, body };
  } catch {
    return NONE;
  }
}
