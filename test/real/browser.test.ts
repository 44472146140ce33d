import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageFiles } from '../../scripts/page.ts';
import { systemClock } from '../../src/async/system-clock.ts';
import { AmberError } from '../../src/core/errors.ts';
import type { ClusterAccess } from '../../src/serve/auth/cluster-callers.ts';
import type { Hostless } from '../fakes/hostless/engine.ts';
import type { FakeRun } from '../fakes/hostless/runner.ts';
import { Bed, PROJECT } from '../serve/harness.ts';
import { Browser, NO_BROWSER } from './chromium.ts';

/** A wire to serve that can be cut. */
class Wire implements AsyncDisposable {
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

async function startRun(bed: Bed, name: string, runId: string): Promise<FakeRun> {
  await bed.run(name, runId);
  const run = await bed.store.runner.next();
  run.send({ type: 'RUN_STARTED', threadId: name, runId });
  run.send({ type: 'TEXT_MESSAGE_START', messageId: `m-${runId}`, role: 'assistant' });
  return run;
}

describe.skipIf(NO_BROWSER)(`the page in a real browser${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    // Serve of the sources sends the script that was built last.
    for (const [name, contents] of await pageFiles())
      expect(readFileSync(`dist/${name}`).equals(contents), `dist/${name} is old: npm run bundle`).toBe(true);
    browser = await Browser.start();
  });
  afterAll(() => browser?.[Symbol.asyncDispose]());

  test('its EventSource loses nothing and shows nothing twice over dropped connections', async () => {
    await using bed = await Bed.open();
    await using wire = await Wire.to(Number(new URL(bed.url).port));
    const name = await bed.create({ displayName: 'over a bad wire' });
    const page = await browser.open(bed.serving?.browserUrl()?.replace(bed.url, wire.url) ?? '');
    await page.go(`${wire.url}/projects/${PROJECT}/sessions/${name}`);
    await page.until(`document.getElementById('title').textContent === 'over a bad wire'`);

    const run = await startRun(bed, name, 'run-1');
    const words = Array.from({ length: 400 }, (_, index) => `w${index} `);
    for (const [index, delta] of words.entries()) {
      run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm-run-1', delta });
      if (index % 130 === 129) wire.cut();
      await systemClock.sleep(20);
    }
    run.send({ type: 'TEXT_MESSAGE_END', messageId: 'm-run-1' });
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1', outcome: { type: 'success' } });
    await page.until(`document.body.innerText.includes('run ended: success')`);
    expect(wire.cuts).toBe(3);
    expect(await page.value(`document.querySelector('article.assistant .text').textContent`)).toBe(words.join(''));
    expect(await page.value(`document.getElementById('log').dataset.last`)).toBe(String(words.length + 4));
    run.end();
  });

  test('what agents say stays text, and nothing but our own script runs', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await browser.open(bed.serving?.browserUrl() ?? '');
    await page.go(`${bed.url}/projects/${PROJECT}/sessions/${name}`);
    const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    const run = await startRun(bed, name, 'run-1');
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm-run-1', delta: evil });
    run.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: evil });
    run.send({ type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: evil });
    run.send({ type: 'TOOL_CALL_RESULT', toolCallId: 't', messageId: 'r', content: evil });
    run.send({ type: 'RUN_ERROR', message: evil, code: evil });
    await page.until(`document.body.innerText.includes('run error')`);
    expect(await page.value(`document.querySelectorAll('#log img, #log script').length`)).toBe(0);
    expect(await page.value(`document.querySelector('article.assistant .text').textContent`)).toBe(evil);
    expect(await page.value('document.title')).not.toBe('owned');
    const injected = `(() => { const s = document.createElement('script'); s.textContent = "document.title='owned'"; document.body.append(s); })()`;
    await page.value(injected).catch(() => undefined);
    expect(await page.value('document.title')).not.toBe('owned');
    run.end();
  });

  test('a tool that failed is marked, and a run without an answer has failed', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await browser.open(bed.serving?.browserUrl() ?? '');
    await page.go(`${bed.url}/projects/${PROJECT}/sessions/${name}`);
    await page.until(`document.getElementById('connection')?.textContent === ''`);
    const ends = `[...document.querySelectorAll('#log p.end')].map((end) => end.textContent)`;
    for (const [index, status] of ['failed', 'completed'].entries()) {
      const run = await startRun(bed, name, `run-${index}`);
      run.send({ type: 'TOOL_CALL_START', toolCallId: `t${index}`, toolCallName: 'Bash' });
      run.send({
        type: 'TOOL_CALL_RESULT',
        toolCallId: `t${index}`,
        messageId: `r${index}`,
        content: 'x',
        metadata: { status },
      });
      run.send({ type: 'RUN_FINISHED', threadId: name, runId: `run-${index}` });
      run.end();
      await page.until(`${ends}.length === ${index + 1}`);
    }
    expect(await page.value(ends)).toEqual(['run failed: it gave no answer', 'run finished']);
    expect(await page.value(`[...document.querySelectorAll('#log summary')].map((tool) => tool.textContent)`)).toEqual([
      '✖ Bash',
      'Bash',
    ]);
  });

  test('a question is answered, messages are sent, and sessions are stopped from it', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await browser.open(bed.serving?.browserUrl() ?? '');
    await page.until(`document.querySelector('h1').textContent === 'Sessions'`);
    await page.go(`${bed.url}/?project=${PROJECT}`);
    await page.until(`document.querySelectorAll('#sessions a').length === 1`);
    await page.value(`document.querySelector('#sessions a').click()`);
    await page.until(`document.getElementById('phase')?.textContent === 'Running'`);

    await page.value(`document.getElementById('message').value = 'Hello there'`);
    await page.value(`document.getElementById('send').requestSubmit()`);
    const first = await bed.store.runner.next();
    expect(first.body.messages).toMatchObject([{ role: 'user', content: 'Hello there' }]);
    const question = { question: 'Which branch?', options: [{ label: 'main' }, { label: 'dev' }] };
    first.send({ type: 'RUN_STARTED', threadId: name, runId: first.runId, input: { messages: first.body.messages } });
    first.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'AskUserQuestion' });
    first.send({ type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: JSON.stringify({ questions: [question] }) });
    first.send({ type: 'TOOL_CALL_END', toolCallId: 't' });
    first.send({ type: 'RUN_FINISHED', threadId: name, runId: first.runId });
    first.end();
    await page.until(`document.querySelectorAll('form.question input').length === 2`);
    expect(await page.value(`document.querySelectorAll('article.user').length`)).toBe(1);
    await page.value(`document.querySelector('form.question input[value=dev]').click()`);
    await page.value(`document.querySelector('form.question').requestSubmit()`);
    const second = await bed.store.runner.next();
    expect(second.body.messages).toMatchObject([{ content: 'dev' }]);
    second.end();

    await page.value(`document.getElementById('stop').click()`);
    await page.until(`document.getElementById('phase').textContent === 'Stopped'`);
    expect(bed.store.stops.map(({ reason }) => reason)).toEqual(['user']);
  });

  test('pages of other sites, also such as were rebound to this machine, get nothing and change nothing', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const { port } = new URL(bed.url);
    const site = createHttpServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>evil</p>'));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const evil = (site.address() as AddressInfo).port;
    try {
      await browser.open(bed.serving?.browserUrl() ?? '');
      const api = `${bed.url}${bed.path(name)}`;
      // Same site (cookies know no ports), and another one.
      for (const origin of [`http://127.0.0.1:${evil}`, `http://evil.example:${evil}`]) {
        const page = await browser.open(`${origin}/`);
        const read = `fetch('${api}', { credentials: 'include' }).then((a) => a.text(), () => 'refused')`;
        expect(await page.value(read)).toBe('refused');
        const change = `fetch('${api}/stop', { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => undefined)`;
        await page.value(change);
        const embed = `new Promise((done) => { const s = document.createElement('script'); s.src = '${bed.url}/page.js'; s.onload = () => done('loaded'); s.onerror = () => done('refused'); document.body.append(s); })`;
        expect(await page.value(embed)).toBe('refused');
      }
      expect(bed.store.stops).toEqual([]);
      const refusals = bed.logged.flatMap((line) => /"route":"stopSession","status":(\d+)/.exec(line)?.[1] ?? []);
      // Known by its cookie but not from a page of ours; and without the cookie, which is Strict.
      expect(refusals).toEqual(['403', '401']);
      const rebound = await browser.open(`http://evil.example:${port}${bed.path(name)}`);
      expect(await rebound.value('document.body.innerText')).toContain('Host is not one of ours');
    } finally {
      site.closeAllConnections();
      await new Promise((resolve) => site.close(resolve));
    }
  });

  test('a person of a cluster signs in by the form, and by no form of another site', async () => {
    let store: Hostless | undefined;
    const access: ClusterAccess = {
      engineOf: () => store?.engine ?? fail(),
      review: async (token) => {
        if (token === 'the-token-of-alice') return true;
        throw new AmberError('UNAUTHENTICATED', 'nobody');
      },
    };
    await using bed = await Bed.open({ access, allowedHosts: 'any' }, (made) => {
      store = made;
    });
    const headers = { authorization: 'Bearer the-token-of-alice' };
    const made = await bed.ask(`/api/projects/${PROJECT}/agentic-sessions`, {
      method: 'POST',
      headers,
      body: { displayName: 'behind a form' },
    });
    const path = `/projects/${PROJECT}/sessions/${made.json.name}`;
    const page = await browser.open(`${bed.url}${path}`);
    const submit = async (token: string): Promise<void> => {
      await page.until(`document.getElementById('token') !== null`);
      await page.value(`document.getElementById('token').value = ${JSON.stringify(token)}`);
      await page.value(`void document.querySelector('button').click()`);
    };
    await submit('the-token-of-mallory');
    await page.until(`document.body.innerText.includes('does not know this token')`);

    const trap = createHttpServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<form method="post" action="${bed.url}/login"><input name="token" value="the-token-of-alice"></form>
        <script>document.forms[0].submit()</script>`);
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    const lured = await browser.open(`http://evil.example:${(trap.address() as AddressInfo).port}/`);
    await lured.until(`document.body.innerText.includes('Sign in from the page of this server')`);
    trap.close();
    await page.go(`${bed.url}${path}`);
    await page.until(`document.getElementById('token') !== null`);

    await submit('the-token-of-alice');
    await page.until(`location.pathname === '/' && document.getElementById('sessions') !== null`);
    await page.go(`${bed.url}${path}`);
    await page.until(`document.getElementById('title').textContent === 'behind a form'`);
    await page.value(`document.getElementById('message').value = 'hello'`);
    await page.value(`document.getElementById('send').requestSubmit()`);
    const run = await bed.store.runner.next();
    run.send({ type: 'RUN_STARTED', threadId: String(made.json.name), runId: run.runId });
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'good day' });
    await page.until(`document.getElementById('log').innerText.includes('good day')`);
    run.end();
  });
});

function fail(): never {
  throw new Error('serve has not started');
}
