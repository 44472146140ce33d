import type { StreamItem } from '../../../core/agui/events.ts';
import { AmberError, isAmberError } from '../../../core/errors.ts';
import type { ApiRequest, ApiStream, ApiTransport } from '../../platform/api-transport.ts';
import type { ApiAnswer } from '../../platform/errors.ts';
import type { Cluster } from '../cluster-client.ts';
import { apiServerProxy } from './api-server-proxy.ts';
import {
  chooseService,
  KNOWN_PLACES,
  PLATFORM_NAMESPACE,
  placeText,
  SERVE_LABEL,
  type ServicePlace,
} from './find-service.ts';
import { portForwardTransport } from './port-forward-transport.ts';

export interface ServiceTransportOptions {
  readonly cluster: Cluster;
  /** The Service that was named, if one was. */
  readonly place?: ServicePlace | undefined;
  /** The namespace of the sessions: a Service in it is only mentioned, and not used. */
  readonly namespace?: string | undefined;
  /** Says by which way it goes, once that is known. */
  readonly detail?: ((message: string) => void) | undefined;
}

/** One way that may lead to the events. */
interface Candidate {
  readonly place: string;
  readonly how: string;
  readonly way: ApiTransport;
}

/** Why one of them is none. */
interface Bar {
  /** The Service, where there was one. */
  readonly place?: string;
  readonly says: string;
  readonly hint?: string | undefined;
}

/** A way that has worked is given up once it was refused so often in a row: an API server that starts refuses everybody. */
const REFUSALS = 3;
/** For each question that finds a Service (ms). */
const LOOK_TIMEOUT = 15_000;

/**
 * To the Service that has the events: the one that was named, else the one that is found in the platform's namespace; through
 * the API server, else by port-forward. What is barred is left out for good; once nothing is left there is no way (NO_STREAM).
 */
export class ServiceTransport implements ApiTransport {
  readonly #options: ServiceTransportOptions;
  #candidates: Promise<Candidate[]> | undefined;
  #worked: Candidate | undefined;
  #refusals = 0;
  readonly #bars: Bar[] = [];

  constructor(options: ServiceTransportOptions) {
    this.#options = options;
  }

  async send(request: ApiRequest): Promise<ApiAnswer> {
    for (;;) {
      const candidate = await this.#first();
      try {
        const answer = await candidate.way.send(request);
        this.#works(candidate);
        return answer;
      } catch (error) {
        await this.#refused(candidate, error);
      }
    }
  }

  async *events(stream: ApiStream): AsyncGenerator<readonly StreamItem[], void, void> {
    for (;;) {
      const candidate = await this.#first();
      try {
        for await (const items of candidate.way.events(stream)) {
          this.#works(candidate);
          yield items;
        }
        return;
      } catch (error) {
        await this.#refused(candidate, error);
      }
    }
  }

  /** By which way it goes, as far as that was found. */
  get about(): string | undefined {
    return this.#worked && aboutOf(this.#worked);
  }

