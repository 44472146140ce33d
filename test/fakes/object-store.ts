import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Listening } from './http-server.ts';

type Json = { [field: string]: unknown };

/** An object as the API server keeps it. */
export interface Kept extends Json {
  metadata: Json & { name: string; namespace: string; resourceVersion: string };
}

interface Watcher {
  readonly response: ServerResponse;
  readonly shows: (object: Kept) => boolean;
}

/** What the next request of a verb comes to. `lost`: it is carried out, and its answer does not arrive. */
export type Upset =
  | { readonly status: number; readonly reason?: string; readonly headers?: object }
  | 'lost'
  | 'dropped';

/**
 * As much of the Kubernetes API as sessions and pods need, in memory and over real HTTP: versions, merge patches, pages,
 * watches. What a test does to it: compaction, watches that end or fall silent, answers that are lost.
 */
export class ObjectStore implements AsyncDisposable {
  /** `verb resource`, as the access rules of Kubernetes name them. */
  /** The real one writes a list's fields in the order of their names; with this, as one in between might. */
  metadataFirst = false;
  readonly asked: string[] = [];
  /** The queries of the watches, one each. */
  readonly watches: URLSearchParams[] = [];
  /** Whether a watch can begin with all that is there (since Kubernetes 1.34). */
  streams = true;
  /** Watches that are accepted say nothing. */
  mute = false;
  readonly #objects = new Map<string, Kept>();
  readonly #history: { version: number; key: string; frame: Json; object: Kept }[] = [];
  readonly #watchers = new Set<Watcher>();
  readonly #upsets: { verb: string; upset: Upset }[] = [];
  readonly #expiredPages = new Set<string>();
  #version = 100;
  #oldest = 0;
  #server: Listening | undefined;

