import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { percentDecoded } from '../core/text.ts';
import { bareAddress, type HttpProxy } from './proxy.ts';

/** True for a proxy that speaks SOCKS: it passes bytes on, whatever they are. */
export function isSocks({ url }: HttpProxy): boolean {
  return /^socks[45]?[ah]?:$/.test(url.protocol);
}

/**
 * Asks a SOCKS proxy for a connection to the target, whose name it looks up itself. @throws what the socket throws, the
 * proxy's refusal, `signal.reason`
 */
export async function openSocks({ url }: HttpProxy, target: URL, signal: AbortSignal): Promise<Duplex> {
  // By its default: a lazily loaded CommonJS package has no other export in the bundle.
  const { SocksClient } = (await import('socks')).default;
  const host = bareAddress(url.hostname);
  const port = Number(url.port || 1080);
  const socket = connect({ host, port, signal });
  await once(socket, 'connect');
  const client = new SocksClient({
    command: 'connect',
    proxy: {
      host,
      port,
      type: url.protocol.startsWith('socks4') ? 4 : 5,
      ...(url.username !== '' && {
        userId: percentDecoded(url.username),
        password: percentDecoded(url.password),
      }),
    },
    destination: {
      host: bareAddress(target.hostname),
      port: Number(target.port || (target.protocol === 'https:' ? 443 : 80)),
    },
  });
  return new Promise((resolve, reject) => {
    client.once('established', () => resolve(socket));
    client.once('error', (error) => {
      socket.destroy();
      reject(error);
    });
    client.connect(socket);
  });
}
