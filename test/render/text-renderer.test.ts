import { describe, expect, test } from 'vitest';
import { logRenderer } from '../../src/render/log-renderer.ts';
import { textRenderer } from '../../src/render/text-renderer.ts';
import { callsTool, runStarted, says } from '../fakes/agui.ts';
import { MemoryOut, optionsFor, Screen } from './outs.ts';
import { created, events, result } from './updates.ts';

const finished = '✔ finished · 4.2s · session-1\n';

describe('a terminal', () => {
  test('text streams to stdout, all else goes to stderr', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer(optionsFor(out, err));
    await renderer.update([created]);
    await renderer.update(events(runStarted('r1'), ...says('r1', 'm1', 'Hel', 'lo')));
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'ls\n-l' }, 'a b')));
    await renderer.update(events(...says('r1', 'm2', 'Done.')));
    await renderer.update([result({ message: 'Done.' })]);
    await renderer.close();
    expect(out.text).toBe('Hello\n\nDone.\n');
    expect(err.text).toBe(`session session-1\n▸ Bash ls -l\n${finished}`);
  });

  test('what the host tells in the stream', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer(optionsFor(out, err));
    await renderer.update(
      events(
        ...says('r1', 'm1', 'Done.'),
        { type: 'CUSTOM', name: 'amber:warning', value: { code: 'PUSH_FAILED', message: 'not pushed\x1b[2J' } },
        { type: 'CUSTOM', name: 'amber:pushed', value: { url: 'file:///r.git', branch: 'ambient/s' } },
      ),
    );
    await renderer.close();
    expect(err.text).toBe('warning: not pushed\npushed ambient/s to file:///r.git\n');
  });

  test('spinner and text share one screen: frames never mix with text, and the scrollback is clean', async () => {
    const screen = new Screen();
    const options = optionsFor(screen.out, screen.err);
    const { clock } = options;
    const renderer = textRenderer({ ...options, statusLine: screen.line });
    await renderer.update([created, { type: 'session.phase', phase: 'Creating' }]);
    await clock.advance(2_500);
    await renderer.update(events(runStarted('r1'), { type: 'TEXT_MESSAGE_START', messageId: 'm1', role: 'assistant' }));
    await renderer.update(events({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'I look' }));
    await clock.advance(3_000); // In the middle of a line: no status line.
    expect(screen.status).toBeUndefined();
    await renderer.update(
      events(
        { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: ' around.' },
        { type: 'TEXT_MESSAGE_END', messageId: 'm1' },
        ...callsTool('r1', 't1', 'Read', { file_path: 'README.md' }),
      ),
    );
    await clock.advance(1_500);
    await renderer.update(events({ type: 'TOOL_CALL_RESULT', messageId: 'x', toolCallId: 't1', content: 'text' }));
    await renderer.update([result({ message: 'I look around.' })]);
    await clock.advance(5_000);
    await renderer.close();
    expect(screen.statuses).toEqual([
      'Creating · 0s',
      'Creating · 1s',
      'Creating · 2s',
      'Running · 5s · Read README.md',
      'Running · 6s · Read README.md',
    ]);
    expect(screen.scrollback).toBe(`session session-1\nI look around.\n▸ Read README.md · 1.5s\n${finished}`);
    expect(screen.status).toBeUndefined();
    expect(clock.sleeping).toBe(0);
  });

  test('a tool line never tears a line of text', async () => {
    const screen = new Screen();
    const renderer = textRenderer(optionsFor(screen.out, screen.err));
    await renderer.update(events({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'I look ' }));
    await renderer.update([{ type: 'warning', code: 'x', message: 'careful' }]);
    await renderer.update(events({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'around' }));
    await renderer.close();
    expect(screen.scrollback).toBe('I look \nwarning: careful\naround\n');
  });

  test('a warning is wrapped at words', async () => {
    const screen = new Screen();
    screen.columns = 20;
    const renderer = textRenderer(optionsFor(screen.out, screen.err));
    await renderer.update([{ type: 'warning', code: 'x', message: 'be careful with this one' }]);
    await renderer.close();
    expect(screen.scrollback).toBe('warning: be careful\nwith this one\n');
  });

  test('with plain, text, lines and the end are wrapped at words, and no sentence is interrupted', async () => {
    const screen = new Screen();
    screen.columns = 24;
    const renderer = textRenderer({ ...optionsFor(screen.out, screen.err), plain: true, wraps: true });
    const said = 'A sentence that is longer than a line.';
    const steps = { type: 'ACTIVITY_SNAPSHOT', messageId: 'p', activityType: 'PLAN' };
    await renderer.update(events({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: said.slice(0, 20) }));
    await renderer.update(events({ ...steps, content: { entries: [{ content: 'Look', status: 'completed' }] } }));
    await renderer.update(events({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: said.slice(20) }));
    await renderer.update([result({ message: said })]);
    await renderer.close();
    expect(screen.scrollback).toBe(
      'A sentence that is\nlonger than a line.\nplan: 1 of 1 done\n\ndone: Look\nfinished · 4.2s ·\nsession-1\n',
    );
  });

  test('lines are cut to the width of the window, as it is now, by columns and not by characters', async () => {
    const screen = new Screen();
    const renderer = textRenderer(optionsFor(screen.out, screen.err));
    screen.columns = 12;
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: '日本語のとても長い' }, '')));
    screen.columns = 20;
    await renderer.update(events(...callsTool('r1', 't2', 'Bash', { command: 'echo a very long line' }, '')));
    expect(screen.scrollback).toBe('▸ Bash 日本…\n▸ Bash echo a very …\n');
  });

  test('an agent cannot reach the terminal', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer(optionsFor(out, err));
    await renderer.update(
      events(
        ...says('r1', 'm1', '\x1b[2J\x1b[31mred\x1b', '[0m \x1b]0;ti', 'tle\x07ok\r\n\x9b1mC1\x9c \x08\x7f\u0085end'),
        ...callsTool('r1', 't1', 'Ba\x1b[31msh', { command: 'printf "\x1b[2J"\r' }, ''),
      ),
    );
    await renderer.update([
      result({
        outcome: 'failed',
        message: '',
        error: { code: 'X', message: 'bad \x1b]52;c;aGk=\x07thing', hint: 'do\x1b[2J' },
        question: { text: 'why\x1b[5n?', questions: [] },
      }),
    ]);
    expect(out.text).toBe('red ok\nC1 end\n');
    expect(err.text).toBe(
      '▸ Bash printf ""\nquestion: why?\nerror: bad thing [X]\n  hint: do\n✖ failed · 4.2s · session-1\n',
    );
    for (const text of [out.text, err.text]) expect(/(?![\n\t])\p{Cc}/u.test(text)).toBe(false);
  });

  test('of ten thousand questions those are shown that anyone would read', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const text = Array.from({ length: 10_000 }, (_, at) => `Which ${at}?`).join('\n');
    const renderer = textRenderer(optionsFor(out, err));
    await renderer.update([result({ outcome: 'needs-input', message: '', question: { text, questions: [] } })]);
    const lines = err.text.split('\n');
    expect(lines.length).toBeLessThan(110);
    expect(lines).toContain('  … and 9899 more lines: -o json has all of them');
  });

  test('secrets are taken out, also where they come in pieces or are cut by control sequences', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer(optionsFor(out, err, ['hunter2-secret']));
    await renderer.update(events(...says('r1', 'm1', 'it is hun', 'ter2-', 'sec\x1b[0mret, yes')));
    await renderer.update(events(...callsTool('r1', 't1', 'Bash', { command: 'echo hunter2-secret' }, '')));
    await renderer.update([result({ message: 'it is hunter2-secret, yes' })]);
    expect(`${out.text}${err.text}`).not.toMatch(/hunter2|secret/);
    expect(out.text).toBe('it is ***, yes\n');
  });

  test('what belongs to other runs is no product', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer(optionsFor(out, err));
    await renderer.update(
      events(...says('r0', 'm0', 'old'), ...callsTool('r0', 't0', 'Bash', {}, '')).map((update) => ({
        ...update,
        foreign: true as const,
      })),
    );
    await renderer.close();
    expect(out.text + err.text).toBe('');
  });

  test('messages of the user are not the agent’s', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer(optionsFor(out, err));
    await renderer.update(
      events(
        { type: 'TEXT_MESSAGE_START', messageId: 'u1', role: 'user' },
        { type: 'TEXT_MESSAGE_CONTENT', messageId: 'u1', delta: 'my prompt' },
        { type: 'TEXT_MESSAGE_END', messageId: 'u1' },
        ...says('r1', 'm1', 'answer'),
      ),
    );
    await renderer.update([result({ message: 'answer' })]);
    expect(out.text).toBe('answer\n');
  });
});

