import { readFileSync } from 'node:fs';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { forwardPort, portForwards } from '../../../fakes/kubernetes/port-forward.ts';
import type { Cluster } from './cluster.ts';

/** An address of this machine that a Service may lead to: loopback addresses are refused. */
const ADDRESS = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal && !one.address.startsWith('169.254.'))?.address;

/** Why no Service can lead to this machine; undefined if one can. */
export const NO_ADDRESS =
  ADDRESS === undefined ? 'this machine has no address but loopback, which no Service may lead to' : undefined;

/** The node of its pod. */
const NODE = 'node';

const pem = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

/** The part of a kubelet that forwards ports: to wherever `port` says, whichever is asked for. */
export class Kubelet implements AsyncDisposable {
  /** How many connections were made. */
  forwarded = 0;
  readonly #server: TlsServer;
  readonly #sockets = new Set<Socket>();

  static async start(cluster: Cluster, port: () => number): Promise<Kubelet> {
    const kubelet = new Kubelet(port);
    await new Promise<void>((resolve) => kubelet.#server.listen(0, ADDRESS, resolve));
    const address = kubelet.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE } };
    await cluster.admin.apply(`/api/v1/nodes/${NODE}`, node);
    await cluster.admin.apply(`/api/v1/nodes/${NODE}/status`, {
      ...node,
      status: {
        addresses: [{ type: 'InternalIP', address: ADDRESS }],
        daemonEndpoints: { kubeletEndpoint: { Port: address.port } },
      },
    });
    return kubelet;
  }

  private constructor(port: () => number) {
    const forwards = portForwards();
    this.#server = createTlsServer({ key: pem('server-key'), cert: pem('server') }, (_request, response) =>
      response.writeHead(404).end(),
    );
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request, socket: Socket, head) => {
      const wanted = Number(new URL(request.url ?? '', 'https://kubelet').searchParams.get('port'));
      this.forwarded += 1;
      forwards.handleUpgrade(request, socket, head, (client) => forwardPort(client, wanted, port()));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

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
        nodeName: NODE,
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
