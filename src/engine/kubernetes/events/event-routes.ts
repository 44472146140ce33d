import { AmberError } from '../../../core/errors.ts';
import type { Engine } from '../../engine.ts';
import { Credentials } from '../../platform/credentials.ts';
import { Client } from '../../platform/platform-client.ts';
import type { PlatformOptions } from '../../platform/platform-engine.ts';
import { type RunRoutes, runRoutes } from '../../platform/run-routes.ts';
import type { Cluster } from '../cluster-client.ts';
import { readPlace } from './find-service.ts';
import { ServiceTransport } from './service-transport.ts';

/** What of an engine goes by the session's stream: the API server itself has none. */
export interface EventRoutes extends RunRoutes, Pick<Engine, 'close'> {
  /** By which way the events come, in words. @throws AmberError NO_STREAM if by none; what its server answers */
  find(project: string): Promise<string>;
}

/** The way to the streams of sessions. */
export interface EventRoutesOptions {
  readonly cluster: Cluster;
  /** The platform's backend, or `amber serve`, where its address was given. */
  readonly backend?: (() => Promise<PlatformOptions>) | undefined;
  /** The Service of one, where it was named: `namespace/name:port`. */
  readonly eventsService?: string | undefined;
  /** The token that was given for it; "" without one: then it is the one that the cluster knows the caller by. */
  readonly token?: (() => Promise<string>) | undefined;
  /** The namespace of the sessions. */
  readonly namespace?: string | undefined;
  /** Says by which way the events come, once that is known. */
  readonly detail?: ((message: string) => void) | undefined;
}

/** The way, opened once it is first needed. @throws AmberError CONFIG for what is no Service */
export function openEventRoutes(options: EventRoutesOptions): EventRoutes {
  const { backend, eventsService } = options;
  const place = eventsService === undefined ? undefined : readPlace(eventsService);
  return backend === undefined ? serviceWay(options, place) : backendWay(options, backend);
}

function serviceWay(
  { cluster, token, namespace, detail }: EventRoutesOptions,
  place: ReturnType<typeof readPlace> | undefined,
): EventRoutes {
  const way = new ServiceTransport({ cluster, place, namespace, detail });
  const credentials = new Credentials(async () => {
    const found = (await token?.()) || (await cluster.token());
    if (found !== undefined && found !== '') return found;
    // A certificate is known to the API server alone.
    throw new AmberError('NO_STREAM', 'the server of the events asks for a token, and this kubeconfig has none', {
      hint: `AMBER_TOKEN=$(kubectl create token NAME --namespace ${namespace ?? 'NAMESPACE'})`,
    });
  });
  const client = new Client(way, credentials, [`${cluster.server}/api`]);
  return {
    ...runRoutes(client),
    find: async (project) => {
      await client.ask('listSessions', { project }, (json) => json ?? undefined, { query: { limit: '1' } });
      return way.about ?? '';
    },
    close: async () => undefined,
  };
}

function backendWay({ cluster }: EventRoutesOptions, backend: () => Promise<PlatformOptions>): EventRoutes {
  let opened: Promise<{ engine: Engine; apiUrl: string }> | undefined;
  const open = (): NonNullable<typeof opened> => {
    opened ??= openBackend(cluster, backend);
    return opened;
  };
  return {
    send: async (ref, input) => (await open()).engine.send(ref, input),
    async *events(ref, from, signal) {
      yield* (await open()).engine.events(ref, from, signal);
    },
    isEmpty: async (ref) => (await (await open()).engine.isEmpty?.(ref)) ?? false,
    interrupt: async (ref) => (await open()).engine.interrupt(ref),
    find: async (project) => {
      const { engine, apiUrl } = await open();
      for await (const _first of engine.list(project)) break;
      return apiUrl;
    },
    close: async () => (await opened?.catch(() => undefined))?.engine.close(),
  };
}

async function openBackend(
  cluster: Cluster,
  backend: () => Promise<PlatformOptions>,
): Promise<{ engine: Engine; apiUrl: string }> {
  const [{ createPlatformEngine }, options] = await Promise.all([
    import('../../platform/platform-engine.ts'),
    backend(),
  ]);
  const token = async (): Promise<string> => (await options.token()) || ((await cluster.token()) ?? '');
  return { engine: createPlatformEngine({ ...options, token }), apiUrl: options.apiUrl };
}
