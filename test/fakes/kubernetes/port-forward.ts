import { connect } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

const PROTOCOL = 'v4.channel.k8s.io';

/** Takes WebSockets of the protocol that kubelets forward ports by. */
export function portForwards(): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
}

/**
 * Connects one with a port of this machine, as a kubelet does: two channels a port, each of which begins with the port;
 * 0 carries the bytes, 1 what went wrong. `target`: where that port of the pod really is; undefined if nothing listens.
 */
export function forwardPort(client: WebSocket, port: number, target: number | undefined): void {
  const announced = Buffer.alloc(2);
  announced.writeUInt16LE(port);
  for (const channel of [0, 1]) client.send(Buffer.concat([Buffer.of(channel), announced]));
  if (target === undefined) {
    client.send(Buffer.concat([Buffer.of(1), Buffer.from(`nothing listens on port ${port}`)]));
    client.close();
    return;
  }
  const socket = connect(target, '127.0.0.1');
  socket.on('data', (bytes) => client.send(Buffer.concat([Buffer.of(0), bytes])));
  socket.on('close', () => client.close());
  socket.on('error', () => client.close());
  client.on('message', (message: Buffer) => {
    if (message[0] === 0) socket.write(message.subarray(1));
  });
  client.on('close', () => socket.destroy());
  client.on('error', () => socket.destroy());
}
