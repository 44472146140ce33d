import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SessionUpdate } from '@agentclientprotocol/sdk';
import { describe, expect, test } from 'vitest';
import { answerPrompt } from '../../../../src/engine/local/demo/answer-prompt.ts';
import { usualSettings } from '../../../../src/engine/local/demo/demo-settings.ts';
import { readReadme } from '../../../../src/engine/local/demo/introduction.ts';
import { pieces } from '../../../../src/engine/local/demo/pace.ts';
import { promptWords } from '../../../../src/engine/local/demo/prompt-words.ts';
import { search } from '../../../../src/engine/local/demo/search.ts';
import { survey } from '../../../../src/engine/local/demo/survey.ts';
import { prompt, type Run, said, start, types, workspace } from '../acp/agent-harness.ts';

/** A directory with the given files. */
function repository(files: { readonly [path: string]: string }): string {
  const root = workspace();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

async function ask(cwd: string, question: string): Promise<Run> {
  return prompt(await start({}, { spec: { runnerType: 'demo', cwd } }), question);
}

const SHOP = {
  'README.md':
    '# Shop\n\n[![build](x.svg)](y)\n\nSells [things](https://example.org) to people who need them.\n\n## More\n',
  'package.json': JSON.stringify({ name: 'shop', scripts: { test: 'vitest run', build: 'tsc' } }),
  'src/cart.ts': 'export class Cart {\n  // TODO: discounts\n  total(): number {\n    return 0;\n  }\n}\n',
  'src/checkout.ts': "import { Cart } from '../cart.ts';\n\n/** The checkout takes a cart and asks for payment. */\n",
  'docs/clock.md': 'About the clock.\n',
  '.git/HEAD': 'ref: refs/heads/feature/basket\n',
  '.git/config': 'payment secret of git\n',
  'node_modules/dep/index.js': 'payment in a dependency // TODO: never seen\n',
  'dist/out.js': 'payment in a build\n',
  '.env': 'PAYMENT_KEY=not-a-source\n',
  'deploy/payment.key': 'not-a-source: the payment key',
  'deploy/client-secret.json': '{"payment": "not-a-source"}',
  'logo.png': 'payment\0binary',
};

describe('the demo agent', () => {
  test('answers what a repository is, from its own words and files', async () => {
    const { events, end } = await ask(repository(SHOP), 'What does this repository do?');
    expect(end).toBe('finished');
    const answer = said(events);
    expect(answer).toContain(
      '**shop** is a TypeScript project. In its own words:\n\n> Sells things to people who need them.',
    );
    expect(answer).toContain('TypeScript 48 % (2 files)');
    expect(answer).toContain('on `feature/basket`');
    expect(answer).toContain('`npm test`');
    expect(answer).toContain('- `src/cart.ts:2` — `TODO: discounts`');
    expect(answer).not.toContain('never seen');
  });

  test('shows its work: a plan, a thought, tool calls with kinds and results, then the answer in pieces', async () => {
    const { events } = await ask(repository(SHOP), 'What is this?');
    const starts = events.filter(({ type }) => type === 'TOOL_CALL_START');
    expect(starts.map(({ toolCallName }) => toolCallName)).toEqual(['list_files', 'read_file', 'read_file', 'search']);
    expect(starts[1]).toMatchObject({ metadata: { kind: 'read', title: 'Read README.md' } });
    expect(types(events).filter((type) => type === 'TOOL_CALL_RESULT')).toHaveLength(4);
    expect(types(events).filter((type) => type === 'ACTIVITY_SNAPSHOT')).toHaveLength(5);
    expect(types(events)).toContain('REASONING_MESSAGE_CONTENT');
    expect(types(events).filter((type) => type === 'TEXT_MESSAGE_START')).toHaveLength(1);
    expect(types(events).filter((type) => type === 'TEXT_MESSAGE_CONTENT').length).toBeGreaterThan(15);
  });

  test('finds where names and contents speak of what the prompt is about', async () => {
    const { events } = await ask(repository(SHOP), 'How does the checkout take payments?');
    const answer = said(events);
    expect(answer).toContain('- `src/checkout.ts:3` — `/** The checkout takes a cart and asks for payment. */`');
    for (const hidden of ['node_modules', 'dist/', '.git/', 'PAYMENT_KEY', 'not-a-source', 'binary'])
      expect(answer).not.toContain(hidden);
  });

  test('says so where nothing matches, and where there is nothing', async () => {
    const nothing = said((await ask(repository(SHOP), 'quaternion algebra')).events);
    expect(nothing).toContain('Nothing here matches "quaternion", "algebra"');
    const empty = said((await ask(repository({}), 'What is this?')).events);
    expect(empty).toMatch(/is empty: there is nothing here/);
  });

  test('follows no link: not to a file, not to a directory, not in a circle', async () => {
    const outside = repository({ 'secret.md': 'the hidden treasure', 'deep/map.md': 'treasure map' });
    const root = repository({ 'a.md': 'nothing special' });
    symlinkSync(join(outside, 'secret.md'), join(root, 'README.md'));
    symlinkSync(join(outside, 'deep'), join(root, 'deep'));
    symlinkSync(root, join(root, 'loop'));
    const answer = said((await ask(root, 'Where is the treasure?')).events);
    expect(answer).toContain('Nothing here matches "treasure"');
    expect(answer).toContain('1 file in 1 directory');
  });

  test('works in a worktree, leaves out what .gitignore names, and counts what is large without reading it', async () => {
    const root = repository({
      '.gitignore': '# made\n/generated/\n*.log\n',
      'generated/big.md': 'marker',
      'a.md': 'marker here',
      'huge.md': `marker${'x'.repeat(700_000)}`,
      'real-git/HEAD': '0123456789abcdef0123456789abcdef01234567\n',
    });
    writeFileSync(join(root, '.git'), `gitdir: ${join(root, 'real-git')}\n`);
    const answer = said((await ask(root, 'marker')).events);
    expect(answer).toContain('on `0123456`');
    expect(answer).toContain('- `a.md:1`');
    expect(answer).not.toContain('generated');
    expect(answer).not.toContain('huge.md');
  });

  test('finds a word in thousands of files', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, i) => [`src/m${i % 50}/f${i}.ts`, `export const f${i} = ${i};\n`.repeat(20)]),
    );
    const root = repository(files);
    const { signal } = new AbortController();
    // The agent's own limits are of real time, in which a busy machine does little.
    const deadline = Number.POSITIVE_INFINITY;
    const surveyed = await survey(root, new Set(), { files: 20_000, depth: 24, deadline }, signal);
    const found = await search(root, surveyed.files, promptWords('Where is f77?'), deadline, signal);
    expect(found.filesRead).toBe(3_000);
    expect(JSON.stringify(found)).toContain('src/m27/f77.ts');
  });

  test('honours a cancel at once', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const pieces: string[] = [];
    const tell = async (update: SessionUpdate): Promise<void> => {
      if (update.sessionUpdate !== 'agent_message_chunk') return;
      pieces.push(update.content.type === 'text' ? update.content.text : '');
      controller.abort();
    };
    const task = { cwd: repository(SHOP), prompt: 'What is this?', given: [], settings: usualSettings(), tell, signal };
    await expect(answerPrompt(task)).rejects.toThrow('aborted');
    expect(pieces).toHaveLength(1);
  });

  test('answers the next prompt after one that was cancelled', async () => {
    const agent = await start({}, { spec: { runnerType: 'demo', cwd: repository(SHOP) } });
    const controller = new AbortController();
    const { end } = await prompt(agent, 'What is this?', {
      signal: controller.signal,
      on: ({ type }) => {
        if (type === 'TOOL_CALL_START') controller.abort();
      },
    });
    expect(end).toBe('cancelled');
    expect((await prompt(agent, 'What is this?')).end).toBe('finished');
  });

  test('goes on with an earlier session, which it needs no memory for', async () => {
    const agent = await start({}, { spec: { runnerType: 'demo', cwd: repository(SHOP), load: 'demo-earlier' } });
    expect([agent.canLoad, agent.loaded, agent.sessionId]).toEqual([true, true, 'demo-earlier']);
    expect((await prompt(agent, 'What is this?')).end).toBe('finished');
  });
});

