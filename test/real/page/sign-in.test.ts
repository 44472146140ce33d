import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AmberError } from '../../../src/core/errors.ts';
import type { ClusterAccess } from '../../../src/serve/auth/cluster-callers.ts';
import type { Hostless } from '../../fakes/hostless/engine.ts';
import { Bed, PROJECT } from '../../serve/harness.ts';
import { NO_BROWSER, openPage, pagePath, startBrowser } from './chromium.ts';

/** A site of somebody else's, on this machine. */
async function site(html: string): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.skipIf(NO_BROWSER)(`signing in${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  test('the link leaves no code in the address, and none in the history', async () => {
    await using bed = await Bed.open();
    const page = await (await browser.newContext()).newPage();
    await page.goto(bed.serving?.browserUrl() ?? '');
    expect(page.url()).toBe(`${bed.url}/`);
    expect(await page.evaluate('history.length')).toBeLessThanOrEqual(2);
    await page.goBack();
    expect(page.url()).not.toContain('code');
    const client = await page.context().newCDPSession(page);
    const { entries } = await client.send('Page.getNavigationHistory');
    expect(entries.filter(({ url }) => url.includes('code='))).toEqual([]);
  });

  test('pages of other sites, also such as were rebound to this machine, get nothing and change nothing', async () => {
    await using bed = await Bed.open();
    await using evil = await site('<p>evil</p>');
    const name = await bed.create();
    const mine = await openPage(browser, bed, pagePath(name));
    const { port } = new URL(bed.url);
    const api = `${bed.url}${bed.path(name)}`;
    // Same site (cookies know no ports), and another one.
    for (const host of ['127.0.0.1', 'evil.example']) {
      const page = await mine.context().newPage();
      await page.goto(`http://${host}:${evil.port}/`);
      const read = `fetch('${api}', { credentials: 'include' }).then((a) => a.text(), () => 'refused')`;
      expect(await page.evaluate(read)).toBe('refused');
      for (const method of ['POST', 'DELETE'])
        await page.evaluate(
          `fetch('${api}/stop', { method: '${method}', mode: 'no-cors', credentials: 'include' }).catch(() => undefined)`,
        );
      const embed = `new Promise((done) => { const s = document.createElement('script'); s.src = '${bed.url}/page.js'; s.onload = () => done('loaded'); s.onerror = () => done('refused'); document.body.append(s); })`;
      expect(await page.evaluate(embed)).toBe('refused');
    }
    expect(bed.store.stops).toEqual([]);
    expect(bed.store.sessions.size).toBe(1);
    const refusals = bed.logged.flatMap((line) => /"route":"stopSession","status":(\d+)/.exec(line)?.[1] ?? []);
    // Known by its cookie but not from a page of ours; and without the cookie, which is Strict.
    expect(refusals).toEqual(['403', '401']);
    const rebound = await mine.context().newPage();
    await rebound.goto(`http://evil.example:${port}${bed.path(name)}`);
    expect(await rebound.evaluate('document.body.innerText')).toContain('Host is not one of ours');
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
    const made = await bed.ask(`/api/projects/${PROJECT}/agentic-sessions`, {
      method: 'POST',
      headers: { authorization: 'Bearer the-token-of-alice' },
      body: { displayName: 'behind a form' },
    });
    const path = pagePath(String(made.json.name));
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${bed.url}${path}`);
    await submit(page, 'the-token-of-mallory');
    await page.getByText('does not know this token').waitFor();

    await using trap =
      await site(`<form method="post" action="${bed.url}/login"><input name="token" value="the-token-of-alice"></form>
        <script>document.forms[0].submit()</script>`);
    const lured = await page.context().newPage();
    await lured.goto(`http://evil.example:${trap.port}/`);
    await lured.getByText('Sign in from the page of this server').waitFor();

    await page.goto(`${bed.url}${path}`);
    await submit(page, 'the-token-of-alice');
    await page.getByRole('button', { name: 'New session' }).waitFor();
    await page.goto(`${bed.url}${path}`);
    await page.getByRole('heading', { name: 'behind a form' }).waitFor();
    await page.getByLabel('Message').fill('hello');
    await page.getByLabel('Message').press('Control+Enter');
    const run = await bed.store.runner.next();
    run.send({ type: 'RUN_STARTED', threadId: String(made.json.name), runId: run.runId });
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'good day' });
    await page.getByText('good day').waitFor();
    run.end();
  });
});

async function submit(page: Page, token: string): Promise<void> {
  await page.locator('#token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

function fail(): never {
  throw new Error('serve has not started');
}
