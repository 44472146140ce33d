import type { StreamItem } from '../../../core/agui/events.ts';
import type { Reach } from '../../../http/proxy.ts';
import { exchange, type SentHeaders } from '../../../http/transport.ts';
import { SseDecoder } from '../../../sse/decoder.ts';
import { type BodyDecoder, readEvents } from '../../../sse/open-stream.ts';
import { PROTO_TYPE, ProtoFrames } from './proto-frames.ts';

/** A connection whose other side has vanished is noticed by probes that begin after so much silence (ms). */
const PROBE_AFTER = 30_000;

/** Text first: servers that know both are free to choose. */
const ACCEPT = `text/event-stream, ${PROTO_TYPE};q=0.5`;

/** One run to ask a server for. */
export interface RunRequest extends Reach {
  readonly url: URL;
  /** `RunAgentInput` as JSON text. */
  readonly body: string;
  readonly headers: SentHeaders;
  readonly signal: AbortSignal;
  /** Within its origin, where a redirect may lead. */
  readonly mayFollow: (target: URL) => boolean;
}

/**
 * Posts a run and reads its events, one array for each piece that comes. Redirects are followed only within the origin,
 * and where they keep method and body.
 * @throws AmberError as `readEvents` does; `signal.reason`
 */
export function postRun(request: RunRequest): AsyncGenerator<readonly StreamItem[], void, void> {
  const { url, signal } = request;
  const headers = {
    accept: ACCEPT,
    'cache-control': 'no-cache',
    ...request.headers,
    'content-type': 'application/json',
  };
  const open = async () => {
    const answer = await exchange({ ...request, method: 'POST', headers, resends: true });
    answer.socket.setKeepAlive(true, PROBE_AFTER);
    return answer;
  };
  return readEvents(open, url, signal, { method: 'POST', decoderFor });
}

async function decoderFor(type: string | undefined): Promise<BodyDecoder | undefined> {
  if (type === undefined || type === 'text/event-stream') return new SseDecoder();
  return type === PROTO_TYPE ? ProtoFrames.open() : undefined;
}
