import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Where a person can look at them. */
const PICTURES = join(tmpdir(), 'amber-pages');
const SIZES = [
  [1280, 800],
  [768, 1024],
  [390, 844],
] as const;

/** What axe finds on the page as it is, in words. */
export async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return violations.map(
    ({ help, id, nodes }) =>
      `${id}: ${help}: ${nodes
        .map(({ html }) => html)
        .join(' ')
        .slice(0, 300)}`,
  );
}

/** Looks at a page in every size, light and dark: a picture of each, nothing wider than the window, nothing for axe to find. */
export async function inAllSizes(
  page: Page,
  name: string,
  check: () => Promise<void> = async () => undefined,
): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [width, height] of SIZES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(100);
      await page.screenshot({ path: join(PICTURES, `${name}-${width}-${colorScheme}.png`) });
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect([name, width, wide]).toEqual([name, width, width]);
      expect([name, width, colorScheme, await findings(page)]).toEqual([name, width, colorScheme, []]);
      await check();
    }
}
