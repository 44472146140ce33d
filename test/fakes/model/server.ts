import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ModelRequest, Reply } from './reply.ts';

/** A stub of a model's API on loopback. */
export interface ModelServer extends AsyncDisposable {
  readonly url: string;
  /** All that was asked, in order. */
  readonly requests: readonly ModelRequest[];
  /** Replies to the conversation's next requests; when they are used up, it says "done". */
  script(...replies: readonly Reply[]): void;
}

export interface ModelApi {
  /** True for a request of the conversation itself: not a title, not a check of the quota. */
  isConversation(request: ModelRequest): boolean;
  /** True for a request that this API answers with a stream. */
  isModelCall(request: ModelRequest): boolean;
  /** The events of the answer's stream. */
  events(reply: Reply, request: ModelRequest): readonly { readonly event?: string; readonly data: object }[];
  /** Other requests: the body of the answer, or undefined for 404. */
  other(request: ModelRequest): object | undefined;
}

/** Serves an API on a free port of the loopback. */
export async function serveModel(api: ModelApi): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  let script: Reply[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: parse(Buffer.concat(chunks)) };
    requests.push(request);
    if (!api.isModelCall(request)) return json(response, api.other(request));
    const reply = api.isConversation(request) ? (script.shift() ?? { text: 'done' }) : { text: 'ok' };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const { event, data } of api.events(reply, request))
      response.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`);
    if (!reply.hang) response.end();
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    script: (...replies) => {
      script = [...replies];
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function json(response: ServerResponse, body: object | undefined): void {
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? { type: 'error', error: { type: 'not_found_error', message: 'not here' } }));
}

function parse(bytes: Buffer): { [field: string]: unknown } {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return {};
  }
}
