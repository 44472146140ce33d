import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a platform and holds the answer to a create back. `created` resolves once it has been carried out. */
export async function slowCreate(target: string, ms: number) {
  const { promise: created, resolve } = Promise.withResolvers<void>();
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', headers, url = '/' } = incoming;
    const onward = request(`${target}${url}`, { method, headers }, (answer) => {
      const isCreate = method === 'POST' && url.endsWith('/agentic-sessions');
      if (isCreate) resolve();
      setTimeout(
        () => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        },
        isCreate ? ms : 0,
      ).unref();
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    created,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
