import { AmberError, isAmberError } from '../../../core/errors.ts';
import { HttpFailure } from '../../../http/errors.ts';
import { EVENTS_HEADERS, readEvents } from '../../../sse/open-stream.ts';
import { FORWARDED_TOKEN } from '../../platform/api-routes.ts';
import { type ApiTransport, answerIn } from '../../platform/api-transport.ts';
import type { Cluster } from '../cluster-client.ts';
import { reasonOf } from '../errors.ts';
import { proxyPath, type ServicePlace } from './find-service.ts';

/**
 * To a Service through the API server: `services/proxy`. Addresses are those of the API server, and what comes behind it is
 * the Service's own. @throws AmberError NO_STREAM if that is not allowed, or there is no such Service
 */
export function apiServerProxy(cluster: Cluster, place: ServicePlace): ApiTransport {
  const pathOf = (url: string): string => `${proxyPath(place)}${url.slice(cluster.server.length)}`;
  return {
    send: async ({ method, url, headers, body, timeoutMs }) => {
      const options = { headers: forwarded(headers), timeoutMs, ...(body !== undefined && { body }) };
      try {
        return await cluster.request(method, pathOf(url), options);
      } catch (error) {
        return answerIn(errorOf(error));
      }
    },
    events: ({ url, headers, signal }) => {
      const options = { headers: { ...EVENTS_HEADERS, ...forwarded(headers) }, signal };
      const open = (): ReturnType<Cluster['stream']> =>
        cluster.stream(pathOf(url), options).catch((error: unknown) => {
          throw errorOf(error);
        });
      return readEvents(open, new URL(url), signal);
    },
  };
}

/** The API server takes `Authorization` for itself, and passes none on. */
function forwarded({ authorization, ...headers }: { readonly [name: string]: string }): {
  readonly [name: string]: string;
} {
  return authorization === undefined
    ? headers
    : { ...headers, [FORWARDED_TOKEN]: authorization.replace(/^Bearer /, '') };
}

/** What the API server itself says is no answer of the Service's. */
function errorOf(error: unknown): unknown {
  if (!isAmberError(error) || !(error.cause instanceof HttpFailure)) return error;
  const reason = reasonOf(error);
  if (reason === undefined) return error;
  const { code, message, hint } = error;
  // The Service is there, and what it leads to is not.
  if (/: (?:404 endpoint|503 no endpoints available)/.test(message))
    return new AmberError('UNAVAILABLE', 'no pod of it is ready', { cause: error });
  // A refusal that may pass is UNAVAILABLE.
  const bar =
    reason === 'NotFound'
      ? 'there is none'
      : code === 'FORBIDDEN' || code === 'UNSUPPORTED'
        ? 'services/proxy is refused'
        : undefined;
  const details = { ...(hint !== undefined && { hint }), cause: error };
  return new AmberError(bar === undefined ? code : 'NO_STREAM', bar ?? message, details);
}
