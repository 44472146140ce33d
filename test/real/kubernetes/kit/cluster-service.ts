import { connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Cluster } from './cluster.ts';

/** An address of this machine that a Service may lead to: loopback addresses are refused. */
const ADDRESS = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal && !one.address.startsWith('169.254.'))?.address;

/** Why no Service can lead to this machine; undefined if one can. */
export const NO_ADDRESS =
  ADDRESS === undefined ? 'this machine has no address but loopback, which no Service may lead to' : undefined;

/** A Service of the cluster, behind which a server of this process listens on loopback. */
export class ClusterService implements AsyncDisposable {
  readonly #server: Server;
  #gone = async (): Promise<void> => undefined;

  /** `port`: where the server listens now; it may be asked for anew with each connection. */
  static async start(cluster: Cluster, namespace: string, name: string, port: () => number): Promise<ClusterService> {
    const service = new ClusterService(port);
    await new Promise<void>((resolve) => service.#server.listen(0, ADDRESS, resolve));
    const address = service.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    const { admin } = cluster;
    const base = `/api/v1/namespaces/${namespace}`;
    const pod = `${name}-0`;
    await cluster.namespace(namespace);
    await admin.apply(`${base}/services/${name}`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 8080, targetPort: 'http' }] },
    });
    // An API server leads to the addresses of pods alone.
    await admin.apply(`${base}/pods/${pod}`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: pod, labels: { app: name } },
      spec: {
        nodeName: 'node',
        containers: [{ name, image: name, ports: [{ name: 'http', containerPort: address.port }] }],
      },
    });
    await admin.apply(`${base}/pods/${pod}/status`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: pod },
      status: {
        phase: 'Running',
        podIP: ADDRESS,
        podIPs: [{ ip: ADDRESS }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    });
    // No controller makes them here.
    const targetRef = { kind: 'Pod', name: pod, namespace };
    await admin.apply(`${base}/endpoints/${name}`, {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name },
      subsets: [{ addresses: [{ ip: ADDRESS, targetRef }], ports: [{ name: 'http', port: address.port }] }],
    });
    service.#gone = async () => {
      await admin.ask('DELETE', `${base}/pods/${pod}?gracePeriodSeconds=0`);
    };
    return service;
  }

  private constructor(port: () => number) {
    this.#server = createServer((socket) => {
      const onwards = connect(port(), '127.0.0.1');
      socket.pipe(onwards).pipe(socket);
      socket.on('error', () => onwards.destroy());
      onwards.on('error', () => socket.destroy());
      socket.on('close', () => onwards.destroy());
      onwards.on('close', () => socket.destroy());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#gone();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
