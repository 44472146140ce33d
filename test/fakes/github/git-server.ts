import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Listening } from '../http-server.ts';
import { LfsStore } from './lfs-store.ts';

/** The tokens that open it. */
export interface GitTokens {
  readonly token: string;
  readonly readToken: string;
}

/** What a commit changes, by path: the new content, null for a file that goes, the commit of a submodule. */
export interface Files {
  readonly [path: string]: string | Buffer | { readonly submodule: string } | null;
}

/** A request for git as it came. */
export interface GitRequest {
  readonly path: string;
  readonly isAuthorized: boolean;
}

/**
 * The git side of GitHub for one repository, private: git's own server behind real HTTP, open to the token that may write, and to one that may read.
 */
export class GitServer implements AsyncDisposable {
  readonly requests: GitRequest[] = [];
  /** The objects of LFS, of all repositories. */
  readonly lfs = new LfsStore();
  /** Files that people have put into their words, by the ids that their addresses end with. */
  readonly uploads = new Map<string, Buffer>();
  /** The repository, bare. */
  readonly dir: string;
  readonly #root: string;
  readonly #tokens: GitTokens;
  #listening: Listening | undefined;

  private constructor(
    repository: string,
    tokens: GitTokens,
    root = realpathSync(mkdtempSync(join(tmpdir(), 'amber-git-'))),
  ) {
    this.#root = root;
    this.dir = join(this.#root, `${repository}.git`);
    this.#tokens = tokens;
  }

  /** @param repository `owner/name` @param copyOf the bare repository of another server; an empty one without it */
  static async start(repository: string, tokens: GitTokens, copyOf?: string): Promise<GitServer> {
    const server = new GitServer(repository, tokens);
    if (copyOf === undefined) server.#init();
    else cpSync(copyOf, server.dir, { recursive: true });
    server.#listening = await Listening.http((request, response) => void server.#serve(request, response));
    return server;
  }

  #init(): void {
    mkdirSync(this.dir, { recursive: true });
    // Without git's own template, whose hooks are samples.
    this.git('init', '--quiet', '--bare', '--template=', '--initial-branch=main');
    // As GitHub has it.
    this.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    this.git('config', 'http.receivepack', 'true');
  }

  get url(): string {
    return this.#listening?.url ?? '';
  }

  /** Runs git in the repository. Returns stdout without its last newline. */
  git(...args: readonly string[]): string {
    return gitIn(this.dir, ...args);
  }

  /** Another repository on the same server, with one commit on `main`. Returns the commit's id. */
  addRepository(repository: string, files: Files): string {
    const other = new GitServer(repository, this.#tokens, this.#root);
    other.#init();
    return other.commit('main', files);
  }

  /** Somebody pushes a commit to a branch, on top of it or of `from`: files by path, null removes one. Returns its id. */
  commit(branch: string, files: Files, message = 'A change', from = branch): string {
    const dir = mkdtempSync(join(this.#root, 'clone-'));
    const isNew = this.head(from) === undefined;
    if (isNew) gitIn(dir, 'init', '--quiet', `--initial-branch=${branch}`);
    else gitIn(dir, 'clone', '--quiet', '--branch', from, this.dir, '.');
    if (from !== branch) gitIn(dir, 'checkout', '--quiet', '-b', branch);
    const submodules: string[] = [];
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      if (content === null) rmSync(join(dir, path));
      else if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(join(dir, path), content);
      else submodules.push(`160000,${content.submodule},${path}`);
    }
    gitIn(dir, 'add', '--all');
    for (const entry of submodules) gitIn(dir, 'update-index', '--add', '--cacheinfo', entry);
    gitIn(dir, '-c', 'user.name=Alice', '-c', 'user.email=alice@example.com', 'commit', '--quiet', '-m', message);
    gitIn(dir, 'push', '--quiet', this.dir, `HEAD:refs/heads/${branch}`);
    rmSync(dir, { recursive: true });
    return this.head(branch) ?? '';
  }

  /** The commit of a branch; undefined if there is none. */
  head(branch: string): string | undefined {
    try {
      return this.git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
    } catch {
      return undefined;
    }
  }

  /** Names of all branches. */
  branches(): readonly string[] {
    return this.git('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads').split('\n');
  }

  /** A file on a branch. */
  file(branch: string, path: string): string {
    return this.git('show', `refs/heads/${branch}:${path}`);
  }

  /** What the server runs before it takes a push: a script of shell. */
  beforeReceive(script: string): void {
    const hooks = join(this.dir, 'hooks');
    if (!existsSync(hooks)) mkdirSync(hooks);
    writeFileSync(join(hooks, 'pre-receive'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const token = /^x-access-token:(.*)$/.exec(Buffer.from(basic, 'base64').toString())?.[1];
    const isReader = token === this.#tokens.readToken;
    const isAuthorized = isReader || token === this.#tokens.token;
    const [, upload] = /^\/user-attachments\/assets\/(.+)$/.exec(url.pathname) ?? [];
    if (upload !== undefined) {
      const file = this.uploads.get(upload);
      const isKnown = request.headers.authorization === `Bearer ${this.#tokens.token}`;
      response.writeHead(file === undefined || !isKnown ? 404 : 200).end(isKnown ? file : undefined);
      return;
    }
    if (url.pathname.startsWith(LfsStore.PATH)) return this.lfs.serve(request, response);
    this.requests.push({ path: `${url.pathname}${url.search}`, isAuthorized });
    if (!isAuthorized) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      return;
    }
    if (isReader && `${url.pathname}${url.search}`.includes('git-receive-pack')) {
      response.writeHead(403).end('Permission denied to github-actions[bot].');
      return;
    }
    if (url.pathname.endsWith('/info/lfs/objects/batch')) return this.lfs.batch(request, response, this.url, isReader);
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.#root,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        REMOTE_USER: 'x-access-token',
        REQUEST_METHOD: request.method,
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: request.headers['content-type'],
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(backend.stdin);
    backend.stdin.on('error', () => undefined);
    const chunks: Buffer[] = [];
    for await (const chunk of backend.stdout) chunks.push(chunk as Buffer);
    const whole = Buffer.concat(chunks);
    const end = whole.indexOf('\r\n\r\n');
    const headers = whole
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(/: (.*)/s, 2) as [string, string]);
    const status = Number(headers.find(([name]) => name.toLowerCase() === 'status')?.[1].slice(0, 3) ?? 200);
    response.writeHead(status, Object.fromEntries(headers));
    response.end(whole.subarray(end + 4));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listening?.[Symbol.asyncDispose]();
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function gitIn(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
}