  async #first(): Promise<Candidate> {
    this.#candidates ??= this.#find().catch((error: unknown) => {
      this.#candidates = undefined;
      throw error;
    });
    const [first] = await this.#candidates;
    if (first === undefined) throw this.#noStream();
    return first;
  }

  #works(candidate: Candidate): void {
    this.#refusals = 0;
    if (this.#worked === candidate) return;
    this.#worked = candidate;
    this.#options.detail?.(`events come from ${aboutOf(candidate)}`);
  }

  /** @throws the error, unless another way is to be tried */
  async #refused(candidate: Candidate, error: unknown): Promise<void> {
    if (!isAmberError(error, 'NO_STREAM')) throw placed(error, candidate);
    if (candidate === this.#worked) {
      this.#refusals += 1;
      if (this.#refusals < REFUSALS) throw new AmberError('UNAVAILABLE', error.message, { cause: error });
    }
    const candidates = (await this.#candidates) ?? [];
    if (candidates[0] !== candidate) return; // another request has met the same refusal
    candidates.shift();
    this.#refusals = 0;
    this.#bars.push({ place: candidate.place, says: error.message, hint: error.hint });
  }

  async #find(): Promise<Candidate[]> {
    const { cluster } = this.#options;
    const found = (await this.#places()).map((place) => ({ place, text: placeText(place) }));
    return [
      ...found.map(({ place, text }) => ({
        place: text,
        how: 'through the API server',
        way: apiServerProxy(cluster, place),
      })),
      ...found.map(({ place, text }) => ({
        place: text,
        how: 'by port-forward',
        way: portForwardTransport(cluster, place),
      })),
    ];
  }

  async #places(): Promise<readonly ServicePlace[]> {
    const { cluster, place } = this.#options;
    if (place !== undefined) return [place];
    let list: unknown;
    try {
      const path = `/api/v1/namespaces/${PLATFORM_NAMESPACE}/services`;
      list = (await cluster.request('GET', path, { timeoutMs: LOOK_TIMEOUT })).json();
    } catch (error) {
      if (!isAmberError(error, 'FORBIDDEN', 'NOT_FOUND')) throw error;
      return KNOWN_PLACES;
    }
    const found = chooseService(list, PLATFORM_NAMESPACE);
    if (found !== undefined) return [found];
    const own = await this.#inOwnNamespace();
    const says = `namespace ${PLATFORM_NAMESPACE} has no Service of amber serve or of the platform’s backend`;
    const hint =
      own === undefined ? NAMED_HINT : `name it, if you trust who made it: --events-service ${placeText(own)}`;
    this.#bars.push({ says, hint });
    return [];
  }

  /** A Service of `amber serve` in the sessions' own namespace: only the user can say whether it can be trusted. */
  async #inOwnNamespace(): Promise<ServicePlace | undefined> {
    const { cluster, namespace } = this.#options;
    if (namespace === undefined) return undefined;
    const query = { labelSelector: `${SERVE_LABEL.key}=${SERVE_LABEL.value}` };
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services`;
    const answer = await cluster.request('GET', path, { query, timeoutMs: LOOK_TIMEOUT }).catch(() => undefined);
    return answer && chooseService(answer.json(), namespace);
  }

  #noStream(): AmberError {
    const byPlace = [...Map.groupBy(this.#bars, ({ place }) => place)].map(([place, bars]) => ({
      place,
      words: [...new Set(bars.map((bar) => bar.says))].join(', '),
    }));
    const says = [...Map.groupBy(byPlace, ({ words }) => words)].map(([words, all]) => {
      const places = all.flatMap(({ place }) => place ?? []);
      return places.length === 0 ? words : `${places.join(' and ')}: ${words}`;
    });
    const refused = this.#bars.findLast((bar) => bar.hint !== undefined && bar.says.startsWith('services/proxy'))?.hint;
    const own = refused === undefined ? this.#bars.find((bar) => bar.hint !== undefined)?.hint : `${ROLE}: ${refused}`;
    const hints = [own, refused === undefined ? NAMED_HINT : SHORT_HINT].filter(
      (one, at, all) => one !== undefined && all.indexOf(one) === at,
    );
    return new AmberError('NO_STREAM', `there is no way to the events: ${says.join('; ')}`, {
      hint: hints.join('; or '),
    });
  }
}

const ROLE = 'role amber-events (amber crd --rbac)';
const SHORT_HINT = '--api-url URL, or --events-service NAMESPACE/NAME:PORT';
const NAMED_HINT = '--api-url URL of the platform’s backend or amber serve, or --events-service NAMESPACE/NAME:PORT';

/** An error of the API server's about a Service, with its name; what the Service itself answers stays as it is. */
function placed(error: unknown, { place }: Candidate): unknown {
  if (!isAmberError(error, 'UNAVAILABLE') || !/^no pod /.test(error.message)) return error;
  const [namespace = ''] = place.split('/');
  return new AmberError('UNAVAILABLE', `Service ${place}: ${error.message}`, {
    hint: `kubectl get pods --namespace ${namespace}`,
    cause: error,
  });
}

function aboutOf({ place, how }: Candidate): string {
  return `Service ${place}, ${how}`;
}
