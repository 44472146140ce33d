import { describe, expect, test } from 'vitest';
import { LivePart } from '../../../src/render/terminal/live-part.ts';
import { Terminal } from '../../fakes/terminal.ts';

const content =
  (status: string, ...above: readonly string[]) =>
  () => ({ above, status });

describe('what is repainted', () => {
  test.each([40, 0])('is painted, taken away, and leaves the cursor and stdin alone (%i columns)', async (columns) => {
    const terminal = new Terminal(columns);
    const live = new LivePart(terminal);
    live.show(content('Running · 1s', 'one', 'two'));
    expect(await terminal.shown()).toMatch(/^one\ntwo\n\S Running · 1s$/);
    live.show(content('Running · 2s', 'one'));
    expect(await terminal.shown()).toMatch(/^one\n\S Running · 2s$/);
    live.hide();
    expect(await terminal.shown()).toBe('');
    terminal.write('text\n');
    live.show(content('Running · 3s'));
    expect(await terminal.shown()).toMatch(/^text\n\S Running · 3s$/);
    live.stop();
    live.hide();
    expect(await terminal.shown()).toBe('text');
    expect(terminal.written).not.toContain('\x1b[?25');
  });

  test.each([39, 80])('the ^C that the terminal shows leaves no row behind (a line of %i columns)', async (width) => {
    const terminal = new Terminal(40, 4);
    const live = new LivePart(terminal);
    live.show(content('', 'heading', 'row', 'x'.repeat(width)));
    terminal.write('^C');
    live.stop();
    expect(await terminal.shown()).toBe('');
  });

  test('an empty status is none', async () => {
    const terminal = new Terminal(40);
    const live = new LivePart(terminal);
    live.show(content('', 'only this'));
    expect(await terminal.shown()).toBe('only this');
    live.stop();
    expect(await terminal.shown()).toBe('');
    // tmux would keep the line: it saves a screen that is cleared at once.
    expect(terminal.written).not.toContain('\x1b[J');
  });

  test('more lines than the terminal has: the last ones are shown, and none stays behind', async () => {
    const terminal = new Terminal(20, 4);
    const live = new LivePart(terminal);
    const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    live.show(content('Running', ...lines));
    live.show(content('Running', ...lines, 'last'));
    expect(await terminal.shown()).toMatch(/^line 19\nlast\n\S Running$/);
    live.stop();
    expect(await terminal.shown()).toBe('');
  });

  test('a terminal that becomes narrower has wrapped what was painted; all of it is painted anew', async () => {
    const terminal = new Terminal(60);
    const live = new LivePart(terminal);
    terminal.write('before\n');
    live.show(() => ({ above: [`${'wide '.repeat(terminal.columns / 5 - 1)}end`, '日本語'], status: 'Running · 1s' }));
    expect(await terminal.shown()).toMatch(/^before\n(wide ){11}end\n日本語\n\S Running · 1s$/);
    terminal.resize(25);
    expect(await terminal.shown()).toMatch(/^before\n(wide ){4}end\n日本語\n\S Running · 1s$/);
    terminal.resize(60);
    expect(await terminal.shown()).toMatch(/^before\n(wide ){11}end\n日本語\n\S Running · 1s$/);
    live.stop();
    expect(await terminal.shown()).toBe('before');
  });

  test('a terminal that cuts its lines off takes no more rows: none above what was painted is cleared', async () => {
    const terminal = new Terminal(60);
    const live = new LivePart(terminal, { wraps: false });
    live.show(content('', 'a'.repeat(50), 'b'.repeat(50)));
    await terminal.shown();
    const before = terminal.written.length;
    terminal.columns = 20;
    live.hide();
    await terminal.shown();
    expect(terminal.written.slice(before).split('\x1b[2K')).toHaveLength(3);
  });

  test('no more is painted than stays in reach where the terminal becomes as narrow as it may', async () => {
    const terminal = new Terminal(120, 10);
    const live = new LivePart(terminal, { narrowest: 40 });
    const lines = Array.from({ length: 9 }, (_, at) => `${at}${' word'.repeat(20)}`);
    live.show(content('Running', ...lines));
    expect(await terminal.shown()).toMatch(/^7 word.*\n8 word.*\n\S Running$/s);
    terminal.resize(40);
    live.stop();
    expect(await terminal.shown()).toBe('');
  });

  test('the size that the terminal has is asked for, since it is told late', async () => {
    const terminal = Object.assign(new Terminal(60), { _refreshSize: () => {} });
    const live = new LivePart(terminal);
    live.show(() => ({ above: ['x'.repeat(terminal.columns - 1)], status: '' }));
    terminal._refreshSize = () => {
      if (terminal.columns !== 30) terminal.resize(30);
    };
    live.show(() => ({ above: ['y'.repeat(terminal.columns - 1)], status: '' }));
    expect(await terminal.shown()).toBe(`${'y'.repeat(26)}…`);
    live.stop();
    expect(await terminal.shown()).toBe('');
  });

  test('what is on the screen never goes blank while it is painted anew', async () => {
    const terminal = new Terminal(40);
    const live = new LivePart(terminal);
    live.show(content('Running · 1s', 'text that grows'));
    const states: string[] = [];
    const write = terminal._write.bind(terminal);
    terminal._write = (chunk, encoding, done) =>
      write(chunk, encoding, () => {
        void terminal
          .shown()
          .then((shown) => states.push(shown))
          .then(() => done());
      });
    live.show(content('Running · 2s', 'text that grows, and grows'));
    while (terminal.writableLength > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(states.length).toBeGreaterThan(0);
    for (const shown of states) expect(shown).toMatch(/^text that grows.*\n\S Running/);
    live.stop();
  });

  test('a line that the terminal takes to be wider than it was taken for stays one row', async () => {
    const terminal = new Terminal(40);
    const live = new LivePart(terminal);
    // The vowel has a cell of its own on some terminals, and none on others.
    live.show(content('Running', 'नि'.repeat(38), 'next'));
    expect((await terminal.shown()).split('\n')).toEqual([expect.stringMatching(/^(नि)+/), 'next', '⠋ Running']);
    live.stop();
    expect(await terminal.shown()).toBe('');
  });

  test('a line that is too wide is cut, by columns', async () => {
    const terminal = new Terminal(10);
    const live = new LivePart(terminal);
    live.show(content('', '\x1b[1m日本語日本語\x1b[0m'));
    expect(await terminal.shown()).toBe('日本語…');
    live.stop();
  });
});
