import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const COMMAND = NAMES.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);

/** Why there is no browser; undefined if there is one. */
export const NO_BROWSER = COMMAND === undefined ? 'no Chromium on PATH: apt-get install chromium' : undefined;

interface Message {
  readonly id?: number;
  readonly result?: { readonly [field: string]: unknown };
  readonly error?: { readonly message: string };
}

/** A headless Chromium, driven over its own debugging protocol. */
export class Browser implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #ids = 0;

  static async start(): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'amber-chromium-'));
    const child = spawn(
      COMMAND ?? 'chromium',
      [
        '--headless=new',
        // Containers give it no sandbox of its own.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--no-first-run',
        '--remote-debugging-port=0',
        // A name of a foreign site that points to this machine.
        '--host-resolver-rules=MAP evil.example 127.0.0.1',
        `--user-data-dir=${profile}`,
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    );
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr?.on('data', (piece: Buffer) => {
        text += piece.toString();
        const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', () => reject(new Error(`Chromium did not start:\n${text}`)));
    });
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    return new Browser(child, profile, socket);
  }

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.id === undefined) return;
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    });
  }

  async open(url: string): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page((method, params) => this.send(method, params, String(sessionId)));
    await page.go(url);
    return page;
  }

  send(method: string, params: object, sessionId?: string): Promise<{ readonly [field: string]: unknown }> {
    const id = ++this.#ids;
    const answer = new Promise<{ readonly [field: string]: unknown }>((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result ?? {});
        else reject(new Error(`${method}: ${error.message}`));
      });
    });
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    const over = new Promise((resolve) => this.#process.once('close', resolve));
    if (this.#process.pid !== undefined) process.kill(-this.#process.pid, 'SIGKILL');
    await over;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** One tab. */
export class Page {
  readonly #send: (method: string, params: object) => Promise<{ readonly [field: string]: unknown }>;

  constructor(send: (method: string, params: object) => Promise<{ readonly [field: string]: unknown }>) {
    this.#send = send;
  }

  async go(url: string): Promise<void> {
    await this.#send('Page.navigate', { url });
    await this.until(`document.readyState === 'complete' && location.href !== 'about:blank'`);
  }

  /** The value of an expression in the page; a promise is awaited. */
  async value(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value?: unknown }).value;
  }

  /** Looks until the expression is true. */
  async until(expression: string, ms = 15_000): Promise<void> {
    const deadline = performance.now() + ms;
    while ((await this.value(expression).catch(() => false)) !== true) {
      if (performance.now() > deadline)
        throw new Error(`never true: ${expression}\n${String(await this.value('document.body?.innerText'))}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
