import { describe, expect, test } from 'vitest';
import { type TextOptions, textRenderer } from '../../src/render/text-renderer.ts';
import { callsTool, runStarted, says } from '../fakes/agui.ts';
import { MemoryOut, optionsFor, Screen } from './outs.ts';
import { created, events, result } from './updates.ts';

const markdown = () => import('../../src/render/terminal/markdown/markdown-view.ts');
const SESSION = 'session-019a1b2c-0000-7000-8000-abcdef123456';

function viewed(more: Partial<TextOptions> = {}) {
  const screen = new Screen();
  const options = optionsFor(screen.out, screen.err, ['hunter2-secret']);
  const renderer = textRenderer({ ...options, statusLine: screen.line, markdown, ...more });
  return { screen, renderer, clock: options.clock };
}

const delta = (text: string) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: text });
const plan = (done: number, steps = ['Look', 'Fix', 'Test']) => ({
  type: 'ACTIVITY_SNAPSHOT',
  messageId: 'p',
  activityType: 'PLAN',
  content: {
    entries: steps.map((content, at) => ({
      content,
      status: at < done ? 'completed' : at === done ? 'in_progress' : 'pending',
    })),
  },
});

describe('Markdown on a terminal', () => {
  test('what has come is shown at once and repainted; what is whole stays', async () => {
    const { screen, renderer, clock } = viewed();
    await renderer.update(events(runStarted('r1'), delta('# Title\n\nSome *more ')));
    await clock.advance(100);
    expect(screen.scrollback).toBe('# Title\n');
    expect(screen.above).toEqual(['', 'Some *more']);
    expect(screen.status).toBe('Running · 0s');
    await renderer.update(events(delta('words* ')));
    await clock.advance(50);
    expect(screen.above).toEqual(['', 'Some *more words*']);
    await renderer.update([result({ message: '# Title\n\nSome *more words*' })]);
    await renderer.close();
    expect(screen.scrollback).toBe('# Title\n\nSome *more words*\n✔ finished · 4.2s · session-1\n');
    expect(screen.above).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  test('updates that come while it is loaded keep their order', async () => {
    const { screen, renderer } = viewed();
    const all = [
      renderer.update([created, ...events(...says('r1', 'm1', 'One.'))]),
      renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'ls' }, ''))),
      renderer.update(events(...says('r1', 'm2', 'Two.'))),
      renderer.update([result({ message: 'Two.' })]),
    ];
    await Promise.all(all);
    await renderer.close();
    expect(screen.scrollback).toBe('session session-1\nOne.\n▸ Bash ls\n\nTwo.\n✔ finished · 4.2s · session-1\n');
  });

  test('what is open is wrapped anew for the width that the terminal has when it is painted', async () => {
    const { screen, renderer, clock } = viewed();
    await renderer.update(events(delta('some words that go on and on and on ')));
    await clock.advance(100);
    screen.columns = 21;
    await clock.advance(1_000);
    expect([screen.scrollback, screen.above]).toEqual(['some words that go\n', ['on and on and on']]);
    await renderer.close();
  });

  test('neither a control sequence nor a secret reaches the terminal', async () => {
    const { screen, renderer } = viewed();
    await renderer.update(
      events(
        ...says('r1', 'm1', '\x1b[2J**hun', 'ter2-secret** &#27;]0;t&#7; `hunter2-', 'secret` &#x68;unter2-secret\n'),
      ),
    );
    await renderer.close();
    expect(screen.scrollback).not.toMatch(/(?!\n)\p{Cc}|hunter2/u);
  });

  test('--quiet: the product alone, still as it comes', async () => {
    const { screen, renderer, clock } = viewed({ quiet: true });
    await renderer.update([created, ...events(plan(0), delta('A *wor '))]);
    await clock.advance(100);
    expect([screen.above, screen.status]).toEqual([['A *wor'], '']);
    await renderer.update([result({ message: 'A *wor d*' })]);
    await renderer.close();
    expect(screen.scrollback).toBe('A *wor d*\n');
  });
});

describe('the plan', () => {
  test('moves while the run goes on, and stays once it is over', async () => {
    const { screen, renderer, clock } = viewed();
    await renderer.update(events(runStarted('r1'), plan(0)));
    await clock.advance(100);
    expect(screen.above).toEqual(['▸ Look', '○ Fix', '○ Test']);
    await renderer.update(events(plan(1)));
    await clock.advance(100);
    expect(screen.above).toEqual(['✔ Look', '▸ Fix', '○ Test']);
    const fixed = { op: 'replace', path: '/entries/1/status', value: 'completed' };
    await renderer.update(events({ type: 'ACTIVITY_DELTA', messageId: 'p', activityType: 'PLAN', patch: [fixed] }));
    await clock.advance(100);
    expect(screen.above).toEqual(['✔ Look', '✔ Fix', '○ Test']);
    expect(screen.scrollback).toBe('');
    await renderer.update([result({ message: 'Done.' })]);
    expect(screen.scrollback).toBe('Done.\n\n✔ Look\n✔ Fix\n○ Test\n✔ finished · 4.2s · session-1\n');
  });

  test('a plan that is longer than anybody reads ends with how many more steps there are', async () => {
    const { screen, renderer } = viewed();
    const steps = Array.from({ length: 1_000 }, (_, at) => `step ${at}`);
    await renderer.update([...events(runStarted('r1'), plan(499, steps)), result({ message: '' })]);
    expect(screen.scrollback).toContain('✔ step 199\n  and 800 more, 299 of them done\n✔ finished');
  });

  test('a long plan is shown around the step that is worked on', async () => {
    const { screen, renderer, clock } = viewed();
    const steps = Array.from({ length: 20 }, (_, at) => `Step ${at}`);
    await renderer.update(events(plan(10, steps)));
    await clock.advance(100);
    expect(screen.above).toHaveLength(9);
    expect(screen.above).toContain('▸ Step 10');
    expect(screen.above.at(-1)).toBe('  10 of 20 done');
    await renderer.close();
  });
});

