import { describe, expect, test } from 'vitest';
import { withSpinner } from '../../../src/cli/terminal/spinner.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { Terminal } from '../../fakes/terminal.ts';
import { fakeIo } from '../fake-io.ts';

/** A command on a terminal, whose patience ends when `wait` is called. */
function onTerminal({ columns = 40, env = {}, quiet = false, plain = false } = {}) {
  const terminal = new Terminal(columns);
  const patience = Promise.withResolvers<void>();
  const fake = fakeIo({ env: { TERM: 'xterm', ...env }, tty: { stderr: true } });
  const io = {
    ...fake,
    clock: { ...fake.clock, sleep: () => patience.promise },
    stderr: { ...fake.stderr, stream: terminal, write: (text: string | Uint8Array) => void terminal.write(text) },
  };
  const context = { redactor: makeRedactor(['s3cret-value']), settings: { plain } } as never;
  const spin = <T>(doing: string, work: () => Promise<T>): Promise<T> =>
    withSpinner(io, { context, quiet, color: false }, doing, work);
  return { io, spin, terminal, wait: () => patience.resolve() };
}

/** Until the terminal shows it. */
async function until(terminal: Terminal, shown: RegExp): Promise<string> {
  for (;;) {
    const now = await terminal.shown();
    if (shown.test(now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a wait for one thing', () => {
  test('shows on a terminal what is being done, beside what is written meanwhile, and leaves nothing behind', async () => {
    const { io, spin, terminal, wait } = onTerminal();
    const answer = await spin('reading\nsessions of s3cret-value', async () => {
      wait();
      await until(terminal, /^\S reading sessions of \*\*\*$/);
      io.stderr.write('warning: slow\n');
      return until(terminal, /^warning: slow\n\S reading/);
    });
    expect(answer).toMatch(/^warning: slow\n\S reading sessions of \*\*\*$/);
    expect(await terminal.shown()).toBe('warning: slow');
    // The cursor stays visible, stdin cooked.
    expect(terminal.written).not.toContain('\u001b[?25');
  });

  test('ends with work that fails', async () => {
    const { spin, terminal, wait } = onTerminal();
    const failed = spin('asking', async () => {
      wait();
      await until(terminal, /asking/);
      throw new Error('no answer');
    });
    await expect(failed).rejects.toThrow('no answer');
    expect(await terminal.shown()).toBe('');
  });

  test('is cut to the terminal', async () => {
    const { spin, terminal, wait } = onTerminal({ columns: 12 });
    await spin('reading many sessions', async () => {
      wait();
      await until(terminal, /^\S reading…$/);
    });
  });

  test('that is over soon shows nothing', async () => {
    const { spin, terminal, wait } = onTerminal();
    expect(await spin('asking', async () => 1)).toBe(1);
    wait();
    await loaded();
    expect(terminal.written).toBe('');
  });

  test.each([
    ['with --quiet', { quiet: true }],
    ['on a terminal that is not to be repainted', { plain: true }],
    ['in a job', { env: { CI: 'true' } }],
    ['on a terminal whose width is not known', { columns: 0 }],
  ])('shows nothing %s', async (_, how) => {
    const { spin, terminal, wait } = onTerminal(how);
    await spin('asking', async () => {
      wait();
      await loaded();
    });
    expect(terminal.written).toBe('');
  });
});

/** By then a spinner would be on the terminal. */
async function loaded(): Promise<void> {
  await import('ora');
  await new Promise((resolve) => setImmediate(resolve));
}
