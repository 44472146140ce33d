import type { SentRequest } from '../api/github-client.ts';

/** What a pass has asked of GitHub. */
export interface RequestCount {
  /** Of the list. */
  readonly pages: number;
  /** At single pull requests, before it is decided what is done about them. */
  readonly looks: number;
  /** Whatever else changed nothing. */
  readonly reads: number;
  readonly writes: number;
}

/** Counts requests as they leave, each try by itself: GitHub's limits count so. */
export class RequestCounter {
  #count: RequestCount = { pages: 0, looks: 0, reads: 0, writes: 0 };

  readonly count = (request: SentRequest): void => {
    const kind = kindOf(request);
    this.#count = { ...this.#count, [kind]: this.#count[kind] + 1 };
  };

  get total(): RequestCount {
    return this.#count;
  }
}

/** Of GraphQL only the text says what it is. */
function kindOf({ body = '', method }: SentRequest): keyof RequestCount {
  if (body.startsWith('{"query":"query Listed(')) return 'pages';
  if (body.startsWith('{"query":"query Thread(')) return 'looks';
  return method === 'GET' || body.startsWith('{"query":"query ') ? 'reads' : 'writes';
}

export function requestsText({ looks, pages, reads, writes }: RequestCount): string {
  const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  const parts = [some(pages, 'page'), some(looks, 'look'), some(reads, 'further read'), some(writes, 'write')];
  return `${some(pages + looks + reads + writes, 'request')} to GitHub: ${parts.join(', ')}`;
}
