import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { markdownExport } from '../../../src/render/export/markdown-export.ts';
import { callsTool, runStarted, says } from '../../fakes/agui.ts';
import { ATTACKS, asks, conversationOf, ends, markdownOf, SECRET, SESSION } from './exported.ts';

/** As GitHub shows it: its HTML is let through, since an export has its own. */
const rendered = (markdown: string): string =>
  micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });

describe('a transcript as Markdown', () => {
  test('the whole conversation, tool calls folded', async () => {
    const events = [
      asks('r1', 'Fix *it*'),
      {
        type: 'ACTIVITY_SNAPSHOT',
        activityType: 'PLAN',
        content: { entries: [{ content: 'look', status: 'completed' }] },
      },
      { type: 'REASONING_MESSAGE_CONTENT', messageId: 'x', delta: 'hm' },
      { type: 'REASONING_MESSAGE_END', messageId: 'x' },
      ...says('r1', 'm1', '# Title\n\nI **look**.'),
      ...callsTool('r1', 't1', 'Bash', { command: 'ls', description: 'List' }, 'out'),
      ...callsTool('r1', 't2', 'Edit', { file_path: 'a.ts', old_string: 'a\nb', new_string: 'a\nc' }, 'ok'),
      ...callsTool('r1', 't3', 'Read', { file_path: 'a.ts' }),
      { type: 'TOOL_CALL_END', toolCallId: 't3', error: 'no such file' },
      ends('r1'),
    ];
    expect(await markdownOf(events)).toMatchSnapshot();
  });

  test('a long plan says how many more steps there are', async () => {
    const entries = Array.from({ length: 1_000 }, (_, at) => ({
      content: `step ${at}`,
      status: at < 499 ? 'completed' : 'pending',
    }));
    const text = await markdownOf([
      asks('r1', 'a'),
      { type: 'ACTIVITY_SNAPSHOT', activityType: 'PLAN', content: { entries } },
      ends('r1'),
    ]);
    expect(text).toContain('- ☑ step 49\n- and 950 more, 449 of them done\n');
  });

  test('the time of a call is without what a person took to permit it', async () => {
    const waits = (name: string, timestamp: number) => ({
      type: 'CUSTOM',
      name,
      value: { for: 'permission' },
      timestamp,
    });
    const call = callsTool('r1', 't1', 'Edit', { file_path: 'a.ts' }, 'ok');
    const text = await markdownOf([
      asks('r1', 'a'),
      ...call.slice(0, 3),
      waits('amber:waiting', 4_000),
      waits('amber:waited', 604_000),
      ...call.slice(3).map((event) => ({ ...event, timestamp: 605_000 })),
      { ...ends('r1'), timestamp: 606_000 },
    ]);
    expect(text).toContain('<code>Edit a.ts</code> · 4s</summary>');
  });

  test('a call that never ended is not shown as done; one that was refused says by whom', async () => {
    const text = await markdownOf([
      asks('r1', 'a'),
      ...callsTool('r1', 't1', 'Bash', { command: 'make deploy' }),
      { type: 'TOOL_CALL_RESULT', toolCallId: 't1', content: '[not ended]', metadata: { status: 'unfinished' } },
      ends('r1'),
    ]);
    expect(text).toContain('<summary>■ <code>Bash make deploy</code> · not ended</summary>');
    const refused = { toolCallId: 't1', title: 'x', answer: 'refused', by: 'permissions read' };
    const again = await markdownOf([
      asks('r1', 'a'),
      ...callsTool('r1', 't1', 'Bash', { command: 'make deploy' }).slice(0, 3),
      { type: 'CUSTOM', name: 'amber:permission', value: refused },
      { type: 'TOOL_CALL_RESULT', toolCallId: 't1', content: '', metadata: { status: 'unfinished' } },
      ends('r1'),
    ]);
    expect(again).toContain('■ <code>Bash make deploy</code> · refused by permissions read');
    expect(again).not.toContain('not ended');
  });

  test('runs are a table, and each begins where it does', async () => {
    const text = await markdownOf([asks('r1', 'a'), ...says('r1', 'm', 'b'), ends('r1'), asks('r2', 'c'), ends('r2')]);
    expect(text).toContain('| 1 | ✔ finished | 4s | – | – |');
    expect(text).toContain('---\n\n## Run 2\n\n### User\n\nc');
  });

  test('a question has its options and its answer', async () => {
    const args = { questions: [{ question: 'Which?', options: [{ label: 'main', description: 'released' }] }] };
    const text = await markdownOf([runStarted('r'), ...callsTool('r', 'q', 'AskUserQuestion', args, 'main')]);
    expect(text).toContain('> **Question**\n>\n> Which?\n>\n> - **main**: released\n\n**Answer:** main');
  });
});

