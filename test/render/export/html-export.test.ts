import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { callsTool, runFinished, runStarted, says } from '../../fakes/agui.ts';
import { ATTACKS, asks, ends, htmlOf, SECRET, SESSION } from './exported.ts';

/** Each tag with its attributes' names, as a parser of HTML has them. */
function tagsOf(html: string): readonly (readonly [tag: string, attributes: string])[] {
  const body = html.slice(html.indexOf('<body'));
  return [...body.matchAll(/<(\w+)((?:\s[\w-]+(?:="[^"]*")?)*)>/g)].map(([, tag = '', all = '']) => [tag, all]);
}

const TAGS =
  'a article body br code dd del details div dl dt em figcaption figure h1 h2 header img li main nav ol p pre small span strong summary table tbody td th thead time tr ul';

describe('nothing that was said becomes more than text', () => {
  const evil = ATTACKS.join('\n\n');
  const events: readonly AguiEvent[] = [
    asks(evil, [
      { type: 'text', text: evil },
      { type: 'image', source: { type: 'data', value: 'AAAA', mimeType: 'image/svg+xml' }, metadata: { name: evil } },
      { type: 'image', source: { type: 'data', value: '"><script>', mimeType: 'image/png' } },
      { type: 'image', source: { type: 'data', value: 'AAAA', mimeType: 'image/png" onload="x' } },
    ]),
    { type: 'ACTIVITY_SNAPSHOT', activityType: 'PLAN', content: { entries: [{ content: evil, status: evil }] } },
    { type: 'REASONING_MESSAGE_CONTENT', messageId: evil, delta: evil },
    ...says(evil, evil, evil),
    ...callsTool(evil, evil, evil, { command: evil, [evil]: evil }, evil),
    ...callsTool(evil, `${evil}2`, 'Edit', { file_path: evil, old_string: evil, new_string: `${evil}!` }),
    { type: 'TOOL_CALL_END', toolCallId: `${evil}2`, error: evil },
    ...callsTool(evil, 'q', 'AskUserQuestion', {
      message: evil,
      questions: [{ question: evil, header: evil, options: [{ label: evil, description: evil }] }],
    }),
    { type: 'CUSTOM', name: 'amber:warning', value: { message: evil } },
    { type: 'RUN_ERROR', runId: evil, message: evil, code: evil },
    asks('r2', evil),
  ];
  const session = {
    ...SESSION,
    metadata: { ...SESSION.metadata, name: evil, annotations: { 'amber/workspace': evil }, creationTimestamp: evil },
    spec: { displayName: evil, runnerType: evil, llmSettings: { model: evil } },
  };
  const html = htmlOf(events, session);

  test('only elements of the components, with their attributes', () => {
    const tags = tagsOf(html);
    expect(tags.length).toBeGreaterThan(100);
    expect([...new Set(tags.map(([tag]) => tag))].filter((tag) => !TAGS.split(' ').includes(tag))).toEqual([]);
    const names = tags.flatMap(([, all]) => [...all.matchAll(/\s([\w-]+)(?:="[^"]*")?/g)].map(([, name]) => name));
    expect([...new Set(names)].sort()).toEqual(
      'aria-hidden aria-label class datetime href id open rel role scope tabindex target title'.split(' '),
    );
    // Every "<" is one of theirs.
    expect(html.slice(html.indexOf('<body')).match(/<(?!\/?\w)/g)).toBeNull();
  });

  test('links lead to the web or into the page; nothing else has an address', () => {
    const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? '');
    expect(hrefs.filter((href) => !/^(?:https?:\/\/|mailto:|#(?:entry|run)-\d+$)/.test(href))).toEqual([]);
    expect(html).not.toMatch(/<(?:img|link|script)/);
  });

  test('one style, and its hash is all that the policy lets in', () => {
    const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style]) => style ?? '');
    expect(styles).toHaveLength(1);
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64');
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
    expect(styles[0]).not.toMatch(/url\(|@import|https?:/);
  });

  test('no control character, and none that turns the order of others', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });
});

describe('a page', () => {
  const events = [
    asks('r1', 'Fix it'),
    ...says('r1', 'm1', '**First**'),
    ...callsTool('r1', 't1', 'Bash', { command: 'npm test' }, 'ok'),
    ends('r1'),
    asks('r2', 'And now?'),
    ...callsTool('r2', 't2', 'Bash', { command: 'false' }),
    { type: 'TOOL_CALL_END', toolCallId: 't2', error: 'exit 1' },
    ...says('r2', 'm2', 'No'),
    ends('r2'),
  ];
  const html = htmlOf(events);

  test('says what came of the session, what it took, and of each run the same', () => {
    expect(html).toContain('<h1>A title</h1><span class="state good">');
    expect(html).toContain('<dt>Agent</dt><dd title="demo">demo</dd>');
    expect(html).toContain('<dt>Created</dt><dd title="2026-01-02 03:04 UTC">');
    expect(html).toMatch(/<a href="#run-2">Run 2<\/a><\/td><td>.*finished.*<td class="prompt">And now\?<\/td>/);
    expect(html).toContain('<h2 class="run-head" id="run-2">');
  });

  test('has a link from each part of its timeline to what was said and done there', () => {
    const nav = /<nav .*?<\/nav>/s.exec(html)?.[0] ?? '';
    const targets = [...nav.matchAll(/href="#([\w-]+)" title="([^"]*)"/g)].map(([, id, title]) => [id, title]);
    expect(targets).toHaveLength(6);
    expect(targets[4]?.[1]).toMatch(/^failed: Bash false/);
    for (const [id] of targets) expect(html).toContain(`id="${id}"`);
  });

  test('shows Markdown, folds tools, and tells those that failed', () => {
    expect(html).toContain('<strong>First</strong>');
    expect(html).toContain('<details class="tool done"><summary>');
    expect(html).toContain('<details class="tool failed"><summary>');
    expect(html).not.toContain('<details open');
  });

  test('of one run has no table of runs', () => {
    expect(htmlOf(events.slice(0, 8))).not.toContain('<table');
  });
});

test('a question has its answer, and one that is open says so', () => {
  const args = { questions: [{ question: 'Which?', options: [{ label: 'main' }, { label: 'dev' }] }] };
  const html = htmlOf([
    runStarted('r'),
    ...callsTool('r', 'a', 'AskUserQuestion', args, 'dev'),
    ...callsTool('r', 'b', 'AskUserQuestion', args),
    { type: 'RUN_FINISHED', threadId: 't', runId: 'r' },
  ]);
  expect(html).toMatch(/<article class="asked answered".*?<li class="chosen">.*?dev.*?<span class="text">dev<\/span>/);
  expect(html).toMatch(/<article class="asked open".*?<em>not yet<\/em>/);
  expect(html).toContain('needs input');
});

test('a question that no call asked stands at the end', () => {
  const value = { for: 'permission', questions: [{ question: 'May I?' }] };
  const html = htmlOf([runStarted('r'), { type: 'CUSTOM', name: 'amber:waiting', value }]);
  expect(html).toContain('<p>May I?</p>');
  expect(html).toContain('The run goes on');
});

test('pictures that a message holds are shown, up to a size', () => {
  const image = (value: string) => ({ type: 'image', source: { type: 'data', value, mimeType: 'image/png' } });
  const html = htmlOf([asks('r', [image('AAAA'), image('A'.repeat(5_000_000))])]);
  expect(html.match(/<img src="data:image\/png;base64,A+"/g)).toHaveLength(1);
  expect(html).toContain('[image: image, image/png, 3.8 MB]');
  expect(html.length).toBeLessThan(100_000);
});

describe('no secret is in it', () => {
  test.each([
    ['as it is', SECRET],
    ['with emphasis in it', 'very-**secret**-token'],
    ['in a link', `[very-](https://e.example)secret-token`],
    ['in a link’s address', `[x](https://e.example/${SECRET})`],
    ['in a title', `# very-_secret_-token`],
    ['in a cell', `| a |\n|--|\n| very-secret\\-token |`],
    ['with a character reference in it', 'very&#45;secret-token'],
    ['in code that is coloured', `\`\`\`ts\nconst a = "${SECRET}"; very-secret-token\n\`\`\``],
  ])('%s', (_, text) => {
    const html = htmlOf([runStarted('r'), ...says('r', 'm', `before\n\n${text}\n\nafter`), runFinished('r')]);
    expect(html.replace(/<[^>]*>/g, '').replaceAll('&#45;', '-')).not.toContain(SECRET);
    expect(html).not.toContain(SECRET);
    expect(html).toContain('***');
    expect(html).toContain('<p>after</p>');
  });

  test('nor its part where a result was cut', () => {
    const result = (at: number): string => `${'x'.repeat(at)}${SECRET}${'y'.repeat(100_000)}`;
    for (let at = 29_990; at < 30_010; at += 4) {
      const html = htmlOf([runStarted('r'), ...callsTool('r', 't', 'Bash', {}, result(at))]);
      expect(html).not.toContain('xvery');
    }
  });
});

test('ten megabytes of a tool are cut, and how much is left out is said', () => {
  const html = htmlOf([
    runStarted('r'),
    ...callsTool(
      'r',
      't',
      'Write',
      { file_path: 'a', content: `first\n${'x'.repeat(10_000_000)}` },
      `${'y'.repeat(1e7)}end`,
    ),
  ]);
  expect(html.length).toBeLessThan(150_000);
  expect(html).toMatch(/… [\d,]+ characters are left out …/);
  expect(html).toMatch(/… 10\.0 MB of 10\.0 MB are not shown<\/p>/);
  expect(html).toContain('yend</code>');
});
