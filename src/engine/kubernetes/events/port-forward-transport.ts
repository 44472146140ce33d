import { isObject, object, text } from '../../../core/agui/events.ts';
import { AmberError, isAmberError } from '../../../core/errors.ts';
import { type ApiTransport, httpTransport } from '../../platform/api-transport.ts';
import { podsPath } from '../api-paths.ts';
import type { Cluster } from '../cluster-client.ts';
import type { ServicePlace } from './find-service.ts';
import type { PodPort } from './open-port-forward.ts';

type Json = { readonly [field: string]: unknown };

/** For each of the two questions that find the pod (ms). */
const LOOK_TIMEOUT = 15_000;

/**
 * To a pod of a Service by port-forward, for who may not use the Service through the API server. @throws AmberError NO_STREAM
 * if that is not allowed either, or no pod of it is ready
 */
export function portForwardTransport(cluster: Cluster, place: ServicePlace): ApiTransport {
  let found: Promise<PodPort> | undefined;
  const dial: NonNullable<Parameters<typeof httpTransport>[0]['dial']> = async (signal) => {
    const { openPortForward } = await import('./open-port-forward.ts');
    found ??= findPod(cluster, place);
    try {
      return await openPortForward(cluster, await found, signal);
    } catch (error) {
      found = undefined; // it may have been replaced
      throw error;
    }
  };
  const way = httpTransport({ env: {}, dial });
  // Nothing is sent to this address: it is what the server reads as its own.
  const urlOf = (url: string): string => `http://localhost${url.slice(cluster.server.length)}`;
  return {
    send: (request) => way.send({ ...request, url: urlOf(request.url) }),
    events: (stream) => way.events({ ...stream, url: urlOf(stream.url) }),
  };
}

async function findPod(cluster: Cluster, { namespace, name, port, scheme }: ServicePlace): Promise<PodPort> {
  if (scheme === 'https') throw noWay('a port that speaks TLS is not forwarded');
  const service = await ask(cluster, 'get services', `/api/v1/namespaces/${namespace}/services/${name}`);
  const spec = object(service, 'spec') ?? {};
  const selector = Object.entries(object(spec, 'selector') ?? {}).map(([key, value]) => `${key}=${String(value)}`);
  const ports = Array.isArray(spec.ports) ? spec.ports.filter(isObject) : [];
  const wanted = port === undefined ? ports[0] : ports.find((one) => one.name === port || String(one.port) === port);
  if (selector.length === 0 || wanted === undefined) throw noWay('it leads to no pod');
  const list = await ask(cluster, 'list pods', podsPath(namespace), { labelSelector: selector.join(',') });
  const pods = Array.isArray(list.items) ? list.items.filter(isObject) : [];
  const pod = pods.find(isReady);
  if (pod === undefined) throw new AmberError('UNAVAILABLE', 'no pod of it is ready');
  const number = portOf(pod, wanted.targetPort ?? wanted.port);
  if (number === undefined) throw noWay('its port is none of its pod');
  return { namespace, pod: text(object(pod, 'metadata') ?? {}, 'name') ?? '', port: number };
}

async function ask(
  cluster: Cluster,
  what: string,
  path: string,
  query: { readonly [name: string]: string } = {},
): Promise<Json> {
  try {
    const json = (await cluster.request('GET', path, { query, timeoutMs: LOOK_TIMEOUT })).json();
    return isObject(json) ? json : {};
  } catch (error) {
    if (!isAmberError(error, 'FORBIDDEN', 'NOT_FOUND')) throw error;
    throw noWay(error.code === 'FORBIDDEN' ? `${what} is refused` : 'there is none', error.hint);
  }
}

function noWay(message: string, hint?: string): AmberError {
  return new AmberError('NO_STREAM', message, { ...(hint !== undefined && { hint }) });
}

function isReady(pod: Json): boolean {
  const { conditions, phase } = object(pod, 'status') ?? {};
  const all = Array.isArray(conditions) ? conditions.filter(isObject) : [];
  return phase === 'Running' && all.some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** A Service names a port by its number or by its name in the pod. */
function portOf(pod: Json, target: unknown): number | undefined {
  if (typeof target === 'number') return target;
  const { containers } = object(pod, 'spec') ?? {};
  const ports = (Array.isArray(containers) ? containers.filter(isObject) : []).flatMap(({ ports }) =>
    Array.isArray(ports) ? ports.filter(isObject) : [],
  );
  const found = ports.find(({ name }) => name === target)?.containerPort;
  return typeof found === 'number' ? found : undefined;
}
