import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

interface Batch {
  readonly operation: 'download' | 'upload';
  readonly objects: readonly { readonly oid: string; readonly size: number }[];
}

/** GitHub's side of LFS: the batch API, and a store at addresses of its own, which take a key and no token of GitHub's. */
export class LfsStore {
  static readonly PATH = '/lfs-store/';
  readonly objects = new Map<string, Buffer>();
  /** Requests to the store that came with the token. */
  tokensSeen = 0;

  /** Keeps some content. Returns its pointer, as a commit has it. */
  add(content: Buffer | string): string {
    const bytes = Buffer.from(content);
    const oid = createHash('sha256').update(bytes).digest('hex');
    this.objects.set(oid, bytes);
    return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${bytes.length}\n`;
  }

  /** Says where objects are, or are to go. */
  async batch(request: IncomingMessage, response: ServerResponse, url: string, isReader: boolean): Promise<void> {
    const { objects, operation } = JSON.parse((await bodyOf(request)).toString()) as Batch;
    if (operation === 'upload' && isReader) {
      response.writeHead(403).end();
      return;
    }
    const answers = objects.map(({ oid, size }) => {
      const isHere = this.objects.has(oid);
      if (operation === 'download' && !isHere) return { oid, size, error: { code: 404, message: 'Object not found' } };
      if (operation === 'upload' && isHere) return { oid, size };
      const action = { href: `${url}${LfsStore.PATH}${oid}`, header: { 'x-key': 'of-the-store' } };
      return { oid, size, actions: { [operation]: action } };
    });
    response.writeHead(200, { 'content-type': 'application/vnd.git-lfs+json' });
    response.end(JSON.stringify({ transfer: 'basic', objects: answers }));
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== undefined) this.tokensSeen += 1;
    const oid = request.url?.slice(LfsStore.PATH.length) ?? '';
    if (request.headers['x-key'] !== 'of-the-store') response.writeHead(403).end();
    else if (request.method === 'PUT') {
      this.objects.set(oid, await bodyOf(request));
      response.end();
    } else response.end(this.objects.get(oid));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
