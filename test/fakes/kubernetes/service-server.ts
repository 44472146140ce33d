import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Cluster, openCluster } from '../../../src/engine/kubernetes/cluster-client.ts';
import { forwardPort, portForwards } from './port-forward.ts';

/** A Service of the fake cluster, its one pod, and where that really listens. */
export interface FakeService {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: { readonly [key: string]: string };
  /** Of the Service; the pod's is another one, named `http`. */
  readonly port: number;
  readonly url: string;
  readonly isReady?: boolean;
  /** False where the API server knows nothing of its pods. */
  readonly hasEndpoints?: boolean;
}

/** What a role may grant, in the words of Kubernetes' access rules. */
export type Right = 'services' | 'services/proxy' | 'pods' | 'pods/portforward';

export const KUBE_TOKEN = 'token-of-the-kubeconfig';
const POD_PORT = 18_080;

/**
 * The part of an API server that leads to Services, over real HTTP: it takes `Authorization` for itself, proxies what comes
 * behind a Service, and forwards ports over the WebSocket protocol that API servers speak.
 */
export class ServiceServer {
  readonly services: FakeService[] = [];
  /** What the caller may do. */
  readonly rights = new Set<Right>(['services', 'services/proxy', 'pods', 'pods/portforward']);
  /** Each request as `METHOD path`. */
  readonly requests: string[] = [];
  /** Answers every request with this status of its own for as long as it is set. */
  failing: number | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #tls: boolean;
  readonly #forwards = portForwards();