describe('tools', () => {
  test('the time of a call is without what a person took to permit it', async () => {
    const { screen, renderer, clock } = viewed();
    const waits = (name: string) => ({ type: 'CUSTOM', name, value: { for: 'permission' } });
    const call = callsTool('r1', 't1', 'edit', { file_path: 'a.ts' }, 'ok');
    await renderer.update(events(runStarted('r1'), ...call.slice(0, 3), waits('amber:waiting')));
    await clock.advance(600_000);
    await renderer.update(events(waits('amber:waited')));
    await clock.advance(2_000);
    await renderer.update(events(...call.slice(3)));
    await renderer.update([result({ message: '' })]);
    expect(screen.scrollback).toContain('▸ edit a.ts · 2s\n');
  });

  test('a failed call says why, within the width', async () => {
    const { screen, renderer } = viewed();
    screen.columns = 30;
    const fails = (command: string, content: string) => [
      ...callsTool('r1', command, 'Bash', { command }),
      { type: 'TOOL_CALL_RESULT', messageId: 'm', toolCallId: command, content, is_error: true },
    ];
    await renderer.update(events(...fails('npm run a-long-name', '\nexit 1: broken\nmore'), ...fails('ls', 'none')));
    expect(screen.scrollback).toBe('✖ Bash npm run a-long-name\n  exit 1: broken\n✖ Bash ls · none\n');
    await renderer.close();
  });

  test.each([
    ['on a terminal', false, '✖ edit a.ts · refused by permissions read'],
    ['in words', true, 'tool: edit a.ts · refused by permissions read'],
  ])('a call that was refused a permission is called that, and none that failed (%s)', async (_, plain, line) => {
    const { screen, renderer } = viewed({ plain });
    const call = callsTool('r1', 't1', 'edit', { file_path: 'a.ts' });
    const value = { toolCallId: 't1', title: 'Edit a.ts', answer: 'refused', by: 'permissions read' };
    const end = { type: 'TOOL_CALL_RESULT', toolCallId: 't1', content: 'denied', metadata: { status: 'failed' } };
    await renderer.update(events(...call, { type: 'CUSTOM', name: 'amber:permission', value }, end));
    await renderer.update([result({ message: '' })]);
    expect(screen.scrollback).toContain(`${line}\nrefused: edit a.ts\n`);
    expect(screen.scrollback).not.toContain('failed tools');
  });

  test('a plan and a command are shown however long they are', async () => {
    const { screen, renderer, clock } = viewed();
    const todos = Array.from({ length: 80 }, (_, at) => ({
      content: `Step ${at} ${'x'.repeat(60)}`,
      status: 'pending',
    }));
    const command = `echo ${'y'.repeat(9_000)} > out.txt`;
    await renderer.update(events(...callsTool('r1', 't1', 'TodoWrite', { todos }, 'ok')));
    await renderer.update(events(...callsTool('r1', 't2', 'Bash', { description: 'Writes', command }, 'ok')));
    await clock.advance(100);
    expect(screen.above.at(-1)).toBe('  0 of 80 done');
    expect(screen.scrollback).toMatch(/^▸ Bash echo y{30,}…$/m);
    await renderer.close();
  });

  test('a call that never ended says so', async () => {
    const { screen, renderer } = viewed();
    const end = { type: 'TOOL_CALL_RESULT', toolCallId: 't1', content: '', metadata: { status: 'unfinished' } };
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'sleep 9' }), end));
    expect(screen.scrollback).toBe('■ Bash sleep 9 · not ended\n');
    await renderer.close();
  });

  test('--show output shows what they said, indented, and no more than can be read', async () => {
    const { screen, renderer } = viewed({ show: ['output'] });
    const long = Array.from({ length: 300 }, (_, at) => `line ${at}`).join('\n');
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'ls' }, 'a\x1b[2J\n  hunter2-secret\n')));
    expect(screen.scrollback).toBe('▸ Bash ls\n  a\n    ***\n');
    await renderer.update(events(...callsTool('r1', 't2', 'Bash', { command: 'ls' }, long)));
    expect(screen.scrollback.split('\n').slice(-3)).toEqual(['  line 199', '  … amber export has the rest', '']);
    await renderer.close();
  });

  test('what they said is broken at words, and stays behind what it begins with', async () => {
    const { screen, renderer } = viewed({ show: ['output'] });
    screen.columns = 30;
    const said = '    one two three four five six seven\n\n世界世界世界世界世界世界世界世界世界\nend';
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'ls' }, said)));
    expect(screen.scrollback.split('\n')).toEqual([
      '▸ Bash ls',
      '      one two three four five',
      '      six seven',
      '',
      '  世界世界世界世界世界世界世界',
      '  世界世界',
      '  end',
      '',
    ]);
    await renderer.close();
  });

  test('a title that begins with the name of its tool is shown once', async () => {
    const { screen, renderer } = viewed();
    await renderer.update(events(...callsTool('r1', 't1', 'read', { title: 'Read a.ts' }, '')));
    expect(screen.scrollback).toBe('▸ Read a.ts\n');
    await renderer.close();
  });
});

