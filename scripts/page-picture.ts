import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { sampleRepository } from './sample-repository.ts';

/**
 * Makes docs/page.png, README's picture of the page: a run of the demo agent through the real `amber serve`, in a headless
 * Chromium. `npm run bundle && node scripts/page-picture.ts`; it needs a `chromium` on PATH.
 */
const root = mkdtempSync(join(tmpdir(), 'amber-picture-'));
const serve = spawn(process.execPath, [resolve('bin/amber.js'), 'serve', '--port', '0', '-o', 'json', '--quiet'], {
  cwd: sampleRepository(root),
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, AMBER_STATE_DIR: join(root, 'state') },
});
try {
  const [line] = (await once(createInterface(serve.stdout), 'line')) as [string];
  const { browserUrl } = JSON.parse(line) as { readonly browserUrl: string };
  const executablePath = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 700 }, colorScheme: 'light' });
    await page.goto(browserUrl);
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByLabel('What is to be done?').fill('What does this repository do?');
    await page.getByLabel('Agent').selectOption('demo');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('.run-end.finished').waitFor({ timeout: 120_000 });
    await page.getByRole('log').evaluate((log) => {
      log.scrollTop = 0;
    });
    // The folder has another name each time.
    await page.evaluate(`
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text !== null; text = texts.nextNode())
        text.textContent = text.textContent.replaceAll(${JSON.stringify(root)}, '~');
    `);
    await page.screenshot({ path: 'docs/page.png' });
  } finally {
    await browser.close();
  }
} finally {
  const isOver = once(serve, 'exit');
  serve.kill('SIGTERM');
  await isOver;
  rmSync(root, { recursive: true, force: true });
}
