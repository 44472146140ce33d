import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Step } from '../../fakes/acp-agents/scripted.ts';
import type { FakeRun } from '../../fakes/hostless/runner.ts';
import { onServe } from '../../scenarios/kit/serve.ts';
import { Bed } from '../../serve/harness.ts';
import { NO_BROWSER, openPage, pagePath, startBrowser, startRun } from './chromium.ts';
import { COUNTER, framesOf } from './frames.ts';

const EVENTS = 50_000;
const TOOLS = 5_000;

/** A step of the long run: what its agent says, and a call. Ten events. */
async function step(run: FakeRun, index: number): Promise<void> {
  const id = `t${index}`;
  const events = [
    { type: 'TOOL_CALL_START', toolCallId: id, toolCallName: 'Bash' },
    { type: 'TOOL_CALL_ARGS', toolCallId: id, delta: `{"command":"step ${index}"}` },
    { type: 'TOOL_CALL_END', toolCallId: id },
    { type: 'TOOL_CALL_RESULT', toolCallId: id, messageId: `r${id}`, content: 'ok\n'.repeat(20) },
    ...Array.from({ length: EVENTS / TOOLS - 4 }, (_, word) => ({
      type: 'TEXT_MESSAGE_CONTENT',
      messageId: `m${index}`,
      delta: word === 3 ? '\n\n```ts\nconst answer = 42; // **no**\n```\n\n' : `word ${word} of **${index}** `,
    })),
  ];
  for (const event of events) if (!run.send(event)) await run.drained();
}

describe.skipIf(NO_BROWSER)(`large sessions${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  test('fifty thousand events are shown by few elements, and stay smooth', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'a long one' });
    const run = await startRun(bed, name, 'run-1');
    for (let index = 0; index < TOOLS; index++) await step(run, index);
    run.send({ type: 'CUSTOM', name: 'amber:warning', value: { message: 'so far' } });
    const tap = await bed.stream(name, `?since=${EVENTS}`);
    await tap.until(({ text }) => text.includes('so far'));
    tap.response.destroy();

    const empty = await bed.create({ displayName: 'an empty one' });
    const page = await openPage(browser, bed, pagePath(empty));
    await page.context().addInitScript(COUNTER);
    await page.goto(`${bed.url}${pagePath(empty)}`);
    await page.waitForTimeout(2_000);
    const idle = await framesOf(page);

    const before = performance.now();
    await page.goto(`${bed.url}${pagePath(name)}`);
    await page.locator('.notice.warning').waitFor();
    const took = Math.round(performance.now() - before);
    const loading = await framesOf(page);
    const rows = `document.querySelectorAll('.row').length`;
    expect(await page.evaluate(rows)).toBeLessThan(80);
    const log = page.getByRole('log');
    expect(await log.evaluate((box) => box.scrollHeight)).toBeGreaterThan(400_000);

    await log.hover();
    await framesOf(page);
    for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, turn < 40 ? -700 : 500);
    await page.waitForTimeout(300);
    const wheel = await framesOf(page);
    expect(await page.evaluate(rows)).toBeLessThan(80);

    const jump = `async () => {
      const box = document.querySelector('.transcript');
      for (let step = 1; step <= 120; step++) {
        box.scrollTop = box.scrollHeight * (1 - step / 120) + (step % 2) * 300;
        await new Promise((next) => requestAnimationFrame(next));
      }
    }`;
    await framesOf(page);
    await page.evaluate(`(${jump})()`);
    const jumps = await framesOf(page);
    expect(await page.evaluate(rows)).toBeLessThan(80);
    await page.getByText('step 0', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Latest' }).click();
    await page.locator('.notice.warning').waitFor();
    await framesOf(page);
    for (let index = TOOLS; index < TOOLS + 200; index++) {
      await step(run, index);
      await page.waitForTimeout(10);
    }
    await page.getByText(`step ${TOOLS + 199}`, { exact: true }).waitFor();
    const live = await framesOf(page);

    await framesOf(page);
    await page.getByLabel('Search the transcript').fill('step 49');
    await page.getByText(/^\d+ of 111$/).waitFor();
    const searching = await framesOf(page);
    console.log(`${EVENTS} events: shown after ${took} ms`, { idle, loading, wheel, jumps, live, searching });
    run.end();
    // A frame of a machine that is shared may be late; a page that draws everything anew takes seconds for each.
    for (const { longest, median } of [loading, wheel, jumps, live, searching]) {
      expect(median).toBeLessThan(200);
      expect(longest).toBeLessThan(3_000);
    }
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

  test('ten megabytes of a real agent are recorded whole, cut wherever people read, and hold nothing up', async () => {
    const told: Step = {
      update: {
        sessionUpdate: 'tool_call',
        toolCallId: 't',
        title: 'yes',
        kind: 'execute',
        rawInput: { command: 'yes' },
        status: 'completed',
        content: [{ type: 'content', content: { type: 'text', text: { repeat: ['0123456789', 1_000_000] } } }],
      },
    };
    await using on = await onServe({ loud: { prompts: [[told, { text: 'That was loud.' }]] } });
    const run = await on.amber(['run', '--agent', 'loud', '--keep', 'Be loud', '-o', 'name']).done;
    expect(run.code, run.stderr).toBe(0);
    const name = run.stdout.trim();
    const page = await (await browser.newContext()).newPage();
    await page.goto(on.announced.browserUrl);
    await page.getByRole('link', { name: 'Be loud' }).click();
    await page.locator('.tool.done > summary').click();
    await page.getByText('10.0 MB of 10.0 MB are not shown').waitFor();
    expect((await page.locator('details.tool').textContent())?.length).toBeLessThan(30_000);
    const href = await page.getByRole('link', { name: 'raw event' }).getAttribute('href');
    const raw = await page.request.get(`${on.url}${href}`);
    expect(((await raw.json()) as { content: string }).content).toHaveLength(10_000_000);

    const took: { [words: string]: string } = {};
    for (const [words, most] of [
      [['list', '-o', 'json'], 10_000],
      [['status', name, '-o', 'json'], 10_000],
      [['usage', '-o', 'json'], 10_000],
      [['logs', name], 10_000],
      [['export', name, '--format', 'md'], 60_000],
      [['export', name, '--format', 'html'], 120_000],
    ] as const) {
      const begun = performance.now();
      const command = await on.amber(words).done;
      expect(command.code, command.stderr).toBe(0);
      took[words.filter((word) => word !== name).join(' ')] = `${Math.round(performance.now() - begun)} ms`;
      expect([words, command.stdout.length < most]).toEqual([words, true]);
    }
    const [, peak = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${on.serve.child.pid}/status`, 'utf8')) ?? [];
    console.log('10 MB in one event', took, `serve: ${Math.round(Number(peak) / 1024)} MiB at most`);
    expect(Number(peak)).toBeLessThan(500 * 1024);
  });
});