describe('what the demo agent reads', () => {
  test.each([
    [
      '# A\n\nFirst paragraph is this one.\nOn two lines.\n\nSecond.',
      { title: 'A', summary: 'First paragraph is this one. On two lines.' },
    ],
    ['<h1>B</h1>\n\n![x](y)\n\nWords after a picture, enough.', { summary: 'Words after a picture, enough.' }],
    [
      'Title\n=====\n\n- a list\n- of things\n\nAnd then a sentence.',
      { title: 'Title', summary: 'And then a sentence.' },
    ],
    [
      '---\ntitle: x\n---\n# C #\n\n```sh\nnpm install everything here\n```\n\nShort.\n\nBut this is long enough.',
      { title: 'C', summary: 'But this is long enough.' },
    ],
    ['', {}],
  ])('a README %#', (readme, reported) => {
    expect(readReadme(readme)).toEqual(reported);
  });

  test('a long paragraph is cut at a sentence', () => {
    const { summary } = readReadme(`# X\n\n${'This is a sentence of some length. '.repeat(20)}`);
    expect(summary).toMatch(/^(This is a sentence of some length\. ?)+$/);
    expect(summary?.length).toBeLessThanOrEqual(320);
  });

  test.each([
    ['What does this repository do?', []],
    ['What does this repository do?\n\nData follows.\n\n<data-f00d what="title">\nmergeable\n</data-f00d>', []],
    ['Fix the `--dry-run` flag of "amber run"', ['--dry-run', 'amber run', 'amber', 'flag', 'Fix']],
    ['Where are sessions stored? And the session locks?', ['sessions', 'stored', 'locks']],
    ['Was macht die Übersetzung?', ['Übersetzung', 'macht']],
  ])('of the prompt %s the words %j', (text, words) => {
    const found = promptWords(text);
    for (const word of words) expect(found).toContain(word);
    if (words.length === 0) expect(found).toEqual([]);
  });

  test('any text is reported whole, in at most about forty pieces', () => {
    for (const text of ['short', 'x'.repeat(500), 'some words '.repeat(500)]) {
      expect(pieces(text).join('')).toBe(text);
      expect(pieces(text).length).toBeLessThanOrEqual(40);
    }
  });
});
