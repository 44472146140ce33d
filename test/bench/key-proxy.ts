import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openKeyProxy } from '../../src/engine/local/key-proxy/key-proxy.ts';
import { closeConnections } from '../../src/http/pool.ts';
import { type Figure, figure, interleave } from './figures.ts';

const ROUNDS = 300;
/** What an agent's conversation weighs after a while. */
const BODY = JSON.stringify({ messages: 'x'.repeat(100_000) });
const PLACEHOLDER = 'placeholder';

/** What the key proxy adds until the first byte of a streamed answer, in milliseconds, both ways over kept-alive connections. */
export async function keyProxy(): Promise<readonly Figure[]> {
  const api = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      outgoing.write('data: {}\n\n');
      outgoing.end('data: {}\n\n');
    });
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const upstream = new URL(`http://127.0.0.1:${(api.address() as AddressInfo).port}`);
  const keys = [{ variable: 'K', value: 'key', placeholder: PLACEHOLDER, header: 'x-api-key' as const }];
  const proxy = await openKeyProxy({ upstream, keys }, { env: {} });
  try {
    const times = await interleave(ROUNDS, {
      direct: () => firstByte(upstream),
      proxied: () => firstByte(proxy.address),
    });
    return [figure('first byte through the key proxy, more than without', times.proxied - times.direct, 'ms', '<= 2')];
  } finally {
    await proxy.close();
    closeConnections();
    api.closeAllConnections();
    api.close();
  }
}

/** From the request's first byte to the answer's, in milliseconds. */
function firstByte(address: URL): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'x-api-key': PLACEHOLDER, 'content-length': BODY.length };
    const sent = request(address, { method: 'POST', headers }, (answer) => {
      let took = Number.NaN;
      answer.once('data', () => {
        took = performance.now() - began;
      });
      answer.once('end', () => resolve(took));
    });
    sent.once('error', reject);
    sent.end(BODY);
  });
}
