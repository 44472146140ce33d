import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scenario, Step } from '../../fakes/acp-agents/scripted.ts';
import { BUSY, QUESTION } from '../../scenarios/kit/agents.ts';
import { onServe } from '../../scenarios/kit/serve.ts';
import { NO_BROWSER, startBrowser } from './chromium.ts';
import { inAllSizes } from './looks.ts';

const call = (id: string, more: object, status = 'completed'): Step => ({
  update: { sessionUpdate: 'tool_call', toolCallId: id, status, ...more },
});
const plan = (...statuses: readonly string[]): Step => ({
  update: {
    sessionUpdate: 'plan',
    entries: ['Find the race', 'Mend it', 'Run the suite'].map((content, at) => ({ content, status: statuses[at] })),
  },
});
const before = Array.from({ length: 40 }, (_, at) => `export const step${at} = ${at};\n`).join('');

/** Reads, changes a file, fails once, asks, and says what it did. */
const WORKER: Scenario = {
  initialize: { protocolVersion: 1, agentCapabilities: { loadSession: true }, authMethods: [] },
  prompts: [
    [
      { thought: 'It probably waits for a *real* timer.' },
      plan('in_progress', 'pending', 'pending'),
      call('search', {
        kind: 'search',
        title: 'Search',
        rawInput: { path: 'src', pattern: 'sleep(' },
        content: [{ type: 'content', content: { type: 'text', text: 'src/steps.ts:21: await sleep(50)' } }],
      }),
      { sh: 'mkdir -p src && echo "export const answer = 42;" > src/answer.ts' },
      call('edit', {
        kind: 'edit',
        title: 'Edit steps.ts',
        locations: [{ path: 'src/steps.ts' }],
        content: [
          {
            type: 'diff',
            path: 'src/steps.ts',
            oldText: before,
            newText: before.replace('step20 = 20', 'step20 = 2_000'),
          },
        ],
      }),
      call(
        'test',
        {
          kind: 'execute',
          title: 'npm test',
          rawInput: { command: 'npm test -- checkout' },
          content: [
            { type: 'content', content: { type: 'text', text: 'not ok 7 - checkout races\n  expected 1, got 2' } },
          ],
        },
        'failed',
      ),
      plan('completed', 'in_progress', 'pending'),
      {
        text: '## The cause\n\nIt waits for a real timer:\n\n```ts\nawait sleep(50); // too short\n```\n\n| before | after |\n|--|--|\n| 1 in 10 | never |\n\n',
      },
      QUESTION,
    ],
    [
      plan('completed', 'completed', 'completed'),
      { echo: true },
      { text: ' it is. **Done.**' },
      { update: { sessionUpdate: 'usage_update', used: 1, size: 9, cost: { amount: 0.25, currency: 'USD' } } },
    ],
  ],
};

const SPENDS: Step = {
  update: { sessionUpdate: 'usage_update', used: 1, size: 9, cost: { amount: 0.1, currency: 'USD' } },
};
const ASKS_TO_OPEN: Step = {
  elicit: { mode: 'url', message: 'Log in', url: 'https://example.org/login', elicitationId: 'e' },
};

