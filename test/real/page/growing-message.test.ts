import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bed } from '../../serve/harness.ts';
import { IS_SEEN, NO_BROWSER, openPage, pagePath, startBrowser, startRun } from './chromium.ts';
import { COUNTER, framesOf, tasksOf } from './frames.ts';
import { inAllSizes } from './looks.ts';

const SIZE = 1_000_000;
const PIECE = 2_000;

const prose = (at: number): string => {
  if (at % 6 === 3) return '```ts\nconst answer = 42; // **no**\nawait run(answer, { a: "b" });\n```\n\n';
  if (at % 6 === 5) return '- one `item`\n- two **items**\n\n';
  return `This is paragraph ${at} of **many** with [a link](https://a.example/${at}) and some more words to read, and again some more.\n\n`;
};

const TEXTS: readonly (readonly [name: string, first: string, more: (at: number) => string])[] = [
  ['prose with lists and code', '', prose],
  ['one block of code', '```ts\n', (at) => `const answer${at} = await run("${at}", { a: 'b' }); // not **bold**\n`],
  ['one paragraph without a line feed', '', (at) => `word${at} of **many** words `],
];

function textOf(first: string, more: (at: number) => string, size = SIZE): string {
  let text = first;
  for (let at = 0; text.length < size; at++) text += more(at);
  return text;
}

/** Waits until the words are in sight. */
const isSeen = (page: Page, words: string): Promise<void> =>
  expect
    .poll(
      () =>
        page.evaluate(`((words) => {
          const box = document.querySelector('.transcript').getBoundingClientRect();
          return [...document.querySelectorAll('.message *')].some((one) => {
            if (!one.textContent.includes(words)) return false;
            const { top, bottom } = one.getBoundingClientRect();
            return top < box.bottom && bottom > box.top && bottom - 40 < box.bottom;
          });
        })(${JSON.stringify(words)})`),
      { timeout: 30_000 },
    )
    .toBe(true);

describe.skipIf(NO_BROWSER)(
  `one message that grows to a megabyte${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser();
    });
    afterAll(() => browser?.close());

    test.each(TEXTS)('%s', async (name, first, more) => {
      await using bed = await Bed.open();
      const session = await bed.create({ displayName: name });
      const run = await startRun(bed, session, 'run-1');
      const page = await openPage(browser, bed, pagePath(session));
      await page.context().addInitScript(COUNTER);
      await page.reload();
      await page.locator('.working').waitFor();
      const text = textOf(first, more);
      await framesOf(page);
      const tasks = await tasksOf(page, async () => {
        for (let at = 0; at < text.length; at += PIECE) {
          run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: text.slice(at, at + PIECE) });
          await page.waitForTimeout(20);
        }
        await page.waitForTimeout(300);
      });
      const frames = await framesOf(page);
      const elements = await page.evaluate('document.querySelectorAll("*").length');
      console.log(name, { frames, tasks, elements });
      expect(elements).toBeLessThan(5_000);
      // The machine is shared, and its load makes tasks longer: a page that draws all of it anew takes seconds for each.
      expect(tasks.p95).toBeLessThan(60);
      expect(tasks.longest).toBeLessThan(250);

      // It has followed to the end; all of it is there, also once it is read anew.
      const [, lastWord = ''] = /(\w*\d+)\D*$/.exec(text.trimEnd()) ?? [];
      await isSeen(page, lastWord);
      run.end();
      await page.reload();
      await isSeen(page, lastWord);
      await page.getByRole('log').evaluate((box) => box.scrollTo(0, 0));
      await page.getByRole('article', { name: 'Agent', exact: true }).waitFor();
      expect(
        await page
          .locator('.cut-before > pre, .cut-after > pre')
          .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length),
      ).toBe(0);
      await page.close();
    });

    test('one that is read, in every size, light and dark', async () => {
      await using bed = await Bed.open();
      const session = await bed.create({ displayName: 'a long answer' });
      const run = await startRun(
        bed,
        session,
        'run-1',
        textOf('Look at this log:\n', (at) => `${at} ok\n`, 20_000),
      );
      const code = textOf('', (at) => `const answer${at} = await run("${at}", { a: 'b' }); // not **bold**\n`, 14_000);
      const table = textOf('| step | what |\n|--|--|\n', (at) => `| ${at} | some more of **it** |\n`, 14_000);
      const list = textOf('', (at) => `1. item ${at} of many, with \`code\` and some more words to read\n`, 14_000);
      const parts = [textOf('', prose, 14_000), `\`\`\`ts\n${code}\`\`\``, table, list, 'The *end*.'];
      run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: parts.join('\n\n') });
      run.send({ type: 'RUN_FINISHED', threadId: session, runId: 'run-1' });
      run.end();
      const page = await openPage(browser, bed, pagePath(session));
      await page.locator('.run-end').waitFor();
      await page.getByLabel('Search the transcript').fill('answer150');
      await page.getByText('1 of 1', { exact: true }).waitFor();
      await page.waitForFunction(IS_SEEN);
      await inAllSizes(page, 'long-message-code');
      await page.getByLabel('Search the transcript').fill('item 200 of many');
      await page.getByText('1 of 1', { exact: true }).waitFor();
      // Each item says 1: it has the number that it has in the list.
      expect(
        await page.locator('ol').evaluateAll((all) => all.some((list) => Number(list.getAttribute('start')) > 20)),
      ).toBe(true);
      await page.waitForFunction(IS_SEEN);
      await inAllSizes(page, 'long-message-list');
    });
  },
);
