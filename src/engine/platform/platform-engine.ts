import type { Clock } from '../../core/clock.ts';
import { optionsIn } from '../../core/session/agent-options.ts';
import { MAX_INITIAL_PROMPT } from '../../core/session/pod-limits.ts';
import type { SessionRef } from '../../core/session/session.ts';
import { readSession } from '../../core/session/session-json.ts';
import type { Reach } from '../../http/proxy.ts';
import type { Engine } from '../engine.ts';
import { httpTransport } from './api-transport.ts';
import { baseUrlsOf, isExposed, pageOf } from './base-url.ts';
import { SessionChanges } from './change-session.ts';
import { create } from './create.ts';
import { createBodyOf } from './create-body.ts';
import { Credentials } from './credentials.ts';
import { list, listAll, listProjects } from './list.ts';
import { Client } from './platform-client.ts';
import { probe } from './probe.ts';
import { paramsOf, runRoutes } from './run-routes.ts';
import { isServe, ServeOnlyFeatures, serveOnlyIn } from './serve-only-features.ts';

export interface PlatformOptions {
  /** Where the API is, with or without `/api`. */
  readonly apiUrl: string;
  /** Returns the token; called again when the server no longer accepts it. "" sends none. */
  readonly token: () => Promise<string>;
  /** Certificates (PEM) that are trusted in place of the system's. */
  readonly ca?: string;
  /** Takes any certificate. */
  readonly insecure?: boolean;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up. */
  readonly env: { readonly [name: string]: string | undefined };
  /** Settings that were named and that only `amber serve` obeys: with another server there is one notice. */
  readonly serveOnly?: readonly string[];
  readonly clock: Clock;
  /** See `Reach`. */
  readonly observe?: Reach['observe'];
  /** Shows something to a person, once. */
  readonly notice: (message: string) => void;
}

/** For one request (ms): whoever follows a run asks again where an answer is late. */
const LOOK_TIMEOUT = 15_000;

/** Sessions behind an HTTP API: the Ambient Code Platform's backend, or `amber serve`. @throws AmberError CONFIG */
export function createPlatformEngine(options: PlatformOptions): Engine {
  const bases = baseUrlsOf(options.apiUrl);
  if (options.insecure === true)
    options.notice('warning: certificates are not checked: anyone in between can read the token');
  else if (isExposed(bases[0]))
    options.notice(`warning: the token travels unencrypted to ${new URL(bases[0]).host}: use https`);
  const { ca, insecure = false, env, observe, serveOnly = [] } = options;
  const reach = { env, insecure, ...(ca !== undefined && { ca }), ...(observe && { observe }) };
  const client = new Client(httpTransport(reach), new Credentials(options.token), bases);
  const runs = runRoutes(client);
  const serve = new ServeOnlyFeatures(client);
  const changes = new SessionChanges(client, options.clock);
  /** Sessions that were there when they were last asked for: what is left of their streams can be read. */
  const known = new Set<string>();
  const get: Engine['get'] = async (ref) => {
    const read = (json: unknown): ReturnType<typeof readSession> => readSession(json, ref.project);
    const session = await client.ask('getSession', paramsOf(ref), read, {
      timeoutMs: LOOK_TIMEOUT,
      headers: serve.learn,
    });
    known.add(keyOf(ref));
    return session;
  };
  return {
    name: 'platform',
    maxInitialPrompt: MAX_INITIAL_PROMPT,
    create: async (spec, meta) => {
      await serve.checkOptions(meta.project, optionsIn(meta.annotations));
      return create(client, spec, meta, (headers) => {
        const unheeded = isServe(headers) ? [] : [...serveOnly, ...serveOnlyIn(spec, meta)];
        if (unheeded.length > 0)
          options.notice(`warning: ${unheeded.join(' and ')}: no effect here, only amber serve obeys`);
      });
    },
    // The platform has no dry run: this is the request's body, and what can be checked here was.
    validate: async (spec, meta) => ({ ...createBodyOf(spec, meta) }),
    get,
    list: (project, filter) => list(client, project, filter, serve.learn),
    listAll: (filter) => listAll(client, filter, serve.learn),
    fetchPastRuns: (project, since) => serve.pastRuns(project, since),
    projects: () => listProjects(client),
    send: async (ref, input) => {
      await serve.checkOptions(ref.project, input.agentOptions ?? {});
      if (input.messages.some(({ content }) => typeof content !== 'string')) await serve.checkFiles(ref.project);
      return runs.send(ref, input);
    },
    async *events(ref, from, signal) {
      // An unknown session's stream answers 200 and then only heartbeats, so the session itself is asked first. One that
      // was deleted since keeps its log, in which the end of a run may be.
      if (!known.has(keyOf(ref))) await get(ref);
      yield* runs.events(ref, from, signal);
    },
    isEmpty: runs.isEmpty,
    checkFiles: (project) => serve.checkFiles(project),
    stop: (ref, reason) => changes.attempt('stopSession', paramsOf(ref), { body: { reason }, timeoutMs: LOOK_TIMEOUT }),
    start: (ref) => changes.attempt('startSession', paramsOf(ref)),
    // Of a session that does not exist the backend says what it says of a runner that is gone: 502.
    interrupt: async (ref) => {
      await get(ref);
      await runs.interrupt(ref);
    },
    probe: (ref) => probe(client, ref, () => get(ref)),
    annotate: (ref, annotations) =>
      changes.persist('patchSession', paramsOf(ref), { body: { metadata: { annotations } }, timeoutMs: LOOK_TIMEOUT }),
    remove: (ref) => changes.once('deleteSession', paramsOf(ref)),
    pod: ({ name }) => `${name}-runner`,
    page: (ref) => pageOf(client.base, ref),
    close: async () => undefined,
  };
}

function keyOf({ project, name }: SessionRef): string {
  return `${project}/${name}`;
}
