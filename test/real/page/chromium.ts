import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { pageFiles } from '../../../scripts/bundle-page.ts';
import type { FakeRun } from '../../fakes/hostless/runner.ts';
import { type Bed, PROJECT } from '../../serve/harness.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const COMMAND = NAMES.map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim()).find(Boolean);

/** Why there is no browser; undefined if there is one. */
export const NO_BROWSER = COMMAND === undefined ? 'no Chromium on PATH: apt-get install chromium' : undefined;

/** A headless Chromium from the machine's packages. Serve of the sources sends it the script that was built last. */
export async function startBrowser(): Promise<Browser> {
  for (const [name, contents] of await pageFiles())
    expect(readFileSync(`dist/${name}`).equals(contents), `dist/${name} is old: npm run bundle`).toBe(true);
  return chromium.launch({
    executablePath: COMMAND ?? 'chromium',
    // Containers give it no sandbox of its own; the name is a foreign site that points to this machine.
    args: ['--no-sandbox', '--host-resolver-rules=MAP evil.example 127.0.0.1'],
  });
}

/** A page that is signed in, at a path of the serve. `problems` gets what the browser complains of. */
export async function openPage(browser: Browser, bed: Bed, path: string, problems: string[] = []): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(bed.serving?.browserUrl() ?? '');
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${bed.url}${path}`);
  return page;
}

export const pagePath = (name: string): string => `/projects/${PROJECT}/sessions/${name}`;

/** A run that was taken by the test's runner, and has begun. */
export async function startRun(bed: Bed, name: string, runId: string, content = 'hello'): Promise<FakeRun> {
  await bed.run(name, runId, content);
  const run = await bed.store.runner.next();
  run.send({ type: 'RUN_STARTED', threadId: name, runId, input: { messages: run.body.messages } });
  return run;
}

/** True if the match that is shown can be seen: it is within all that scrolls around it, and nothing is above it. */
export const IS_SEEN = `(() => {
  const [range] = CSS.highlights.get('shown-match') ?? [];
  if (range === undefined) return false;
  const live = new Range();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  const { left, right, top, bottom, height } = live.getBoundingClientRect();
  const element = range.startContainer.parentElement;
  const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return height > 0 && above !== null && (above === element || element.contains(above) || above.contains(element));
})()`;

/** A wire to serve that can be cut. */
export class Wire implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  cuts = 0;

  static async to(port: number): Promise<Wire> {
    const wire = new Wire(port);
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  private constructor(port: number) {
    this.#server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.cuts++;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
