import { describe, expect, test } from 'vitest';
import { NO_LOCAL, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';
import { hasAnsi, NO_TERMINAL, plain } from './kit/pty.ts';

const FIRST = ['run', '--agent', 'demo', 'What does this repository do?'];

describe.skipIf(NO_LOCAL)('the first command', () => {
  test('in a pipe: stdout is the final message, stderr tells the way there, the session is stopped', async () => {
    await using place = new Place();
    const { code, stdout, stderr } = await place.amber(FIRST).done;
    expect(code).toBe(0);
    expect(stdout).toContain('A project that says hello.');
    expect(stdout).toContain('TODO: greet');
    expect(stdout).not.toContain('session-');
    expect(stderr).toMatch(/^[0-9TZ:-]+ session session-\S+ created$/m);
    expect(stderr).toMatch(/^[0-9TZ:-]+ tool read_file README.md$/m);
    expect(stderr).toMatch(/✔ finished · .*session-\S+\n$/);
    expect(hasAnsi(stdout + stderr)).toBe(false);
    expect(stored(place, sessionIn(stderr)).status?.phase).toBe('Stopped');
  });

  test.skipIf(NO_TERMINAL)('on a terminal: text, tool calls and one line at the end', async () => {
    await using place = new Place();
    const { code, stdout } = await place.onTerminal(FIRST).done;
    expect(code).toBe(0);
    const shown = plain(stdout);
    expect(shown).toContain('▸ read_file README.md\n');
    expect(shown).toContain('A project that says hello.');
    expect(shown.match(/A project that says hello\./g)).toHaveLength(1);
    expect(shown).toMatch(/✔ finished · [^\n]* · session-\S+\n$/);
    expect(stored(place, sessionIn(shown)).status?.phase).toBe('Stopped');
  });

  test('-q says nothing but the product', async () => {
    await using place = new Place();
    const { code, stdout, stderr } = await place.amber([...FIRST, '-q']).done;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('A project that says hello.');
  });

  test('without an agent on this machine the error names --agent demo', async () => {
    await using place = new Place();
    const { code, stdout, stderr } = await place.amber(['run', 'hello']).done;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: no agent found on PATH .* \[AGENT\]\n {2}hint: --agent demo/);
  });
});