describe.skipIf(NO_BROWSER)(`real sessions on this machine${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ''}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  test('from an empty list to a finished session: made, followed, asked, answered and saved', async () => {
    await using on = await onServe({ worker: WORKER, sleeper: { prompts: [[SPENDS, ASKS_TO_OPEN, ...BUSY]] } });
    const problems: string[] = [];
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    page.on('console', (message) => void (/error|warning/.test(message.type()) && problems.push(message.text())));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(on.announced.browserUrl);
    expect(page.url()).toBe(`${on.url}/`);
    await page.getByText('No sessions in this project yet').waitFor();
    await inAllSizes(page, 'empty');

    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      ['-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '-qm', 'begin'],
    ])
      execFileSync('git', args, { cwd: on.place.workspace });
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByLabel('What is to be done?').fill('Find out **why** the checkout test is flaky, and fix it.');
    await page.getByLabel('Agent').selectOption('worker');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('form', { name: 'The agent asks' }).waitFor();
    await page.getByText('Plan: 1 of 3').waitFor();
    await page.locator('.tool', { hasText: 'sleep( in src' }).waitFor();
    await page.locator('.tool.failed .reason', { hasText: 'not ok 7' }).waitFor();
    const edit = page.locator('.tool', { hasText: 'steps.ts' });
    await edit.locator('summary').click();
    await edit.locator('figcaption', { hasText: 'src/steps.ts:18' }).waitFor();
    await edit.locator('.line.added', { hasText: 'step20 = 2_000' }).waitFor();
    expect(await edit.locator('.line').count()).toBeLessThan(12);
    // What is far below what one looks at does not exist.
    await page.getByRole('log').evaluate((box) => {
      box.scrollTop = box.scrollHeight;
    });
    await page.locator('.changes', { hasText: 'src/answer.ts' }).waitFor();
    await page.locator('.run-end').waitFor();
    await page.getByText('needs input').waitFor();
    await inAllSizes(page, 'asks');

    await page.getByRole('radio', { name: 'blue' }).check();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.locator('.run-end.finished').waitFor();
    await page.getByText('blue it is.').waitFor();
    await page.getByText('Plan: 3 of 3').waitFor();
    await page.locator('.asked .answer', { hasText: 'blue' }).waitFor();
    await page.locator('.run-end.finished', { hasText: '$0.25' }).waitFor();
    // The window is a phone's by now.
    await page.getByRole('button', { name: 'Details' }).click();
    const facts = page.locator('header .facts');
    expect(await facts.innerText()).toMatch(
      /Agent\s*worker[\s\S]*Time\s*\d[\s\S]*Cost\s*\$0\.25[\s\S]*Directory\s*\S+\/work/,
    );
    await page.getByRole('list', { name: 'What the colours mean' }).getByText('failed').waitFor();
    await inAllSizes(page, 'finished');

    await page.getByLabel('More').click();
    for (const [word, holds] of [
      ['Export as a page', '<!doctype html>'],
      ['Export as Markdown', 'blue'],
      ['Export as JSON', '"entries"'],
      ['Export all events', '"aguiEvents"'],
    ] as const) {
      const [saved] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: word }).click(),
      ]);
      expect(readFileSync(await saved.path(), 'utf8')).toContain(holds);
    }
    await page.getByLabel('More').click();

    // The list knows it, and goes on knowing what happens.
    await page.getByRole('link', { name: 'All sessions' }).click();
    const row = page.locator('.sessions a', { hasText: 'why' });
    await row.getByText('idle').waitFor();
    expect(await row.locator('.facts').innerText()).toMatch(/worker[\s\S]*\d(?:s|ms)[\s\S]*\$0\.25[\s\S]*\/work/);
    expect(await row.locator('time').innerText()).toMatch(/^\d+[sm]$/);
    const busy = on.amber(['run', '--agent', 'sleeper', '--detach', 'Sleep a while', '-o', 'name']);
    await busy.done;
    const live = page.locator('.sessions a', { hasText: 'Sleep a while' });
    await live.getByText('running').waitFor();
    await live.getByText('$0.10').waitFor();
    await inAllSizes(page, 'list-live');
    await live.click();
    await page.getByText('working hard').waitFor();
    await inAllSizes(page, 'live');
    await page.getByRole('button', { name: 'Stop' }).click();
    await inAllSizes(page, 'stop');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Start and send' }).waitFor();
    await page.locator('.run-end').waitFor();

    // What a session was asked to be, and is not, and what its agent was not let ask, is said on its page.
    await page.getByRole('link', { name: 'All sessions' }).click();
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByLabel('What is to be done?').fill('Sleep once more');
    await page.getByLabel('Agent').selectOption('sleeper');
    await page.getByLabel('Model').fill('gpt-99');
    await page.getByRole('button', { name: 'Start' }).click();
    const warning = page.locator('.notice.warning');
    await warning.getByText('offers no choice of model; "gpt-99" is ignored').waitFor();
    await warning.getByText('asked to open https://example.org/login (Log in): declined').waitFor();
    expect(problems).toEqual([]);
  });
});
