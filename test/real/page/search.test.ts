import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bed } from '../../serve/harness.ts';
import { IS_SEEN, NO_BROWSER, openPage, pagePath, startBrowser, startRun } from './chromium.ts';
import { inAllSizes } from './looks.ts';

/** What is marked, by the browser's own account. */
const MARKED = `(name) => [...(CSS.highlights.get(name) ?? [])].map((range) => {
  const live = new Range();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  return live.toString();
})`;

/** Lines of a message that is many windows high. */
const LONG = Array.from({ length: 400 }, (_, at) =>
  at % 100 === 50 ? `Step **${at}** has the *needle* in it.\n` : `Step **${at}** has hay in it.\n`,
).join('\n');

describe.skipIf(NO_BROWSER)(`searching a transcript${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  async function openSession(bed: Bed): Promise<Page> {
    const name = await bed.create({ displayName: 'Where is the needle?' });
    const run = await startRun(bed, name, 'run-1', 'Look for the **needle**');
    run.send({ type: 'REASONING_MESSAGE_CONTENT', messageId: 'think', delta: 'A *needle*, they say' });
    run.send({ type: 'REASONING_MESSAGE_END', messageId: 'think' });
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: LONG });
    run.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'Bash' });
    run.send({ type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: '{"command":"cat haystack"}' });
    const output = Array.from({ length: 300 }, (_, at) => `${at}${at === 200 ? ' needle' : ''}`).join('\n');
    run.send({ type: 'TOOL_CALL_RESULT', toolCallId: 't', messageId: 'r', content: output });
    run.send({ type: 'TOOL_CALL_START', toolCallId: 'big', toolCallName: 'Bash' });
    run.send({ type: 'TOOL_CALL_ARGS', toolCallId: 'big', delta: '{"command":"yes"}' });
    const large = `${'0123456789\n'.repeat(4_000)}needle\n${'0123456789\n'.repeat(4_000)}`;
    run.send({ type: 'TOOL_CALL_RESULT', toolCallId: 'big', messageId: 's', content: large });
    const files = Array.from({ length: 20 }, (_, at) => ({
      path: at === 17 ? 'src/needle.ts' : `src/${at}.ts`,
      status: 'modified',
      added: 1,
      removed: 0,
    }));
    const total = { files: 20, added: 20, removed: 0 };
    run.send({ type: 'CUSTOM', name: 'amber:changes', value: { dir: '/x', files, total } });
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1', outcome: { type: 'success' } });
    run.end();
    const page = await openPage(browser, bed, pagePath(name));
    await page.locator('.run-end.finished').waitFor();
    return page;
  }

  const marked = (page: Page, name: string): Promise<readonly string[]> => page.evaluate(`(${MARKED})('${name}')`);
  const isSeen = (page: Page): Promise<unknown> => page.waitForFunction(IS_SEEN);

  test('each match is counted, marked and brought into sight, also far down in a message, in a fold and in what scrolls', async () => {
    await using bed = await Bed.open();
    const page = await openSession(bed);
    await page.getByLabel('Search the transcript').fill('Step 350 has the needle');
    await page.getByText('1 of 1', { exact: true }).waitFor();
    await isSeen(page);
    expect(await marked(page, 'shown-match')).toEqual(['Step 350 has the needle']);
    const log = page.getByRole('log');
    await page.getByLabel('Search the transcript').fill('needle');
    // The prompt, the reasoning, four in the message, one in each result, a file's name.
    await page.getByText('1 of 9', { exact: true }).waitFor();
    const places: number[] = [];
    for (let at = 1; at <= 9; at++) {
      await page.getByText(new RegExp(`^${at} of 9`)).waitFor();
      // What is left out of the page can't be shown: that is said.
      if (at === 8) {
        await page.getByText('8 of 9, in a part left out').waitFor();
        await page.locator('.found', { hasText: 'raw event' }).waitFor();
      } else {
        await isSeen(page);
        expect(await marked(page, 'shown-match')).toEqual(['needle']);
      }
      places.push(await log.evaluate((box) => box.scrollTop));
      await page.getByRole('button', { name: 'Next match' }).click();
    }
    expect(await page.locator('.found').count()).toBe(0);
    await page.getByText('1 of 9', { exact: true }).waitFor();
    // Each match of the message has a place of its own.
    const [first = 0, second = 0, third = 0, fourth = 0] = places.slice(2);
    expect([second - first > 1_000, third - second > 1_000, fourth - third > 1_000]).toEqual([true, true, true]);
    await page.getByRole('button', { name: 'Previous match' }).click();
    await page.getByText('9 of 9', { exact: true }).waitFor();
    await isSeen(page);
    await page.getByLabel('Search the transcript').press('Enter');
    await page.getByText('1 of 9', { exact: true }).waitFor();
    await isSeen(page);
    expect((await marked(page, 'match')).every((text) => text === 'needle')).toBe(true);
    await page.getByLabel('Search the transcript').fill('nowhere');
    await page.getByText('nothing found').waitFor();
    await page.waitForFunction('CSS.highlights.size === 0');
  });

  test('the marks, in every size, light and dark', async () => {
    await using bed = await Bed.open();
    const page = await openSession(bed);
    await page.getByLabel('Search the transcript').fill('has the needle');
    await page.getByText('1 of 4', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Next match' }).click();
    await inAllSizes(page, 'search', async () => {
      await isSeen(page);
    });
  });

  test('a browser that can mark nothing is led there all the same, and the row is outlined', async () => {
    await using bed = await Bed.open();
    const page = await openSession(bed);
    await page.context().addInitScript('delete window.Highlight; delete CSS.highlights;');
    await page.reload();
    await page.locator('.run-end.finished').waitFor();
    await page.getByLabel('Search the transcript').fill('Step 350 has');
    await page.locator('.found', { hasText: 'Step 350' }).waitFor();
    const line = page.locator('p', { hasText: 'Step 350' });
    await page.waitForFunction(`(() => {
      const box = document.querySelector('.transcript').getBoundingClientRect();
      const line = [...document.querySelectorAll('p')].find((one) => one.textContent.includes('Step 350'));
      const { top, bottom } = line?.getBoundingClientRect() ?? {};
      return top > box.top && bottom < box.bottom;
    })()`);
    expect(await line.isVisible()).toBe(true);
  });
});
