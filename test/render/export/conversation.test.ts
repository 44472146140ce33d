import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { Update } from '../../../src/core/run-update.ts';
import { jsonlRenderer } from '../../../src/render/json/jsonl.ts';
import { logRenderer } from '../../../src/render/log-renderer.ts';
import { textRenderer } from '../../../src/render/text-renderer.ts';
import { says } from '../../fakes/agui.ts';
import { MemoryOut, optionsFor } from '../outs.ts';
import { events, result } from '../updates.ts';

const asked = (runId: string, content: string): AguiEvent => ({
  type: 'RUN_STARTED',
  threadId: 's',
  runId,
  input: { messages: [{ id: `of-${runId}`, role: 'user', content }] },
});

/** A replay of two runs, of which the second one's text is in its snapshot only: the platform compacts its log so. */
function twoRuns(): readonly Update[] {
  const { result: first } = result({ message: 'One.', durationMs: 65_000 }) as Extract<Update, { type: 'result' }>;
  const question = { id: 'of-r2', role: 'user', content: 'and two?' };
  return [
    ...events(asked('r1', 'first\x1b[2J\nmy-password'), ...says('r1', 'm1', 'One.')),
    { type: 'run.ended', result: first },
    ...events({ type: 'MESSAGES_SNAPSHOT', messages: [question] }, asked('r2', 'and two?'), {
      type: 'MESSAGES_SNAPSHOT',
      messages: [question, { id: 'm2', role: 'assistant', content: 'Two.' }],
    }),
    result({ message: 'Two.' }),
  ];
}

describe('several runs of a session', () => {
  test('on a terminal: what the user wrote, what the agent said, and how each run ended', async () => {
    const out = new MemoryOut(true);
    const renderer = textRenderer({ ...optionsFor(out, out, ['my-password']), conversation: true });
    await renderer.update(twoRuns());
    await renderer.close();
    expect(out.text).toBe(
      [
        '> first',
        '> ***',
        'One.',
        '✔ finished · 1m05s · session-1',
        '',
        '> and two?',
        'Two.',
        '✔ finished · 4.2s · session-1',
        '',
      ].join('\n'),
    );
  });

  test('in a log: the same on stderr, and stdout has the last message alone', async () => {
    const [out, err] = [new MemoryOut(), new MemoryOut()];
    const options = optionsFor(out, err, ['my-password']);
    const renderer = logRenderer({ ...options, conversation: true });
    await options.clock.run(Promise.resolve(renderer.update(twoRuns())));
    await renderer.close();
    expect(out.text).toBe('Two.\n');
    expect(err.text.replace(/^2026-\S+ /gm, '')).toBe(
      [
        'user: first',
        '  ***',
        'says: One.',
        '✔ finished · 1m05s · session-1',
        'user: and two?',
        '✔ finished · 4.2s · session-1',
        '',
      ].join('\n'),
    );
  });

  test('the author of a prompt does not read it again', async () => {
    const out = new MemoryOut(true);
    const renderer = textRenderer(optionsFor(out, out));
    await renderer.update(events(asked('r1', 'first')));
    await renderer.close();
    expect(out.text).toBe('');
  });

  test('as JSON lines there is one result, the last line', async () => {
    const out = new MemoryOut();
    const renderer = jsonlRenderer(optionsFor(out, new MemoryOut()));
    await renderer.update(twoRuns());
    const types = out.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types.filter((type) => type !== 'event')).toEqual(['result']);
  });
});
