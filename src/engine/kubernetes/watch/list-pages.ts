import { setImmediate as turn } from 'node:timers/promises';
import { isObject, object, text } from '../../../core/agui/events.ts';
import { AmberError } from '../../../core/errors.ts';
import type { Cluster, ClusterAnswer } from '../cluster-client.ts';
import { statusOf } from '../errors.ts';
import { Expired } from './watch-frames.ts';

type Json = { readonly [field: string]: unknown };

/** One page of a list. */
export interface ListPage {
  readonly items: readonly Json[];
  /** The version of the whole list, from which a watch goes on. */
  readonly version: string;
}

/** Objects of one page: twice as many take 2 MiB more, and half as many longer. */
const PAGE = 250;

/**
 * A whole list, page by page. The API server works on a page while the one before is read.
 * @throws Expired if the server no longer has the list in the middle of it; AmberError
 */
export async function* readPages(
  cluster: Cluster,
  path: string,
  query: { readonly [name: string]: string },
  signal?: AbortSignal,
): AsyncGenerator<ListPage, void, void> {
  const over = new AbortController();
  const both = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const ask = (mark: string): Promise<ClusterAnswer> => {
    const asked = { ...query, limit: String(PAGE), ...(mark !== '' && { continue: mark }) };
    const answer = cluster.request('GET', path, { query: asked, signal: both });
    answer.catch(() => undefined); // reported once the page is due
    return answer;
  };
  try {
    for (let coming: Promise<ClusterAnswer> | undefined = ask(''); coming !== undefined; ) {
      const answer: ClusterAnswer = await coming.catch((error: unknown) => {
        throw statusOf(error) === 410 ? new Expired() : error;
      });
      const mark = markOf(answer.body);
      coming = mark === undefined ? undefined : ask(mark);
      // The request leaves before this page is parsed, which blocks.
      if (coming !== undefined) await turn();
      const json = answer.json();
      if (!isObject(json) || !Array.isArray(json.items))
        throw new AmberError('BAD_RESPONSE', 'the API server answered with something that is no list', {
          hint: 'check the server of the kubeconfig',
        });
      const metadata = object(json, 'metadata') ?? {};
      yield { items: json.items.filter(isObject), version: text(metadata, 'resourceVersion') ?? '' };
      const next = text(metadata, 'continue') || undefined;
      if (next !== mark) coming = next === undefined ? undefined : ask(next);
    }
  } finally {
    over.abort();
  }
}

/**
 * What the next page is most likely asked for with. The API server writes the fields of such a list in the order of their
 * names, so that it stands behind all objects; where another order is used, the parsed answer says it later.
 */
function markOf(body: string): string | undefined {
  const end = body.slice(body.lastIndexOf('"metadata":'));
  return /^"metadata":\{[^{}]*"continue":"([^"\\]+)"/.exec(end)?.[1];
}
