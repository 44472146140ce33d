import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bed } from '../../serve/harness.ts';
import { NO_BROWSER, openPage, pagePath, startBrowser, startRun } from './chromium.ts';

const EVENTS = 50_000;
const TOOLS = 5_000;

interface Frames {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
}

/** Counts frames while `work` goes on in the page: times between them, in ms. */
const framesDuring = (work: string): string => `(async () => {
  const times = [];
  let isOver = false;
  let before = performance.now();
  const frame = (now) => { times.push(now - before); before = now; if (!isOver) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  await (${work})();
  isOver = true;
  const sorted = times.slice(1).sort((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { count: sorted.length, median: at(0.5), p95: at(0.95), longest: at(1) };
})()`;

describe.skipIf(NO_BROWSER)(`large sessions${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  test('fifty thousand events are shown by few elements, and scroll', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'a long one' });
    const run = await startRun(bed, name, 'run-1');
    const send = async (event: { readonly [field: string]: unknown }): Promise<void> => {
      if (!run.send(event)) await run.drained();
    };
    for (let index = 0; index < TOOLS; index++) {
      const id = `t${index}`;
      await send({ type: 'TOOL_CALL_START', toolCallId: id, toolCallName: 'Bash' });
      await send({ type: 'TOOL_CALL_ARGS', toolCallId: id, delta: `{"command":"step ${index}"}` });
      await send({ type: 'TOOL_CALL_END', toolCallId: id });
      await send({ type: 'TOOL_CALL_RESULT', toolCallId: id, messageId: `r${id}`, content: 'ok\\n'.repeat(20) });
      for (let word = 0; word < EVENTS / TOOLS - 4; word++)
        await send({ type: 'TEXT_MESSAGE_CONTENT', messageId: `m${index}`, delta: `word ${word} of **${index}** ` });
    }
    await send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1', outcome: { type: 'success' } });
    run.end();

    const page = await openPage(browser, bed, pagePath(name));
    const isEnd = `new Promise((done) => { const look = () => document.querySelector('.run-end') ? done() : setTimeout(look, 20); look(); })`;
    const before = performance.now();
    const loading = (await page.evaluate(framesDuring(`() => ${isEnd}`))) as Frames;
    const took = Math.round(performance.now() - before);
    const rows = `document.querySelectorAll('.row').length`;
    expect(await page.evaluate(rows)).toBeLessThan(80);
    const height = (await page.evaluate(`document.querySelector('.transcript').scrollHeight`)) as number;
    expect(height).toBeGreaterThan(400_000);
    const scroll = `async () => {
      const box = document.querySelector('.transcript');
      for (let step = 1; step <= 120; step++) {
        box.scrollTop = box.scrollHeight * (1 - step / 120) + (step % 2) * 300;
        await new Promise((next) => requestAnimationFrame(next));
      }
    }`;
    const scrolling = (await page.evaluate(framesDuring(scroll))) as Frames;
    console.log(`${EVENTS} events: shown after ${took} ms`, { loading, scrolling });
    expect(await page.evaluate(rows)).toBeLessThan(80);
    await page.getByText('step 0', { exact: true }).waitFor();
    // A frame of a machine that is shared may be late; a page that draws everything anew takes seconds for each.
    expect(scrolling.median).toBeLessThan(200);
    expect(loading.longest).toBeLessThan(3_000);
  });

  test('ten megabytes of a tool are cut, and lead to the whole', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await openPage(browser, bed, pagePath(name));
    const run = await startRun(bed, name, 'run-1');
    const content = `first${'0123456789'.repeat(1_000_000)}last`;
    run.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'Bash' });
    run.send({ type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: '{"command":"yes"}' });
    run.send({ type: 'TOOL_CALL_RESULT', toolCallId: 't', messageId: 'r', content });
    await page.locator('.tool.done > summary').click();
    await page.getByText('10.0 MB of 10.0 MB are not shown').waitFor();
    const text = await page.locator('details.tool').textContent();
    expect([text?.includes('first'), text?.includes('last'), (text?.length ?? 0) < 30_000]).toEqual([true, true, true]);
    const href = await page.getByRole('link', { name: 'raw event' }).getAttribute('href');
    const whole = await bed.ask(href ?? '');
    expect((JSON.parse(whole.text) as { content: string }).content).toBe(content);
    run.end();
  });
});
