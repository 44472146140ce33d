import { describe, expect, test } from 'vitest';
import { openContext } from '../../../src/cli/context.ts';
import { openView } from '../../../src/cli/output/choose-renderer.ts';
import { says } from '../../fakes/agui.ts';
import { events, result } from '../../render/updates.ts';
import { type FakeIoOptions, fakeIo } from '../fake-io.ts';

const TEXT = '## Found\n\n**Two** things that are\n`wrong`.\n';

/** What a session's replay looks like on stdout. */
async function replayed(options: FakeIoOptions): Promise<string> {
  const io = fakeIo(options);
  const common = { flags: {}, quiet: false, verbose: false, color: true, input: true };
  const context = await openContext(io, common);
  const view = openView(io, context, common, { events: undefined, everything: { follows: false } });
  await view.renderer.update(events(...says('r1', 'm1', TEXT.slice(0, 20), TEXT.slice(20))));
  await view.renderer.update([result({ message: TEXT })]);
  await view.close();
  expect(io.err()).toBe('');
  return io.out().split(/(?:✔ )?finished/u)[0] ?? '';
}

describe('what happened in a session', () => {
  const tty = { stdout: true, stderr: true };

  test('is shown on a terminal as a run is: with its Markdown, and nothing that moves the cursor', async () => {
    expect(await replayed({ tty, env: { NO_COLOR: '1' } })).toBe('## Found\n\n**Two** things that are `wrong`.\n');
    const colored = await replayed({ tty });
    expect(colored).toContain('\x1b[1;4mFound\x1b[0m\n\n\x1b[1mTwo\x1b[0m things');
    expect(colored.replaceAll(/\p{Cc}\[[\d;]*m/gu, '')).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  test.each<[string, FakeIoOptions]>([
    ['in a pipe', {}],
    ['where that is asked for', { tty, env: { AMBER_RAW: 'true', NO_COLOR: '1' } }],
    ['on a terminal that can show nothing else', { tty, env: { TERM: 'dumb' } }],
    ['for a screen reader', { tty, env: { AMBER_PLAIN: 'true', NO_COLOR: '1' } }],
  ])('is the text itself %s', async (_, options) => {
    expect(await replayed(options)).toBe(TEXT);
  });
});