describe('text that was lost on the way', () => {
  const shown = async (deltas: readonly string[], message: string, isOpen = false): Promise<[string, string]> => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer({ ...optionsFor(out, err), quiet: true });
    const said = says('r1', 'm1', ...deltas);
    await renderer.update(events(...(isOpen ? said.slice(0, -1) : said)));
    await renderer.update([result({ message })]);
    return [out.text, err.text];
  };

  test('what was shown is no beginning of the message: all of it is shown', async () => {
    expect(await shown(['one ', 'three'], 'one two three')).toEqual([
      'one three\none two three\n',
      '[text was lost; complete message:]\n',
    ]);
  });

  test('only the end is missing, and the message is still open: it goes on', async () => {
    expect(await shown(['one ', 'two'], 'one two three', true)).toEqual(['one two three\n', '']);
  });

  test('nothing was streamed at all: the message, without ado', async () => {
    expect(await shown([], 'one two')).toEqual(['one two\n', '']);
  });

  test('a message too long to be kept is compared by its beginning', async () => {
    const long = 'x'.repeat(3_000_000);
    const [out] = await shown([long, long], `${long}${long}!`, true);
    expect(out.length).toBe(6_000_002);
    expect(out.endsWith('x!\n')).toBe(true);
  });

  test('nothing is missing but white space at the end: nothing is shown twice', async () => {
    expect(await shown(['one two\n'], 'one two')).toEqual(['one two\n', '']);
  });
});

