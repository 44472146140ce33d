import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bed, PROJECT } from '../../serve/harness.ts';
import { NO_BROWSER, openPage, pagePath, startBrowser, startRun } from './chromium.ts';
import { inAllSizes } from './looks.ts';

describe.skipIf(NO_BROWSER)(`how pages look${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  test('a list, and the form of a new session', async () => {
    await using bed = await Bed.open({ agents: () => ['claude', 'codex'] });
    for (const displayName of [
      'Fix the flaky checkout test',
      'Why is CI slow?',
      'A title that is much longer than any phone is wide, as people write them',
    ])
      await bed.create({ displayName, runnerType: 'claude' });
    const last = [...bed.store.sessions.values()].at(-1)?.metadata.name ?? '';
    await bed.ask(bed.path(last, '/stop'), { method: 'POST', body: {} });
    const annotations = { 'amber/run-cost': '{"usd":0.25,"runId":"r"}', 'amber/workspace': '/home/me/src/shop' };
    for (const [key, session] of bed.store.sessions)
      bed.store.sessions.set(key, { ...session, metadata: { ...session.metadata, annotations } });
    const page = await openPage(browser, bed, `/?project=${PROJECT}`);
    await page.locator('.sessions a').nth(2).waitFor();
    await inAllSizes(page, 'list');
    await page.getByRole('button', { name: 'New session' }).click();
    await inAllSizes(page, 'new');
  });

  test('who is not signed in, what is refused, and titles of any length', async () => {
    await using bed = await Bed.open();
    const displayName = `A title ${'that is much longer than any window is wide '.repeat(3)}${'x'.repeat(100)}`;
    const name = await bed.create({ displayName, runnerType: `agent-${'y'.repeat(120)}` });
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(`${bed.url}${pagePath(name)}`);
    await stranger.getByRole('heading', { name: 'Sign in' }).waitFor();
    await inAllSizes(stranger, 'sign-in');
    const page = await openPage(browser, bed, `/?project=${PROJECT}`);
    await page.locator('.sessions a').waitFor();
    await inAllSizes(page, 'list-long');
    await page.locator('.sessions a').click();
    await page.route('**/agui/run', (route) =>
      route.fulfill({ status: 409, json: { error: 'The session takes no message now: its run is being stopped' } }),
    );
    await page.getByLabel('Message').fill('Hello');
    await page.getByLabel('Message').press('Control+Enter');
    await page.getByRole('alert').getByText('takes no message').waitFor();
    await inAllSizes(page, 'refused');
  });

  test('a session: its box is always in reach', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({
      displayName: 'Fix the flaky checkout test',
      runnerType: 'claude',
      llmSettings: { model: 'a-model' },
    });
    const run = await startRun(bed, name, 'run-1', 'Find out **why** it fails, and fix it.');
    let timestamp = Date.now() - 100_000;
    const send = (event: { readonly [field: string]: unknown }, ms = 500): void => {
      timestamp += ms;
      run.send({ timestamp, ...event });
    };
    const call = (id: string, tool: string, args: object, content: string, ms: number, status = 'completed'): void => {
      send({ type: 'TOOL_CALL_START', toolCallId: id, toolCallName: tool });
      send({ type: 'TOOL_CALL_ARGS', toolCallId: id, delta: JSON.stringify(args) });
      send({ type: 'TOOL_CALL_RESULT', toolCallId: id, messageId: `r${id}`, content, metadata: { status } }, ms);
    };
    const entries = [
      { content: 'Reproduce it', status: 'completed' },
      { content: 'Find the race', status: 'in_progress' },
      { content: 'Run the suite', status: 'pending' },
    ];
    send({ type: 'ACTIVITY_SNAPSHOT', messageId: 'p', activityType: 'PLAN', content: { entries } });
    send({ type: 'REASONING_MESSAGE_CONTENT', messageId: 'think', delta: 'It *probably* races.' });
    send({ type: 'REASONING_MESSAGE_END', messageId: 'think' }, 3_000);
    const said =
      '## The cause\n\nIt waits for a *real* timer:\n\n```ts\nawait sleep(50); // too short\n```\n\n- [x] found\n- [ ] fixed\n\n| before | after |\n|--|--|\n| 1 in 10 | never |\n\n> See [the docs](https://nodejs.org/api/timers.html).';
    send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: said });
    call('t1', 'Bash', { command: 'npm test -- checkout' }, 'not ok 7', 30_000, 'failed');
    const change = { old_string: 'await sleep(50);\nrun();\n', new_string: 'await clock.tick(50);\nrun();\n' };
    call('t2', 'Edit', { file_path: 'src/checkout.ts', ...change }, 'ok', 200);
    send({ type: 'CUSTOM', name: 'amber:warning', value: { message: 'a branch was not pushed' } });
    send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1', outcome: { type: 'success' } }, 1_000);
    run.end();
    const asking = await startRun(bed, name, 'run-2', 'Go on');
    const question = {
      question: 'Which branch?',
      header: 'Branch',
      options: [{ label: 'main', description: 'released' }, { label: 'dev' }],
    };
    asking.send({ type: 'TOOL_CALL_START', toolCallId: 'q', toolCallName: 'AskUserQuestion' });
    asking.send({ type: 'TOOL_CALL_ARGS', toolCallId: 'q', delta: JSON.stringify({ questions: [question] }) });
    const page = await openPage(browser, bed, pagePath(name));
    await page.locator('.tool', { hasText: 'Edit' }).locator('summary').click();
    await page.locator('figure.diff').waitFor();
    const box = page.getByLabel('Message');
    const isInReach = async (): Promise<void> => {
      const { y = 0, height = 0 } = (await box.boundingBox()) ?? {};
      expect(y + height).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0);
    };
    await inAllSizes(page, 'session', isInReach);
    asking.send({ type: 'TOOL_CALL_END', toolCallId: 'q' });
    await page.getByRole('form', { name: 'The agent asks' }).waitFor();
    await inAllSizes(page, 'question', isInReach);
    // Once: what is below need not be read above, too.
    expect(await page.getByText('Which branch?').count()).toBe(1);
    asking.end();
  });

  test('on a phone the transcript has the room: facts and timeline come on demand', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'Fix the flaky checkout test', runnerType: 'claude' });
    const run = await startRun(bed, name, 'run-1', 'Why?');
    for (const messageId of ['a', 'b', 'c']) run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta: messageId });
    const entries = [{ content: 'Find the race', status: 'in_progress' }];
    run.send({ type: 'ACTIVITY_SNAPSHOT', messageId: 'p', activityType: 'PLAN', content: { entries } });
    const page = await openPage(browser, bed, pagePath(name));
    const timeline = page.getByRole('navigation', { name: 'Timeline' });
    await timeline.waitFor();
    expect(await page.getByRole('button', { name: 'Details' }).count()).toBe(0);
    await page.setViewportSize({ width: 390, height: 844 });
    await timeline.waitFor({ state: 'hidden' });
    const { height = 0 } = (await page.getByRole('log').boundingBox()) ?? {};
    expect(height).toBeGreaterThan(844 * 0.75);
    await page.getByRole('button', { name: 'Details' }).click();
    await timeline.waitFor();
    await page.locator('.facts').getByText('claude').waitFor();
    await inAllSizes(page, 'details');
    await page.getByRole('button', { name: 'Details' }).click();
    await timeline.waitFor({ state: 'hidden' });
    run.end();
  });
});
