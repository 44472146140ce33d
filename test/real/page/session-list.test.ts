import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { fixedPort } from '../../fakes/fixed-port.ts';
import { Bed, PROJECT } from '../../serve/harness.ts';
import { NO_BROWSER, openPage, startBrowser } from './chromium.ts';

/** Changes a session behind the page's back. */
function change(bed: Bed, name: string, changed: (session: Session) => Partial<Session>): void {
  const key = `${PROJECT}/${name}`;
  const session = bed.store.sessions.get(key);
  if (session === undefined) throw new Error(`no session ${name}`);
  bed.store.sessions.set(key, { ...session, ...changed(session) });
}

describe.skipIf(NO_BROWSER)(`the list in a real browser${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  test('it goes on knowing what happens: sessions that come and go, titles, outcomes, ages and costs', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'first title', runnerType: 'claude' });
    const page = await openPage(browser, bed, `/?project=${PROJECT}`);
    const row = page.locator('.sessions a', { hasText: 'title' });
    await row.getByText('first title').waitFor();
    await row.getByText('running').waitFor();
    expect(await row.locator('.cost').textContent()).toBe('');

    change(bed, name, ({ metadata, spec }) => ({
      spec: { ...spec, displayName: 'second title' },
      metadata: {
        ...metadata,
        creationTimestamp: new Date(Date.now() - 7_300_000).toISOString(),
        annotations: { 'amber/run-cost': '{"usd":0.25,"runId":"r"}' },
      },
    }));
    await row.getByText('second title').waitFor();
    await row.getByText('$0.25').waitFor();
    expect(await row.locator('time').textContent()).toBe('2h');

    const written = { 'amber/last-run': '{"outcome":"failed","runId":"r","at":""}' };
    change(bed, name, ({ metadata, status }) => ({
      metadata: { ...metadata, annotations: written },
      status: { ...status, phase: 'Stopped' },
    }));
    await row.getByText('failed').waitFor();
    const another = await bed.create({ displayName: 'another' });
    await page.getByText('another').waitFor();
    await bed.ask(bed.path(another), { method: 'DELETE' });
    await page.getByText('another').waitFor({ state: 'detached' });
  });

  test('it asks while somebody looks, and at once when they look again', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'first title' });
    const page = await openPage(browser, bed, '/favicon.svg');
    await page.clock.install();
    await page.goto(`${bed.url}/?project=${PROJECT}`);
    await page.clock.runFor(1_000);
    await page.getByText('first title').waitFor();
    let asked = 0;
    page.on('request', (request) => void (request.url().includes('summary=true') && asked++));
    // The headless browser calls all of its tabs visible.
    const show = (state: string): Promise<unknown> =>
      page.evaluate(
        `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
         document.dispatchEvent(new Event('visibilitychange'))`,
      );
    await show('hidden');
    change(bed, name, ({ spec }) => ({ spec: { ...spec, displayName: 'second title' } }));
    await page.clock.runFor(600_000);
    expect(asked).toBe(0);
    await show('visible');
    await page.getByText('second title').waitFor();
    expect(asked).toBe(1);
  });

  test('after a restart of serve it says what to do, and goes on by itself once somebody signs in', async () => {
    const port = await fixedPort();
    await using bed = await Bed.open({ port });
    await bed.create({ displayName: 'still here' });
    const page = await openPage(browser, bed, `/?project=${PROJECT}`);
    await page.getByText('still here').waitFor();
    await bed.serving?.close();
    await page.getByRole('alert').getByText('can not be reached').waitFor();
    await bed.start({ port });
    await page.getByRole('alert').getByText('You are signed out').waitFor();
    const other = await page.context().newPage();
    await other.goto(bed.serving?.browserUrl() ?? '');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByText('still here').waitFor();
  });
});
