import { isObject, object, text } from '../../../core/agui/events.ts';
import { AmberError } from '../../../core/errors.ts';

/** A Service of the cluster that may have the sessions' events. */
export interface ServicePlace {
  readonly namespace: string;
  readonly name: string;
  /** Name or number. A Service whose one port has no name needs none: the API server leads to a port of that name. */
  readonly port?: string;
  /** `https` where it speaks TLS. */
  readonly scheme?: 'http' | 'https';
}

/** Kubernetes' own rules for names of namespaces and Services, and for a port's name or number. */
const NAME = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const PLACE = new RegExp(`^(?<namespace>${NAME})/(?:(?<scheme>https?):)?(?<name>${NAME})(?::(?<port>${NAME}))?$`);

/** Reads `namespace/name:port`; `https:` stands before the name of one that speaks TLS. @throws AmberError CONFIG */
export function readPlace(written: string): ServicePlace {
  const { namespace, scheme, name, port } = PLACE.exec(written)?.groups ?? {};
  if (namespace === undefined || name === undefined)
    throw new AmberError('CONFIG', `events-service is no Service: "${written}"`, {
      hint: 'namespace/name:port, for example --events-service ambient-code/backend-service:8080',
    });
  return {
    namespace,
    name,
    ...(port !== undefined && { port }),
    ...((scheme === 'http' || scheme === 'https') && { scheme }),
  };
}

/** The way back. */
export function placeText({ namespace, name, port, scheme }: ServicePlace): string {
  return `${namespace}/${scheme === 'https' ? 'https:' : ''}${name}${port === undefined ? '' : `:${port}`}`;
}

/** The path of the API server behind which the Service's own paths begin. */
export function proxyPath({ namespace, name, port = '', scheme }: ServicePlace): string {
  const id = scheme === undefined && port === '' ? name : `${scheme ?? 'http'}:${name}:${port}`;
  return `/api/v1/namespaces/${namespace}/services/${id}/proxy`;
}

/**
 * The namespace in which a Service is taken for what its name or label says. It is the platform's: only administrators may
 * make Services there. Elsewhere anyone who may make one could give it that label, and be sent the tokens of others; such a
 * Service has to be named.
 */
export const PLATFORM_NAMESPACE = 'ambient-code';

/** Label of the Service of `amber serve`, by its manifests. */
export const SERVE_LABEL = { key: 'app.kubernetes.io/name', value: 'amber-serve' } as const;

/** What is tried where the Services can't be listed, the best first, by the port that both have. */
export const KNOWN_PLACES: readonly ServicePlace[] = [
  { namespace: PLATFORM_NAMESPACE, name: SERVE_LABEL.value, port: 'http' },
  { namespace: PLATFORM_NAMESPACE, name: 'backend-service', port: 'http' },
];

/** The one of a list of Services that has the events: `amber serve` by label or name, else the platform's backend. */
export function chooseService(list: unknown, namespace: string): ServicePlace | undefined {
  const items = isObject(list) && Array.isArray(list.items) ? list.items.filter(isObject) : [];
  const named = items.map((service) => ({ service, name: text(object(service, 'metadata') ?? {}, 'name') ?? '' }));
  const found =
    named.find(({ service }) => isServe(service)) ??
    KNOWN_PLACES.map(({ name }) => named.find((one) => one.name === name)).find((one) => one !== undefined);
  if (found === undefined || !new RegExp(`^${NAME}$`).test(found.name)) return undefined;
  return { namespace, name: found.name, ...portOf(found.service) };
}

function isServe(service: { readonly [field: string]: unknown }): boolean {
  const labels = object(object(service, 'metadata') ?? {}, 'labels') ?? {};
  return labels[SERVE_LABEL.key] === SERVE_LABEL.value;
}

/** The port that is named `http` or `https`, else the first; by its name, where it has one: a right to it outlives its number. */
function portOf(service: { readonly [field: string]: unknown }): Pick<ServicePlace, 'port' | 'scheme'> {
  const { ports } = object(service, 'spec') ?? {};
  const all = Array.isArray(ports) ? ports.filter(isObject) : [];
  const port = all.find(({ name }) => name === 'http' || name === 'https') ?? all[0];
  if (typeof port?.port !== 'number') return {};
  return { port: text(port, 'name') || String(port.port), ...(port.name === 'https' && { scheme: 'https' }) };
}