test('tokens and cost are shown as they come', async () => {
  const { screen, renderer, clock } = viewed();
  const custom = (name: string, value: object) => ({ type: 'CUSTOM', name, value });
  await renderer.update(events(runStarted('r1'), custom('amber:context', { tokens: 12_345 })));
  await clock.advance(100);
  expect(screen.status).toBe('Running · 0s · 12.3k tokens');
  await renderer.update(events(custom('amber:cost', { usd: 0.0123 })));
  await clock.advance(1_000);
  expect(screen.status).toBe('Running · 1s · 12.3k tokens · $0.0123');
  await renderer.close();
});

test.each([Number.NaN, -1, '1', null, Number.POSITIVE_INFINITY])(
  'a cost of %s is none that a reader believes',
  async (usd) => {
    const { screen, renderer, clock } = viewed();
    const custom = (name: string, value: object) => ({ type: 'CUSTOM', name, value });
    await renderer.update(
      events(runStarted('r1'), custom('amber:cost', { usd }), custom('amber:context', { tokens: usd })),
    );
    await clock.advance(100);
    expect(screen.status).toMatch(/^Running · 0s( · [\d.]+T tokens · \$1\.0B)?$/);
    expect(screen.status).not.toMatch(/NaN|Infinity|-/);
    await renderer.close();
  },
);

describe('the last line fits', () => {
  const line = async (columns: number, more: Parameters<typeof result>[0] = {}): Promise<string> => {
    const err = new MemoryOut(true);
    err.columns = columns;
    const usage = { inputTokens: 123_456, outputTokens: 67_890 };
    const update = result({ session: SESSION, durationMs: 754_000, usage, cost: { usd: 0.0123 }, ...more });
    await textRenderer(optionsFor(new MemoryOut(true), err)).update([update]);
    return err.text;
  };

  test.each([
    [120, `✔ finished · 12m34s · 123.5k in, 67.9k out · $0.0123 · ${SESSION}\n`],
    [80, '✔ finished · 12m34s · 123.5k in, 67.9k out · $0.0123 · abcdef\n'],
    [40, '✔ finished · 12m34s · $0.0123 · abcdef\n'],
    [20, '✔ finished · abcdef\n'],
  ])('%i columns', async (columns, expected) => {
    expect(await line(columns)).toBe(expected);
  });

  test('what is left running is always said', async () => {
    expect(await line(40, { stopReason: 'unconfirmed', stopped: false })).toBe(
      '✔ finished · abcdef · STOP NOT CONFIRMED\n',
    );
  });
});

describe('--plain', () => {
  const LONG = 'no '.repeat(100).trim();

  test('nothing is repainted or cut, and there are words in place of signs', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer({ ...optionsFor(out, err), plain: true, conversation: true });
    const prompt = { ...runStarted('r1'), input: { messages: [{ id: 'u', role: 'user', content: 'do it' }] } };
    await renderer.update([
      ...events(prompt, plan(0), ...callsTool('r1', 't1', 'Bash', { command: 'ls' }, '')),
      ...events({ type: 'TOOL_CALL_RESULT', messageId: 'm', toolCallId: 'x', content: LONG, is_error: true }),
      ...events(plan(1), ...says('r1', 'm1', '# Done\n\n*all* of it')),
      result({ message: '# Done\n\n*all* of it' }),
    ]);
    expect(out.text).toBe('# Done\n\n*all* of it\n');
    expect(Math.max(...err.text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    // What is too long for a line goes on in the next.
    expect(err.text.replaceAll(/\n(?=no\b)/g, ' ').split('\n')).toEqual([
      'user: do it',
      'plan: 0 of 3 done, now: Look',
      'tool: Bash ls',
      `tool failed: tool · ${LONG}`,
      'plan: 1 of 3 done, now: Fix',
      '',
      'done: Look',
      'now: Fix',
      'to do: Test',
      'failed tools: tool',
      'finished · 4.2s · session-1',
      '',
    ]);
  });
});