describe('more or less', () => {
  test('--quiet leaves the product, warnings and errors', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const screen = new Screen();
    const renderer = textRenderer({ ...optionsFor(out, err), quiet: true, statusLine: screen.line });
    await renderer.update([created, ...events(...says('r1', 'm1', 'Hi'), ...callsTool('r1', 't', 'Bash', {}, ''))]);
    await renderer.update([{ type: 'warning', code: 'w', message: 'careful' }, result({ message: 'Hi' })]);
    await renderer.close();
    expect([out.text, err.text]).toEqual(['Hi\n', 'warning: careful\n']);
    expect(screen.statuses).toEqual([]);
  });

  test('--show reasoning dims it, on stderr', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer({ ...optionsFor(out, err), show: ['reasoning'], color: true });
    const thinks = (delta: string) => ({ type: 'REASONING_MESSAGE_CONTENT', messageId: 'x', delta });
    await renderer.update(
      events(
        thinks('hm '),
        thinks('mm'),
        { type: 'REASONING_MESSAGE_END', messageId: 'x' },
        ...says('r1', 'm1', 'Yes'),
      ),
    );
    expect(err.text).toBe('\x1b[2mhm\x1b[22m\x1b[2m mm\x1b[22m\n');
    expect(out.text).toBe('Yes\n');
  });

  test('--show state shows state, and no tools unless they are named', async () => {
    const [out, err] = [new MemoryOut(true), new MemoryOut(true)];
    const renderer = textRenderer({ ...optionsFor(out, err), show: ['state'] });
    await renderer.update(
      events({ type: 'STATE_SNAPSHOT', snapshot: { a: 1 } }, ...callsTool('r1', 't', 'Bash', {}, '')),
    );
    expect(err.text).toBe('STATE_SNAPSHOT {"a":1}\n');
  });

  test('what is nested too deep to be shown is named, on a terminal and in a log', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    for (const renderer of [textRenderer, logRenderer]) {
      const err = new MemoryOut(false);
      const shown = renderer({ ...optionsFor(new MemoryOut(false), err), show: ['state', 'tools'] });
      const call = callsTool('r1', 't', 'Bash', {}, '').map((event) =>
        event.type === 'TOOL_CALL_RESULT' ? { ...event, content: deep } : event,
      );
      const list = [{ type: 'STATE_SNAPSHOT', snapshot: deep }, ...call];
      await shown.update(list.map((event) => ({ type: 'event', event })));
      await shown.close();
      expect(err.text).toContain('STATE_SNAPSHOT [nested too deep to be shown]');
    }
  });

  test('the last line: tokens, cost, and what became of the session', async () => {
    const line = async (more: Parameters<typeof result>[0]): Promise<string> => {
      const err = new MemoryOut(true);
      await textRenderer(optionsFor(new MemoryOut(true), err)).update([result(more)]);
      return err.text;
    };
    expect(await line({ usage: { inputTokens: 12_345, outputTokens: 678 }, cost: { usd: 0.0123 } })).toBe(
      '✔ finished · 4.2s · 12.3k in, 678 out · $0.0123 · session-1\n',
    );
    expect(await line({ stopReason: 'kept', stopped: false })).toBe('✔ finished · 4.2s · session-1 · left running\n');
    expect(await line({ outcome: null, session: null, stopReason: null, stopped: false })).toBe('✖ not run · 4.2s\n');
    expect(await line({ outcome: 'timed-out', stopReason: 'unconfirmed', stopped: false })).toBe(
      '✖ timed-out · 4.2s · session-1 · STOP NOT CONFIRMED\n',
    );
  });

  test('a failed tool is reported, with a cross', async () => {
    const err = new MemoryOut(true);
    const renderer = textRenderer(optionsFor(new MemoryOut(true), err));
    await renderer.update(
      events(
        ...callsTool('r1', 't1', 'Bash', { command: 'false' }),
        { type: 'TOOL_CALL_END', toolCallId: 't1', error: 'exit 1' },
        { type: 'TOOL_CALL_RESULT', messageId: 'm', toolCallId: 't1', content: 'exit 1' },
        { type: 'TOOL_CALL_RESULT', messageId: 'm', toolCallId: 'unknown', content: 'x' },
      ),
    );
    expect(err.text).toBe('▸ Bash false\n✖ Bash false · exit 1\n▸ tool\n');
  });
});
