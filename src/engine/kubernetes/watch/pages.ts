import { isObject, object, text } from '../../../core/agui/events.ts';
import { AmberError } from '../../../core/errors.ts';
import type { Cluster } from '../cluster.ts';
import { statusOf } from '../problems.ts';
import { Expired } from './frames.ts';

type Json = { readonly [field: string]: unknown };

/** One page of a list. */
export interface Page {
  readonly items: readonly Json[];
  /** The version of the whole list, from which a watch goes on. */
  readonly version: string;
}

/** Objects of one page: twice as many take 2 MiB more, and half as many longer. */
const PAGE = 250;

/** A whole list, page by page. @throws Expired if the server no longer has the list in the middle of it; AmberError */
export async function* readPages(
  cluster: Cluster,
  path: string,
  query: { readonly [name: string]: string },
  signal?: AbortSignal,
): AsyncGenerator<Page, void, void> {
  for (let next: string | undefined = ''; next !== undefined; ) {
    const asked: { readonly [name: string]: string } = {
      ...query,
      limit: String(PAGE),
      ...(next !== '' && { continue: next }),
    };
    const json: unknown = await cluster.request('GET', path, { query: asked, ...(signal && { signal }) }).then(
      (answer) => answer.json(),
      (error: unknown) => {
        throw statusOf(error) === 410 ? new Expired() : error;
      },
    );
    if (!isObject(json) || !Array.isArray(json.items))
      throw new AmberError('BAD_RESPONSE', 'the API server answered with something that is no list', {
        hint: 'check the server of the kubeconfig',
      });
    const metadata: Json = object(json, 'metadata') ?? {};
    yield { items: json.items.filter(isObject), version: text(metadata, 'resourceVersion') ?? '' };
    next = text(metadata, 'continue') || undefined;
  }
}
