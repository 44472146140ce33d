import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { callsTool, says } from '../../fakes/agui.ts';
import { ATTACKS, asks, ends, htmlOf, SESSION } from '../../render/export/exported.ts';
import { NO_BROWSER, startBrowser } from './chromium.ts';

/** Where a person can look at them. */
const PICTURES = join(tmpdir(), 'amber-pages');
const SIZES = [
  [1280, 800],
  [768, 1024],
  [390, 844],
] as const;

const asked = {
  questions: [{ question: 'Which branch?', header: 'Branch', options: [{ label: 'main' }, { label: 'dev' }] }],
};
const EVENTS: readonly AguiEvent[] = [
  asks('r1', 'The checkout test fails one time in ten. Find out **why**.'),
  {
    type: 'ACTIVITY_SNAPSHOT',
    activityType: 'PLAN',
    content: {
      entries: ['completed', 'in_progress', 'pending'].map((status) => ({ content: `Step ${status}`, status })),
    },
  },
  { type: 'REASONING_MESSAGE_CONTENT', messageId: 'think', delta: 'It *probably* races.' },
  { type: 'REASONING_MESSAGE_END', messageId: 'think' },
  ...says(
    'r1',
    'm1',
    '## The cause\n\n```ts\nawait sleep(50); // too short\n```\n\n| before | after |\n|--|--|\n| 1 in 10 | never |\n',
  ),
  ...callsTool('r1', 't1', 'Bash', { command: 'npm test -- checkout' }),
  { type: 'TOOL_CALL_END', toolCallId: 't1', error: 'not ok 7 - checkout' },
  ...callsTool(
    'r1',
    't2',
    'Edit',
    { file_path: 'src/a.ts', old_string: 'await sleep(50);\n', new_string: 'await tick(50);\n' },
    'ok',
  ),
  ...callsTool('r1', 'q', 'AskUserQuestion', asked, 'main'),
  { type: 'CUSTOM', name: 'amber:warning', value: { message: 'a branch was not pushed' } },
  ends('r1'),
  asks('r2', 'Go on'),
  ...says('r2', 'm2', 'Done.'),
  { type: 'RUN_ERROR', runId: 'r2', message: 'the model refused', code: 'MODEL' },
];

describe.skipIf(NO_BROWSER)(`an exported page, from the disk${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'amber-export-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens it. `requests` gets what the browser asks for beside the file itself. */
  async function open(html: string, javaScriptEnabled: boolean, requests: string[] = []): Promise<Page> {
    const path = join(folder, 'session.html');
    writeFileSync(path, html);
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const { href } = pathToFileURL(path);
    page.on('request', (request) => {
      if (request.url() !== href && !request.url().startsWith('data:image/png')) requests.push(request.url());
    });
    page.on('dialog', (dialog) => requests.push(`dialog ${dialog.message()}`));
    page.on('popup', (popup) => requests.push(`popup ${popup.url()}`));
    await page.goto(href);
    return page;
  }

  test('is read without script, in every size, light and dark', async () => {
    mkdirSync(PICTURES, { recursive: true });
    const page = await open(htmlOf(EVENTS), false);
    for (const colorScheme of ['light', 'dark'] as const)
      for (const [width, height] of SIZES) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        await page.screenshot({ path: join(PICTURES, `export-${width}-${colorScheme}.png`) });
        expect(await page.locator('main').innerText()).toContain('The cause');
        const { width: body = 0 } = (await page.locator('html').boundingBox()) ?? {};
        expect(body).toBe(width);
      }
    await page.context().close();
  });

  test('axe finds nothing, with all of it open', async () => {
    const page = await open(htmlOf(EVENTS), true);
    // The page's own policy lets no script in: axe comes by the debugger.
    await page.evaluate(axe.source);
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    for (const colorScheme of ['light', 'dark'] as const)
      for (const [width, height] of SIZES) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
        const found = violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ html }) => html)
              .join(' ')
              .slice(0, 300)}`,
        );
        expect([width, colorScheme, found]).toEqual([width, colorScheme, []]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
    await page.context().close();
  });

  test('its timeline leads to what was done, and opens it', async () => {
    const page = await open(htmlOf(EVENTS), false);
    const reason = page.locator('.result.failed');
    expect(await reason.isVisible()).toBe(false);
    await page.getByRole('link', { name: /^failed: Bash/ }).click();
    await reason.waitFor();
    // Below the timeline, which stays at the top.
    const { y: end = 0, height = 0 } = (await page.getByRole('navigation').boundingBox()) ?? {};
    const { y: begin = 0 } = (await page.locator('.tool.failed > summary').boundingBox()) ?? {};
    expect(begin).toBeGreaterThanOrEqual(end + height);
    await page.getByRole('link', { name: 'Run 2' }).first().click();
    expect(page.url()).toContain('#run-2');
    await page.context().close();
  });

  test('on paper all of it is there', async () => {
    const page = await open(htmlOf(EVENTS), false);
    await page.emulateMedia({ media: 'print' });
    await page.locator('.result.failed').waitFor();
    await page.context().close();
  });

  test.each([true, false])('nothing in it is executed or asked for, script allowed: %s', async (script) => {
    const requests: string[] = [];
    const evil = [...ATTACKS, '<body>', '<base href="https://evil.example/">'].join('\n\n');
    const image = {
      type: 'image',
      source: { type: 'data', value: btoa('<svg onload="alert(1)"/>'), mimeType: 'image/png' },
    };
    const events = [
      asks('r', [{ type: 'text', text: evil }, image]),
      { type: 'REASONING_MESSAGE_CONTENT', messageId: 'x', delta: evil },
      ...says('r', 'm', evil),
      ...callsTool('r', 't', evil, { command: evil, [evil]: evil }, evil),
      ...callsTool('r', 'e', 'Edit', { file_path: evil, old_string: evil, new_string: 'x' }, evil),
      ...callsTool('r', 'q', 'AskUserQuestion', { questions: [{ question: evil, options: [{ label: evil }] }] }, evil),
      { type: 'RUN_ERROR', runId: 'r', message: evil, code: evil },
    ];
    const html = htmlOf(events, { ...SESSION, spec: { displayName: evil, runnerType: evil } });
    const page = await open(html, script, requests);
    const title = await page.title();
    for (const summary of await page.locator('summary').all()) await summary.click();
    for (const link of await page.locator('main a:not([target])').all()) await link.hover();
    await page.waitForTimeout(300);
    expect(requests).toEqual([]);
    expect(await page.title()).toBe(title);
    expect(title).toContain('<script>');
    expect(await page.locator('script, iframe, object, form, svg, base, link').count()).toBe(0);
    await page.context().close();
  });

  test('fifty thousand events open, and scroll', { timeout: 180_000 }, async () => {
    const events = Array.from({ length: 10_000 }, (_, at) => [
      ...(at % 5 === 0 ? says('r', `m${at}`, `**Step ${at}**`) : []),
      ...callsTool('r', `t${at}`, 'Bash', { command: `ls ${at}` }, 'ok\n'.repeat(20)),
    ]);
    const html = htmlOf([asks('r', 'Go'), ...events.flat(), ends('r')]);
    expect(html.length).toBeLessThan(20_000_000);
    const page = await open(html, false);
    // By their place: to compute the names of so many elements takes a minute.
    page.setDefaultTimeout(120_000);
    await page.locator('nav a').last().click();
    expect(page.url()).toMatch(/#entry-\d{5}$/);
    await page.locator('.run-end').scrollIntoViewIfNeeded();
    await page.locator('.run-end', { hasText: 'Finished' }).waitFor();
    await page.context().close();
  });
});