  static async start(): Promise<ObjectStore> {
    const fake = new ObjectStore();
    fake.#server = await Listening.http((incoming, outgoing) => void fake.#handle(incoming, outgoing));
    return fake;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  get openWatches(): number {
    return this.#watchers.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }

  /** The next request of this verb goes wrong; several are used up in turn. */
  upset(verb: string, ...upsets: readonly Upset[]): void {
    for (const upset of upsets) this.#upsets.push({ verb, upset });
  }

  put(resource: string, namespace: string, name: string, rest: Json = {}): Kept {
    const key = `${resource}/${namespace}/${name}`;
    const before = this.#objects.get(key);
    const { metadata, ...fields } = rest;
    this.#version += 1;
    const object: Kept = {
      ...before,
      ...fields,
      metadata: {
        uid: randomUUID(),
        creationTimestamp: new Date(Date.parse('2026-11-26T00:00:00Z') + this.#version * 1_000).toISOString(),
        ...before?.metadata,
        ...(metadata as Json | undefined),
        name,
        namespace,
        resourceVersion: String(this.#version),
      },
    };
    this.#objects.set(key, object);
    this.#tell(key, before === undefined ? 'ADDED' : 'MODIFIED', object);
    return object;
  }

  drop(resource: string, namespace: string, name: string): Kept | undefined {
    const key = `${resource}/${namespace}/${name}`;
    const before = this.#objects.get(key);
    if (before === undefined) return undefined;
    this.#version += 1;
    this.#objects.delete(key);
    const gone = { ...before, metadata: { ...before.metadata, resourceVersion: String(this.#version) } };
    this.#tell(key, 'DELETED', gone);
    return gone;
  }

  object(resource: string, namespace: string, name: string): Kept | undefined {
    return this.#objects.get(`${resource}/${namespace}/${name}`);
  }

  /** What was before can no longer be watched from; pages that were begun can't be gone on with. */
  compact(): void {
    this.#oldest = this.#version;
    this.#history.length = 0;
    for (const key of this.#pageTokens) this.#expiredPages.add(key);
  }

  /** Ends all watches, properly or in the middle of a line. */
  endWatches(how: 'closed' | 'broken' = 'closed'): void {
    for (const { response } of this.#watchers)
      if (how === 'closed') response.end();
      else {
        response.write('{"type":"MODI');
        setImmediate(() => response.destroy());
      }
    this.#watchers.clear();
  }

  bookmark(): void {
    for (const { response } of this.#watchers) write(response, this.#bookmarkFrame({}));
  }

  /** Something that no API server sends. */
  babble(text: string): void {
    for (const { response } of this.#watchers) response.write(text);
  }

  readonly #pageTokens = new Set<string>();

  #bookmarkFrame(annotations: Json): Json {
    const metadata = { resourceVersion: String(this.#version), annotations };
    return { type: 'BOOKMARK', object: { kind: 'AgenticSession', metadata } };
  }

  #tell(key: string, type: string, object: Kept): void {
    const frame = { type, object };
    this.#history.push({ version: this.#version, key, frame, object });
    if (this.mute) return;
    for (const { response, shows } of this.#watchers) if (shows(object)) write(response, frame);
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://api');
    let body = '';
    for await (const piece of incoming) body += String(piece);
    const [, namespace, resource = '', name] =
      /^\/api(?:s\/[^/]+)?\/v[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    const isWatch = url.searchParams.get('watch') === 'true';
    const method = incoming.method ?? 'GET';
    const verb =
      { POST: 'create', PATCH: 'patch', DELETE: 'delete' }[method] ??
      (isWatch ? 'watch' : name === undefined ? 'list' : 'get');
    this.asked.push(`${verb} ${resource}`);
    const at = this.#upsets.findIndex((one) => one.verb === verb);
    const upset = at < 0 ? undefined : this.#upsets.splice(at, 1)[0]?.upset;
    if (upset === 'dropped') return void incoming.socket.destroy();
    if (upset !== undefined && upset !== 'lost')
      return this.#refuse(outgoing, upset.status, upset.reason ?? 'Upset', 'upset', {}, upset.headers);
    if (isWatch) return this.#watch(outgoing, resource, namespace, url.searchParams);
    if (verb === 'list') return this.#list(outgoing, resource, namespace, url.searchParams);
    const answer = this.#change(verb, resource, namespace ?? '', name, body, url.searchParams);
    if (upset === 'lost') return void incoming.socket.destroy();
    if (answer === undefined)
      return this.#refuse(outgoing, 404, 'NotFound', `${resource} "${name}" not found`, { name, kind: resource });
    if (answer === 'exists') return this.#refuse(outgoing, 409, 'AlreadyExists', `${resource} already exists`);
    const spec = answer.spec as Json | undefined;
    if (spec !== undefined && 'pruned' in spec)
      outgoing.setHeader('warning', '299 - "unknown field \\"spec.pruned\\""');
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  #change(
    verb: string,
    resource: string,
    namespace: string,
    name: string | undefined,
    text: string,
    query: URLSearchParams,
  ): Kept | 'exists' | undefined {
    if (verb === 'delete') return this.drop(resource, namespace, name ?? '');
    if (verb === 'get') return this.object(resource, namespace, name ?? '');
    const body = JSON.parse(text) as Json & { metadata?: Json & { name?: string; annotations?: Json } };
    if (verb === 'create') {
      const wanted = String(body.metadata?.name);
      if (this.object(resource, namespace, wanted) !== undefined) return 'exists';
      if (query.get('dryRun') === 'All')
        return { ...body, metadata: { ...body.metadata, uid: 'dry' } } as unknown as Kept;
      return this.put(resource, namespace, wanted, body);
    }
    const before = this.object(resource, namespace, name ?? '');
    if (before === undefined) return undefined;
    const annotations = { ...(before.metadata.annotations as Json), ...body.metadata?.annotations };
    for (const [key, value] of Object.entries(annotations)) if (value === null) delete annotations[key];
    const spec = { ...(before.spec as Json), ...(body.spec as Json) };
    return this.put(resource, namespace, name ?? '', { spec, metadata: { annotations } });
  }

  #list(outgoing: ServerResponse, resource: string, namespace: string | undefined, query: URLSearchParams): void {
    const token = query.get('continue') ?? '';
    if (this.#expiredPages.has(token)) {
      this.#refuse(outgoing, 410, 'Expired', 'The provided continue parameter is too old');
      return;
    }
    const all = this.#of(resource, namespace, query).sort((one, other) =>
      one.metadata.name < other.metadata.name ? -1 : 1,
    );
    const [from, limit] = [Number.parseInt(token || '0', 10), Number(query.get('limit') ?? all.length)];
    const rest = all.length - from - limit;
    const next = rest > 0 ? `${from + limit}.${this.asked.length}` : undefined;
    if (next !== undefined) this.#pageTokens.add(next);
    const items = all.slice(from, from + limit);
    const metadata = { resourceVersion: String(this.#version), ...(next !== undefined && { continue: next }) };
    outgoing
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(this.metadataFirst ? { metadata, items, kind: 'List' } : { items, kind: 'List', metadata }));
  }

  #watch(outgoing: ServerResponse, resource: string, namespace: string | undefined, query: URLSearchParams): void {
    this.watches.push(query);
    const initial = query.get('sendInitialEvents') === 'true';
    if (initial && !this.streams) {
      this.#refuse(outgoing, 422, 'Invalid', 'sendInitialEvents is forbidden for watch');
      return;
    }
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.flushHeaders();
    const from = Number(query.get('resourceVersion') || 0);
    if (!initial && from < this.#oldest) {
      const object = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
      write(outgoing, { type: 'ERROR', object });
      outgoing.end();
      return;
    }
    const shows = (object: Kept): boolean => this.#shows(resource, namespace, query, object);
    const watcher = { response: outgoing, shows };
    this.#watchers.add(watcher);
    outgoing.once('close', () => this.#watchers.delete(watcher));
    if (this.mute) return;
    if (initial) {
      for (const object of this.#of(resource, namespace, query)) write(outgoing, { type: 'ADDED', object });
      write(outgoing, this.#bookmarkFrame({ 'k8s.io/initial-events-end': 'true' }));
    } else
      for (const { version, key, frame, object } of this.#history)
        if (version > from && key.startsWith(`${resource}/`) && shows(object)) write(outgoing, frame);
  }

  #of(resource: string, namespace: string | undefined, query: URLSearchParams): Kept[] {
    const all = [...this.#objects].filter(([key]) => key.startsWith(`${resource}/`)).map(([, object]) => object);
    return all.filter((object) => this.#shows(resource, namespace, query, object));
  }

  #shows(resource: string, namespace: string | undefined, query: URLSearchParams, object: Kept): boolean {
    const { metadata } = object;
    if ((object.kind === 'Pod') !== (resource === 'pods')) return false;
    if (namespace !== undefined && metadata.namespace !== namespace) return false;
    const [, name] = /^metadata\.name=(.*)$/.exec(query.get('fieldSelector') ?? '') ?? [];
    if (name !== undefined && metadata.name !== name) return false;
    const labels = (metadata.labels ?? {}) as Json;
    return (query.get('labelSelector') ?? '')
      .split(',')
      .filter(Boolean)
      .every((one) => labels[one.split('=')[0] ?? ''] === one.split('=')[1]);
  }

  #refuse(
    outgoing: ServerResponse,
    code: number,
    reason: string,
    message: string,
    details: object = {},
    headers: object = {},
  ): void {
    outgoing
      .writeHead(code, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify({ kind: 'Status', status: 'Failure', code, reason, message, details }));
  }
}

function write(response: ServerResponse, frame: Json): void {
  response.write(`${JSON.stringify(frame)}\n`);
}