  private constructor(tls?: { readonly key: string; readonly cert: string }) {
    const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => this.#answer(incoming, outgoing);
    const server = tls === undefined ? createServer(handle) : createTlsServer({ ...tls }, handle);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) =>
      this.#upgrade(incoming, socket, head),
    );
    this.#server = server;
    this.#tls = tls !== undefined;
  }

  /** Gone at the test's end. */
  static async start(tls?: { readonly key: string; readonly cert: string }): Promise<ServiceServer> {
    const made = new ServiceServer(tls);
    await new Promise<void>((resolve) => made.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      made.cut();
      made.#server.close();
    });
    return made;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return this.#tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  }

  /** The cluster, as somebody with a token sees it; without one if it is "". */
  cluster(options: { token?: string; env?: { readonly [name: string]: string }; ca?: string } = {}): Promise<Cluster> {
    const { token = KUBE_TOKEN, env = {}, ca } = options;
    const config = {
      clusters: [
        {
          name: 'c',
          cluster: {
            server: this.url,
            ...(ca !== undefined && { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
          },
        },
      ],
      users: [{ name: 'u', user: token === '' ? {} : { token } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'team-a' } }],
      'current-context': 'x',
    };
    const dir = mkdtempSync(join(tmpdir(), 'amber-kube-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const path = join(dir, 'config');
    writeFileSync(path, JSON.stringify(config));
    return openCluster({ kubeconfig: path, env, notice: () => undefined });
  }

  /** Ends every connection, as a restart does. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = '', url = '' } = incoming;
    this.requests.push(`${method} ${url}`);
    const { pathname, search, searchParams } = new URL(url, this.url);
    const [, namespace = '', id = '', path = '/'] =
      /^\/api\/v1\/namespaces\/([^/]+)\/services\/([^/]+)\/proxy(\/.*)?$/.exec(pathname) ?? [];
    const service = this.#service(namespace, id.includes(':') ? (id.split(':')[1] ?? '') : id);
    const own =
      this.failing !== undefined
        ? statusBody(this.failing, 'InternalError', 'the API server starts')
        : id === ''
          ? this.#look(pathname, searchParams.get('labelSelector') ?? '')
          : this.rights.has('services/proxy')
            ? missing(id, service)
            : forbidden('services/proxy', namespace);
    if (own) reply(outgoing, own);
    else if (service !== undefined) this.#proxy(incoming, outgoing, service, path + search);
  }

  #look(pathname: string, labelSelector: string): object {
    const [, namespace = '', resource = '', name] =
      /^\/api\/v1\/namespaces\/([^/]+)\/(services|pods)(?:\/([^/]+))?$/.exec(pathname) ?? [];
    if (resource !== 'services' && resource !== 'pods') return statusBody(404, 'NotFound', 'no such resource');
    if (!this.rights.has(resource)) return forbidden(resource, namespace);
    if (name !== undefined) {
      const found = this.#service(namespace, name);
      return found === undefined ? statusBody(404, 'NotFound', `services "${name}" not found`) : serviceOf(found);
    }
    const [key = '', value] = labelSelector.split('=');
    const own = this.services.filter((service) => service.namespace === namespace);
    const items =
      resource === 'services'
        ? own.filter(({ labels = {} }) => key === '' || labels[key] === value).map(serviceOf)
        : own.filter((service) => service.name === value).map(podOf);
    return { kind: 'List', items };
  }

  #service(namespace: string, name: string): FakeService | undefined {
    return this.services.find((one) => one.namespace === namespace && one.name === name);
  }

  #proxy(incoming: IncomingMessage, outgoing: ServerResponse, { url }: FakeService, path: string): void {
    const { authorization: _, host: _host, ...headers } = incoming.headers;
    const target = new URL(path, url);
    const onwards = request(
      target,
      { method: incoming.method, headers: { ...headers, host: target.host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.flushHeaders();
        answer.pipe(outgoing);
        answer.on('error', () => outgoing.destroy());
        answer.on('aborted', () => outgoing.destroy());
      },
    );
    onwards.on('error', (error) => {
      if (outgoing.headersSent) outgoing.destroy();
      else reply(outgoing, statusBody(503, 'ServiceUnavailable', `error trying to reach service: ${error.message}`));
    });
    outgoing.on('close', () => onwards.destroy());
    incoming.pipe(onwards);
  }

  #upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): void {
    const { url = '', headers } = incoming;
    this.requests.push(`UPGRADE ${url}`);
    const [, namespace = '', pod = ''] = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/portforward/.exec(url) ?? [];
    const service = this.services.find((one) => one.namespace === namespace && pod === `${one.name}-0`);
    const isAllowed = this.rights.has('pods/portforward') && headers.authorization === `Bearer ${KUBE_TOKEN}`;
    if (!isAllowed || service === undefined) {
      const body = JSON.stringify(statusBody(isAllowed ? 404 : 403, isAllowed ? 'NotFound' : 'Forbidden', 'no'));
      const line = isAllowed ? '404 Not Found' : '403 Forbidden';
      socket.end(`HTTP/1.1 ${line}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      return;
    }
    const port = Number(new URL(url, this.url).searchParams.get('ports'));
    const target = port === POD_PORT ? Number(new URL(service.url).port) : undefined;
    this.#forwards.handleUpgrade(incoming, socket, head, (client) => forwardPort(client, port, target));
  }
}

function serviceOf({ name, namespace, labels, port }: FakeService): object {
  return {
    metadata: { name, namespace, ...(labels && { labels }) },
    spec: { selector: { app: name }, ports: [{ name: 'http', port, targetPort: 'http' }] },
  };
}

function podOf({ name, namespace, isReady = true }: FakeService): object {
  return {
    metadata: { name: `${name}-0`, namespace },
    spec: {
      containers: [
        {
          ports: [
            { name: 'metrics', containerPort: 9 },
            { name: 'http', containerPort: POD_PORT },
          ],
        },
      ],
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] },
  };
}

/** What an API server says of a Service that leads nowhere. */
function missing(id: string, service: FakeService | undefined): object | undefined {
  if (service === undefined) return statusBody(404, 'NotFound', `services "${id}" not found`);
  if (service.hasEndpoints === false) return statusBody(404, 'NotFound', `endpoints "${service.name}" not found`);
  return undefined;
}

/** As an API server answers: a `Status` says its code itself. */
function reply(outgoing: ServerResponse, body: object): void {
  const code = 'code' in body && typeof body.code === 'number' ? body.code : 200;
  outgoing.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function statusBody(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code };
}

function forbidden(resource: string, namespace: string): object {
  const kind = resource.split('/')[0];
  const message = `${kind} is forbidden: User "alice" cannot get resource "${resource}" in API group "" in the namespace "${namespace}"`;
  return statusBody(403, 'Forbidden', message);
}
