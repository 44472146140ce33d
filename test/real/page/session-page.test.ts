import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { Bed, eventually, PROJECT } from '../../serve/harness.ts';
import { NO_BROWSER, openPage, pagePath, startBrowser, startRun, Wire } from './chromium.ts';

const QUESTION = {
  question: 'Which branch?',
  options: [{ label: 'main', description: 'released' }, { label: 'dev' }],
};

describe.skipIf(NO_BROWSER)(`the pages in a real browser${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  test('a run is seen live, also from the middle on after a reload, and its end', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'a live run' });
    const problems: string[] = [];
    const page = await openPage(browser, bed, pagePath(name), problems);
    await page.getByRole('heading', { name: 'a live run' }).waitFor();
    const run = await startRun(bed, name, 'run-1', 'Say **hello**');
    await page.locator('.message.user strong').waitFor();
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'one ' });
    await page.getByText('one', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('one', { exact: true }).waitFor();
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'two' });
    await page.getByText('one two').waitFor();
    run.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'Bash' });
    run.send({ type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: '{"command":"npm test"}' });
    run.send({
      type: 'TOOL_CALL_RESULT',
      toolCallId: 't',
      messageId: 'r',
      content: 'it broke',
      metadata: { status: 'failed' },
    });
    await page.locator('.tool.failed .reason', { hasText: 'it broke' }).waitFor();
    expect(await page.locator('.tool .body').count()).toBe(0);
    await page.locator('.tool summary').click();
    await page.locator('.tool .body', { hasText: 'it broke' }).waitFor();
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1', outcome: { type: 'success' } });
    run.end();
    await page.locator('.run-end.finished').waitFor();
    expect(await page.locator('.message.agent').count()).toBe(1);
    expect(problems).toEqual([]);
  });

  test('nothing is lost and nothing comes twice over dropped connections', async () => {
    await using bed = await Bed.open();
    await using wire = await Wire.to(Number(new URL(bed.url).port));
    const name = await bed.create({ displayName: 'over a bad wire' });
    const page = await (await browser.newContext()).newPage();
    await page.goto(bed.serving?.browserUrl()?.replace(bed.url, wire.url) ?? '');
    await page.goto(`${wire.url}${pagePath(name)}`);
    await page.getByRole('heading', { name: 'over a bad wire' }).waitFor();
    const run = await startRun(bed, name, 'run-1');
    const words = Array.from({ length: 400 }, (_, index) => `w${index}`);
    for (const [index, word] of words.entries()) {
      run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: `${word} ` });
      if (index % 130 === 129) wire.cut();
      await systemClock.sleep(10);
    }
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1', outcome: { type: 'success' } });
    run.end();
    await page.locator('.run-end.finished').waitFor();
    expect(wire.cuts).toBe(3);
    expect((await page.locator('.message.agent .markdown').textContent())?.trim()).toBe(words.join(' '));
  });

  test('it follows the end until one scrolls up, and again from the end on', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await openPage(browser, bed, pagePath(name));
    const run = await startRun(bed, name, 'run-1');
    const say = (index: number): void =>
      void run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: `m${index}`, delta: `line ${index}\n\nmore` });
    for (let index = 0; index < 60; index++) say(index);
    const log = page.getByRole('log');
    const distance = (): Promise<number> =>
      log.evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));
    await page.getByText('line 59').waitFor();
    await eventually(async () => (await distance()) <= 1, 'the end');
    await log.hover();
    await page.mouse.wheel(0, -900);
    await page.getByRole('button', { name: 'Latest' }).waitFor();
    const place = await log.evaluate((box) => box.scrollTop);
    for (let index = 60; index < 90; index++) say(index);
    await eventually(async () => (await distance()) > 2_000, 'more below');
    expect(Math.abs((await log.evaluate((box) => box.scrollTop)) - place)).toBeLessThan(2);
    // The button is above the text, but not in the way of a wheel.
    await page.getByRole('button', { name: 'Latest' }).hover();
    const left = await distance();
    await page.mouse.wheel(0, -300);
    await eventually(async () => (await distance()) > left + 200, 'a scroll over the button');
    await page.getByRole('button', { name: 'Latest' }).click();
    await page.getByText('line 89').waitFor();
    say(90);
    await page.getByText('line 90').waitFor();
    await eventually(async () => (await distance()) <= 1, 'the end again');
    // Back at the end by hand is as good.
    await log.hover();
    await page.mouse.wheel(0, -400);
    await page.getByRole('button', { name: 'Latest' }).waitFor();
    await page.mouse.wheel(0, 4_000);
    await page.getByRole('button', { name: 'Latest' }).waitFor({ state: 'detached' });
    run.end();
  });

  test('text in sight stays where it is while the message that it belongs to grows below', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await openPage(browser, bed, pagePath(name));
    const run = await startRun(bed, name, 'run-1');
    const say = (from: number): void => {
      const delta = Array.from({ length: 80 }, (_, index) => `line ${from + index}\n\n`).join('');
      run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta });
    };
    say(0);
    await page.getByText('line 79').waitFor();
    const log = page.getByRole('log');
    await log.hover();
    await page.mouse.wheel(0, -250);
    await page.getByRole('button', { name: 'Latest' }).waitFor();
    const place = await log.evaluate((box) => box.scrollTop);
    for (const from of [80, 160]) {
      say(from);
      await page.getByText(`line ${from + 79}`).waitFor();
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      expect(Math.abs((await log.evaluate((box) => box.scrollTop)) - place)).toBeLessThan(2);
    }
    run.end();
  });

  test('a session that was deleted elsewhere says so, and leads to the list only; so does one that never was', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'short-lived' });
    const page = await openPage(browser, bed, pagePath(name));
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByLabel('More').click();
    await other.getByRole('button', { name: 'Delete' }).click();
    await other.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.bringToFront();
    const isSaid = async (words: string): Promise<void> => {
      await page.getByText(words).waitFor();
      await page.getByText('deleted', { exact: true }).waitFor();
      expect(await page.getByRole('button').count()).toBe(0);
      expect(await page.getByLabel('Message').count()).toBe(0);
      expect(await page.getByRole('alert').textContent()).toBe('');
    };
    await isSaid('This session was deleted.');
    await page.reload();
    await isSaid('There is no such session');
    await page.getByRole('link', { name: 'All sessions' }).last().click();
    await page.getByRole('heading', { name: 'Sessions', exact: true }).waitFor();
  });

  test('a question is answered, messages are sent, the session is stopped, and started by the next message', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await openPage(browser, bed, `/?project=${PROJECT}`);
    await page.locator('.sessions a').click();
    await page.getByLabel('Message').fill('Hello there');
    await page.getByLabel('Message').press('Control+Enter');
    const first = await bed.store.runner.next();
    expect(first.body.messages).toMatchObject([{ role: 'user', content: 'Hello there' }]);
    first.send({ type: 'RUN_STARTED', threadId: name, runId: first.runId, input: { messages: first.body.messages } });
    first.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'AskUserQuestion' });
    first.send({ type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: JSON.stringify({ questions: [QUESTION] }) });
    first.send({ type: 'TOOL_CALL_END', toolCallId: 't' });
    first.send({ type: 'RUN_FINISHED', threadId: name, runId: first.runId });
    first.end();
    await page.getByPlaceholder('Another answer').waitFor();
    await page.getByRole('radio', { name: 'dev' }).check();
    await page.getByRole('button', { name: 'Answer' }).click();
    const second = await bed.store.runner.next();
    expect(second.body.messages).toMatchObject([{ content: 'dev' }]);
    expect(second.body.resume).toEqual([{ interruptId: 't', status: 'resolved', payload: ['dev'] }]);
    second.send({ type: 'RUN_STARTED', threadId: name, runId: second.runId });
    await page.getByRole('form', { name: 'The agent asks' }).waitFor({ state: 'detached' });
    second.send({ type: 'RUN_FINISHED', threadId: name, runId: second.runId, result: 'ok' });
    second.end();

    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(bed.store.stops).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Start and send' }).waitFor();
    expect(bed.store.stops.map(({ reason }) => reason)).toEqual(['user']);

    await page.getByLabel('Message').fill('Once more');
    await page.getByRole('button', { name: 'Start and send' }).click();
    const third = await bed.store.runner.next();
    expect(third.body.messages).toMatchObject([{ content: 'Once more' }]);
    expect(bed.store.calls.start).toBe(1);
    await eventually(async () => (await page.getByLabel('Message').inputValue()) === '', 'an empty box');
    third.end();
  });

  test('what the end of a run asks has its form; a second answer is refused; all of that without TLS, too', async () => {
    await using bed = await Bed.open({ allowedHosts: ['evil.example'] });
    const name = await bed.create();
    const other = bed.url.replace('127.0.0.1', 'evil.example');
    const page = await (await browser.newContext()).newPage();
    await page.goto(bed.serving?.browserUrl()?.replace(bed.url, other) ?? '');
    await page.goto(`${other}${pagePath(name)}`);
    const run = await startRun(bed, name, 'run-1');
    const interrupts = [{ id: 'i', reason: 'approval', message: 'Deploy **now**?' }];
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1', outcome: { type: 'interrupt', interrupts } });
    run.end();
    const second = await page.context().newPage();
    await second.goto(page.url());
    for (const one of [page, second])
      await one.getByRole('form', { name: 'The agent asks' }).getByRole('textbox').fill('yes');
    await page.getByRole('button', { name: 'Answer' }).click();
    const answered = await bed.store.runner.next();
    expect(answered.body).toMatchObject({
      messages: [{ content: 'yes' }],
      resume: [{ interruptId: 'i', status: 'resolved', payload: 'yes' }],
    });
    await second.getByRole('button', { name: 'Answer' }).click();
    await second.getByRole('alert').getByText('the question has been answered already').waitFor();
    answered.send({ type: 'RUN_STARTED', threadId: name, runId: answered.runId });
    await second.getByRole('form', { name: 'The agent asks' }).waitFor({ state: 'detached' });
    answered.end();
  });

  test('seven tabs of a session that has stopped: each shows it, and the last one goes on with it', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'in many tabs' });
    const first = await openPage(browser, bed, pagePath(name));
    const run = await startRun(bed, name, 'run-1', 'Say hello');
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'Hello' });
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1', outcome: { type: 'success' } });
    run.end();
    await first.locator('.run-end.finished').waitFor();
    await bed.ask(bed.path(name, '/stop'), { method: 'POST', body: {} });
    const tabs = [first];
    while (tabs.length < 7) tabs.push(await first.context().newPage());
    await Promise.all(
      tabs.map(async (tab) => {
        await tab.goto(first.url());
        await tab.getByRole('heading', { name: 'in many tabs' }).waitFor();
        await tab.locator('.run-end.finished').waitFor();
      }),
    );
    const last = tabs[6] ?? first;
    await last.getByLabel('Message').fill('Once more');
    await last.getByRole('button', { name: 'Start and send' }).click();
    const second = await bed.store.runner.next();
    second.send({ type: 'RUN_STARTED', threadId: name, runId: second.runId });
    second.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'n', delta: 'here again' });
    await last.getByText('here again').waitFor();
    second.end();
  });

  test('eight windows of running sessions: each goes on, and each can stop its own', async () => {
    await using bed = await Bed.open();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const first = await context.newPage();
    await first.goto(bed.serving?.browserUrl() ?? '');
    const windows = [];
    for (let at = 1; at <= 8; at++) {
      const name = await bed.create({ displayName: `session ${at}` });
      const run = await startRun(bed, name, 'run-1');
      const page = at === 1 ? first : await context.newPage();
      await page.goto(`${bed.url}${pagePath(name)}`);
      await page.getByRole('heading', { name: `session ${at}` }).waitFor();
      windows.push({ name, run, page });
    }
    const byTurns = 'this one is brought up to date every 2 seconds';
    await windows[7]?.page.getByRole('status').getByText(byTurns).waitFor();
    expect(await first.getByText(byTurns).count()).toBe(0);
    for (const word of ['one', 'two']) {
      for (const { run } of windows) run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: word, delta: word });
      await Promise.all(windows.map(({ page }) => page.getByText(word, { exact: true }).waitFor()));
    }
    expect(await bed.metric('amber_serve_streams')).toBeLessThanOrEqual(5);
    for (const { name, page, run } of windows.toReversed()) {
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('button', { name: 'Start and send' }).waitFor();
      expect(bed.store.stops.at(-1)).toMatchObject({ ref: { name } });
      run.end();
    }
    // Streams of sessions that have stopped are given back: the others have them from then on.
    await eventually(async () => (await bed.metric('amber_serve_streams')) === 0, 'no stream');
  });

  test('a hidden tab gives its connection back, and goes on where it was when it is seen again', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await openPage(browser, bed, pagePath(name));
    const run = await startRun(bed, name, 'run-1');
    const say = (delta: string): void => void run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta });
    // The headless browser calls all of its tabs visible.
    const show = (state: string): Promise<unknown> =>
      page.evaluate(
        `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
         document.dispatchEvent(new Event('visibilitychange'))`,
      );
    say('one ');
    await page.getByText('one', { exact: true }).waitFor();
    await show('hidden');
    await eventually(async () => (await bed.metric('amber_serve_streams')) === 0, 'no stream');
    say('two');
    expect(await page.getByText('one two').count()).toBe(0);
    const reopened = page.waitForRequest(/agui\/events\?since=\d+$/);
    await show('visible');
    await reopened;
    await page.getByText('one two').waitFor();
    run.end();
  });

  test('a message that gets no answer says so, until one comes', async () => {
    await using bed = await Bed.open();
    const page = await openPage(browser, bed, pagePath(await bed.create()));
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    const answers: (() => void)[] = [];
    await page.route('**/agui/run', (route) => void answers.push(() => void route.continue()));
    await page.getByLabel('Message').fill('Hello');
    await page.getByLabel('Message').press('Control+Enter');
    await page.getByRole('alert').getByText('No answer for 10 seconds').waitFor();
    for (const answer of answers) answer();
    await page.getByRole('alert').getByText('No answer for 10 seconds').waitFor({ state: 'detached' });
    (await bed.store.runner.next()).end();
  });

  test('a long form: its button is in reach, an empty answer is said at its field, and Ctrl+Enter answers', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'Fix **the** \u202egpj.exe' });
    const page = await openPage(browser, bed, pagePath(name));
    const run = await startRun(bed, name, 'run-1');
    const asked = {
      message: 'Say **which**',
      questions: [
        {
          question: 'Colour',
          header: 'Colour',
          options: [{ label: 'red' }, { label: 'blue' }],
          optionsOnly: true,
          required: true,
        },
        ...['Size', 'Place', 'Time', 'Reason'].map((question) => ({ question, options: [], default: '\u001b[31mx' })),
      ],
    };
    run.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'AskUserQuestion' });
    run.send({ type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: JSON.stringify(asked) });
    run.send({ type: 'TOOL_CALL_END', toolCallId: 't' });
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    run.end();
    const form = page.getByRole('form', { name: 'The agent asks' });
    const button = form.getByRole('button', { name: 'Answer' });
    await form.locator('strong', { hasText: 'which' }).waitFor();
    expect(await form.getByText('Colour', { exact: true }).count()).toBe(1);
    expect(await form.getByPlaceholder('Another answer').count()).toBe(0);
    expect(await page.title()).toBe('Fix the gpj.exe · amber');
    for (const [width, height] of [
      [390, 844],
      [1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      await form.evaluate((one) => one.scrollTo(0, 0));
      const isInReach = await button.evaluate((one) => {
        const { left, top, height: high, width: wide } = one.getBoundingClientRect();
        return one.contains(one.ownerDocument.elementFromPoint(left + wide / 2, top + high / 2));
      });
      expect(isInReach).toBe(true);
    }
    let posts = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/agui/run')) posts++;
    });
    await button.click();
    await form.getByRole('alert').getByText('An answer is needed here.').waitFor();
    expect([await form.getByRole('alert').count(), posts]).toEqual([1, 0]);
    await form.getByRole('radio', { name: 'blue' }).check();
    await form.getByRole('alert').waitFor({ state: 'detached' });
    expect(await form.getByLabel('Size').inputValue()).toBe('x');
    await form.getByLabel('Size').fill('large');
    await form.getByLabel('Size').press('Control+Enter');
    const second = await bed.store.runner.next();
    expect(second.body.resume).toMatchObject([{ payload: ['blue', 'large', 'x', 'x', 'x'] }]);
    second.end();
  });

  test('what is refused is said, and what was written stays', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await openPage(browser, bed, pagePath(name));
    await page.getByRole('heading', { name }).waitFor();
    await page.route('**/agui/run', (route) =>
      route.fulfill({ status: 409, json: { error: 'it takes no message now' } }),
    );
    await page.getByLabel('Message').fill('Hello');
    await page.getByLabel('Message').press('Control+Enter');
    await page.getByRole('alert').getByText('it takes no message now').waitFor();
    expect(await page.getByLabel('Message').inputValue()).toBe('Hello');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('alert').getByText('it takes no message now').waitFor({ state: 'detached' });
    // Without a click it goes with the next success, and no second one joins it.
    await page.getByLabel('Message').press('Control+Enter');
    await page.getByRole('alert').getByText('it takes no message now').waitFor();
    await page.route('**/stop', (route) => route.fulfill({ status: 409, json: { error: 'it can not be stopped' } }));
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('alert').getByText('it can not be stopped').waitFor();
    expect(await page.getByRole('alert').locator('p').count()).toBe(1);
    await page.unroute('**/stop');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('alert').getByText('it can not be stopped').waitFor({ state: 'detached' });
    await bed.serving?.close();
    await page.getByLabel('Message').press('Control+Enter');
    await page.unroute('**/agui/run');
    await page.getByLabel('Message').press('Control+Enter');
    await page.getByRole('alert').getByText('can not be reached').waitFor();
  });

  test('a serve that was started anew knows nobody: that is said, nothing is lost, and a new link is enough', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ displayName: 'goes on' });
    const another = await bed.create();
    const page = await openPage(browser, bed, pagePath(name));
    const run = await startRun(bed, name, 'run-1');
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'so far' });
    await page.getByText('so far').waitFor();
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1', outcome: { type: 'success' } });
    run.end();
    await page.locator('.run-end.finished').waitFor();
    await page.getByLabel('Message').fill('Half a sentence');
    await bed.serving?.close();
    await page
      .locator('footer')
      .getByText(/connection lost|can not be reached/)
      .waitFor();
    await bed.start({
      port: Number(new URL(page.url()).port),
      access: { token: 'another-token-of-these-tests-0123456789' },
    });
    const signedOut = page.locator('footer').getByText('You are signed out');
    await signedOut.waitFor();
    await page.getByLabel('Message').press('Control+Enter');
    await page.getByRole('alert').getByText('You are signed out').waitFor();
    expect(await page.getByLabel('Message').inputValue()).toBe('Half a sentence');
    expect(await signedOut.count()).toBe(1);

    // Nothing is done in this window from here on.
    const other = await page.context().newPage();
    await other.goto(bed.serving?.browserUrl() ?? '');
    await signedOut.waitFor({ state: 'detached' });
    expect((await page.locator('footer').getByRole('status').allInnerTexts()).join('')).toBe('');
    // What was not sent is there after a reload, too, in this window and for this session.
    await page.reload();
    await page.getByText('so far').waitFor();
    expect(await page.getByLabel('Message').inputValue()).toBe('Half a sentence');
    await other.goto(`${bed.url}${pagePath(another)}`);
    expect(await other.getByLabel('Message').inputValue()).toBe('');
    await page.getByLabel('Message').press('Control+Enter');
    expect((await bed.store.runner.next()).body.messages).toMatchObject([{ content: 'Half a sentence' }]);
    expect(await page.getByText('so far').count()).toBe(1);
    await page.locator('.foot').getByText('Sent:').waitFor();
    await page.reload();
    await page.getByText('so far').waitFor();
    expect(await page.getByLabel('Message').inputValue()).toBe('');
  });

  test('a list of ten thousand sessions is shown a page at a time', async () => {
    await using bed = await Bed.open();
    const first = await bed.create({ displayName: 'session 0' });
    const one = [...bed.store.sessions.values()][0];
    if (one === undefined) throw new Error('no session');
    for (let at = 1; at < 10_000; at++) {
      const name = `${first}-${at}`;
      const metadata = { ...one.metadata, name, uid: `${one.metadata.uid}-${at}` };
      bed.store.sessions.set(`${PROJECT}/${name}`, {
        ...one,
        metadata,
        spec: { ...one.spec, displayName: `session ${at}` },
      });
    }
    const page = await openPage(browser, bed, `/?project=${PROJECT}`);
    await page.getByRole('button', { name: 'More (9950)' }).click();
    await page.getByRole('button', { name: 'More (9900)' }).waitFor();
    expect(await page.locator('.sessions a').count()).toBe(100);
    await page.getByLabel('Search sessions').fill('session 5000');
    await page.getByText('session 5000', { exact: true }).waitFor();
    expect(await page.locator('.sessions a').count()).toBe(1);
  });

  test('a session is made, found by a search, and deleted', async () => {
    await using bed = await Bed.open({ agents: () => ['claude', 'codex'] });
    for (const title of ['apples', 'pears']) await bed.create({ displayName: title, runnerType: 'claude' });
    const page = await openPage(browser, bed, `/?project=${PROJECT}`);
    await page.getByText('pears').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('apples');
    await page.getByText('pears').waitFor({ state: 'detached' });
    expect(await page.locator('.sessions a').count()).toBe(1);

    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByLabel('What is to be done?').fill('Count the plums');
    await page.getByLabel('Agent').selectOption('codex');
    await page.getByLabel('What is to be done?').press('Control+Enter');
    await page.getByRole('heading', { name: 'Count the plums' }).waitFor();
    const made = [...bed.store.sessions.values()].at(-1);
    expect(made?.spec).toMatchObject({ initialPrompt: 'Count the plums', runnerType: 'codex' });

    await page.getByLabel('More').click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('pears').waitFor();
    expect(bed.store.sessions.size).toBe(2);
  });

  test('the timeline and the search lead to their place', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const page = await openPage(browser, bed, pagePath(name));
    const run = await startRun(bed, name, 'run-1');
    for (let index = 0; index < 80; index++)
      run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: `m${index}`, delta: `line ${index}` });
    await page.getByText('line 79').waitFor();
    await page.getByRole('navigation', { name: 'Timeline' }).getByRole('button').first().click();
    await page.getByText('line 0', { exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('LINE 4');
    await page.getByText('1 of 11').waitFor();
    const isShown = (line: string): Promise<unknown> =>
      page.waitForFunction(
        `[...(CSS.highlights.get('shown-match') ?? [])].some(({ startContainer }) => startContainer.data === '${line}')`,
      );
    await isShown('line 4');
    await page.keyboard.press('Enter');
    await isShown('line 40');
    await page.getByText('line 40', { exact: true }).waitFor();
    run.end();
  });

  test('whatever foreign text holds, it is text', async () => {
    await using bed = await Bed.open();
    const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>[x](javascript:document.title='owned')"'>`;
    const name = await bed.create({ displayName: evil, runnerType: evil, llmSettings: { model: evil } });
    const page = await openPage(browser, bed, pagePath(name));
    const run = await startRun(bed, name, 'run-1', evil);
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: `${evil}\n\n\`\`\`${evil}\n${evil}\n\`\`\`` });
    run.send({ type: 'REASONING_MESSAGE_CONTENT', messageId: 'r', delta: evil });
    run.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: evil });
    run.send({
      type: 'TOOL_CALL_ARGS',
      toolCallId: 't',
      delta: JSON.stringify({ file_path: evil, old_string: evil, new_string: `${evil}!` }),
    });
    run.send({ type: 'TOOL_CALL_RESULT', toolCallId: 't', messageId: 'x', content: evil, error: evil });
    run.send({ type: 'CUSTOM', name: 'amber:warning', value: { message: evil } });
    run.send({ type: 'TOOL_CALL_START', toolCallId: 'e', toolCallName: 'edit' });
    const edits = [{ path: evil, before: evil, after: `${evil}!`, line: 7 }];
    run.send({ type: 'CUSTOM', name: 'amber:edits', value: { toolCallId: 'e', edits } });
    run.send({ type: 'TOOL_CALL_RESULT', toolCallId: 'e', messageId: 'y', content: evil });
    const files = [
      { path: evil, from: evil, status: 'renamed', added: 1, removed: 0 },
      { path: `${evil}2`, status: 'added', added: null, removed: null },
    ];
    const total = { files: 3, added: 1, removed: 0 };
    run.send({ type: 'CUSTOM', name: 'amber:changes', value: { dir: evil, branch: evil, files, total } });
    run.send({
      type: 'ACTIVITY_SNAPSHOT',
      messageId: 'p',
      activityType: 'PLAN',
      content: { entries: [{ content: evil, status: evil }] },
    });
    run.send({ type: 'TOOL_CALL_START', toolCallId: 'q', toolCallName: 'AskUserQuestion' });
    const asked = {
      message: evil,
      questions: [{ question: evil, header: evil, options: [{ label: evil, description: evil }] }],
    };
    run.send({ type: 'TOOL_CALL_ARGS', toolCallId: 'q', delta: JSON.stringify(asked) });
    run.send({ type: 'TOOL_CALL_END', toolCallId: 'q' });
    await page.getByRole('form', { name: 'The agent asks' }).waitFor();
    run.send({ type: 'RUN_ERROR', message: evil, code: evil });
    run.end();
    await page.locator('.run-end.failed').waitFor();
    for (const summary of await page.locator('.tool > summary, .reasoning > summary').all()) await summary.click();
    await page.locator('figure.diff').nth(1).waitFor();
    await page.locator('.changes').waitFor();
    expect(
      await page.locator('#app img, #app script, #app iframe, #app [onerror], a[href^="javascript"]').count(),
    ).toBe(0);
    await page.goto(`${bed.url}/?project=${PROJECT}`);
    await page.locator('.sessions .title').waitFor();
    expect(await page.locator('#app img, #app script').count()).toBe(0);
    expect(await page.title()).not.toBe('owned');
    // What would be injected all the same does not run.
    await page
      .evaluate(
        `(() => { const s = document.createElement('script'); s.textContent = "document.title='owned'"; document.body.append(s); })()`,
      )
      .catch(() => undefined);
    expect(await page.title()).not.toBe('owned');
  });
});
