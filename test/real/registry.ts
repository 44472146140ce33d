import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Packument {
  readonly name: string;
  readonly versions: { [version: string]: { readonly dist: { tarball: string } } };
  readonly 'dist-tags': { [tag: string]: string };
}

/** A package registry, as far as npm needs one to publish, view and install packages. */
export class Registry implements AsyncDisposable {
  readonly #server: Server;
  readonly #packages = new Map<string, Packument>();
  readonly #files = new Map<string, Buffer>();

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '', 'http://registry').pathname).slice(1);
      if (request.method === 'PUT') {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk);
        this.#publish(path, JSON.parse(Buffer.concat(chunks).toString()));
        response.writeHead(201).end('{"ok":true}');
        return;
      }
      const body = this.#files.get(path) ?? this.#packages.get(path);
      if (body === undefined) response.writeHead(404).end('{"error":"not_found"}');
      else if (Buffer.isBuffer(body)) response.end(body);
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
  }

  static async open(): Promise<Registry> {
    const registry = new Registry();
    registry.#server.listen(0, '127.0.0.1');
    await once(registry.#server, 'listening');
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** npm's own body: what it knows of one version, and that version's file. */
  #publish(
    name: string,
    sent: Packument & { readonly _attachments: { readonly [file: string]: { data: string } } },
  ): void {
    const { _attachments: attachments, ...packument } = sent;
    const [attached] = Object.values(attachments);
    for (const [version, manifest] of Object.entries(packument.versions)) {
      const file = `files/${name.replace('/', '-')}-${version}.tgz`;
      this.#files.set(file, Buffer.from(attached?.data ?? '', 'base64'));
      manifest.dist.tarball = `${this.url}${file}`;
    }
    const before = this.#packages.get(name);
    const versions = { ...before?.versions, ...packument.versions };
    this.#packages.set(name, { ...packument, versions });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