describe('pasted into an issue it does nothing', () => {
  const evil = [
    ...ATTACKS,
    '@octocat @org/team fixes #12, closes org/repo#3, resolves GH-4',
    'fixes https://github.com/org/repo/issues/5',
    '</details></details><h1>x</h1>',
    '````\n```\n~~~',
    '<!-- amber:thread {} -->',
    '| a | b |',
  ].join('\n\n');
  const events: readonly AguiEvent[] = [
    asks('r', evil),
    ...says('r', 'm', evil),
    { type: 'REASONING_MESSAGE_CONTENT', messageId: 'x', delta: evil },
    ...callsTool('r', 't', evil, { command: evil, other: evil }, evil),
    ...callsTool('r', 't2', 'Edit', { file_path: evil, old_string: evil, new_string: 'x' }, evil),
    ...callsTool('r', 'q', 'AskUserQuestion', { questions: [{ question: evil, options: [{ label: evil }] }] }, evil),
    { type: 'CUSTOM', name: 'amber:warning', value: { message: evil } },
    { type: 'RUN_ERROR', runId: 'r', message: evil, code: evil },
  ];
  const session = { ...SESSION, spec: { displayName: evil, runnerType: evil } };

  test('its HTML is its own, and closed', async () => {
    const html = rendered(await markdownOf(events, session));
    const tags = [...html.matchAll(/<(\/?[a-z]\w*)([^>]*)>/gi)];
    const allowed =
      'a blockquote br code del details em h2 h3 h4 h5 h6 hr li ol p pre strong summary table tbody td th thead tr ul';
    expect(
      [...new Set(tags.map(([, tag = '']) => tag.replace('/', '')))].filter((tag) => !allowed.split(' ').includes(tag)),
    ).toEqual([]);
    expect(html.match(/<details>/g)).toHaveLength(3);
    expect(html.match(/<\/details>/g)).toHaveLength(3);
    for (const [, , attributes = ''] of tags)
      expect(attributes.replace(/"[^"]*"/g, '')).not.toMatch(/on\w+=|style|src/);
    for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(?:https?:|mailto:)/);
    expect(html).not.toContain('<!--');
  });

  test('nobody is mentioned, nothing is referred to or closed', async () => {
    const html = rendered(await markdownOf(events, session));
    // GitHub looks at no code.
    const read = html.replace(/<(code|pre)[^>]*>[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, '');
    expect(read).not.toMatch(/@[a-z\d]|#\d|\bGH-\d/i);
    expect(html).not.toMatch(/href="https:\/\/(?:www\.)?github\.com\/org\/repo\/issues/);
  });
});

describe('it fits into an issue', () => {
  const many = (count: number, size: number): AguiEvent[] => [
    asks('r', 'the first words'),
    ...Array.from({ length: count }, (_, at) => [
      ...says('r', `m${at}`, `step ${at}`),
      ...callsTool('r', `t${at}`, 'Bash', { command: `ls ${at}` }, 'x'.repeat(size)),
    ]).flat(),
    ...callsTool('r', 'bad', 'Bash', { command: 'false' }),
    { type: 'TOOL_CALL_END', toolCallId: 'bad', error: 'exit code 1: because' },
    ...says('r', 'last', 'the last words'),
    ends('r'),
  ];

  test('calls without their texts are folded between what was said, and do not go on its lists', async () => {
    const calls = (from: number, count: number): AguiEvent[] =>
      Array.from({ length: count }, (_, at) =>
        callsTool('r', `t${from + at}`, 'Read', { file_path: `${from + at}.ts` }, 'x'.repeat(5_000)),
      ).flat();
    const html = rendered(
      await markdownOf([
        asks('r', 'go'),
        ...calls(0, 200),
        ...says('r', 'm1', '- one\n- two'),
        ...calls(200, 1),
        ...says('r', 'm2', 'Now:'),
        ...calls(201, 300),
        ends('r'),
      ]),
    );
    expect([...html.matchAll(/<summary>(.*?)<\/summary>/g)].map(([, title]) => title)).toEqual([
      '200 steps',
      '300 steps',
    ]);
    expect(html).toMatch(/<li>one<\/li>\s*<li>two<\/li>\s*<\/ul>\s*<p>✔ <code>Read 200\.ts<\/code>/);
    expect(html.match(/<li>✔ <code>Read \d+\.ts<\/code>/g)).toHaveLength(500);
  });

  test.each([
    ['as it is', 10, 1_000],
    ['with less of its tools', 100, 3_000],
    ['without their texts', 700, 3_000],
    ['without its middle', 3_000, 500],
  ])('%s', async (_, count, size) => {
    const text = await markdownOf(many(count, size));
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toContain('the first words');
    expect(text).toContain('the last words');
    expect(text).toContain('exit code 1: because');
    const html = rendered(text);
    expect(html.match(/<details>/g)?.length).toBe(html.match(/<\/details>/g)?.length);
    const hasMiddle = text.includes(`step ${count / 2}`);
    expect(hasMiddle).toBe(count < 3_000);
    if (!hasMiddle) expect(text).toMatch(/_[\d,]+ entries are left out here.*`amber export --format html` shows it\._/);
  });

  test('ten megabytes of one tool lose their middle, and it is said', async () => {
    const text = await markdownOf(many(1, 10_000_000));
    expect(text).toMatch(/… [\d,]+ characters are left out …/);
  });
});

test('a result may hold any number of backticks, and can’t leave its fence', async () => {
  const text = await markdownOf([
    runStarted('r'),
    ...callsTool('r', 't', 'Bash', {}, `a\n${'`'.repeat(7)}\n# not a title`),
  ]);
  expect(rendered(text)).toContain('# not a title\n</code></pre>');
});

test('secrets are masked, also such as marks split', async () => {
  const text = await markdownOf([
    asks('r', `${SECRET} very-**secret**-token`),
    ...callsTool('r', 't', 'Bash', { command: SECRET }, `${'x'.repeat(3_595)}${SECRET}${'y'.repeat(9_000)}`),
  ]);
  expect(rendered(text).replace(/<[^>]*>/g, '')).not.toMatch(/very-|secret-token/);
  expect(text).toContain('***');
});

test('texts that keep parsers busy are shown as they were written', { timeout: 60_000 }, async () => {
  const slow = [`${'- '.repeat(4_000)}x`, '>'.repeat(8_000), '**a *b_ '.repeat(4_000), '_a'.repeat(40_000)];
  const conversation = conversationOf([runStarted('r'), ...slow.flatMap((text, at) => says('r', `m${at}`, text))]);
  const begun = performance.now();
  const text = await markdownExport(conversation, SESSION, makeRedactor([]));
  expect(performance.now() - begun).toBeLessThan(40_000);
  expect(text).toContain('- - - -');
});
