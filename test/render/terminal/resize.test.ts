import { expect, test } from 'vitest';
import { LivePart } from '../../../src/render/terminal/live-part.ts';
import { textRenderer } from '../../../src/render/text-renderer.ts';
import { callsTool, runStarted } from '../../fakes/agui.ts';
import { Terminal } from '../../fakes/terminal.ts';
import { optionsFor } from '../outs.ts';
import { events, result } from '../updates.ts';

const words = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, at) => `word${from + at}`).join(' ');
const lines = (count: number, sign: string): string =>
  Array.from({ length: count }, (_, at) => `${sign}${words(20, at * 20)}`).join('\n');

const delta = (text: string) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: text });
const plan = {
  type: 'ACTIVITY_SNAPSHOT',
  messageId: 'p',
  activityType: 'PLAN',
  content: {
    entries: Array.from({ length: 5 }, (_, at) => ({
      content: `Step ${at}, ${'more '.repeat(12)}`,
      status: 'pending',
    })),
  },
};

test.each([
  ['a paragraph with marks', `*${words(30)}* and ${words(150, 30)} **${words(30, 180)}** ${words(90, 210)}`],
  ['a loose list', lines(15, '1. ').replaceAll('\n', '\n\n')],
  ['a numbered list', lines(24, '1. ')],
  ['code', `\`\`\`ts\n${lines(15, '')}\n\`\`\``],
  ['a quotation', lines(15, '> ')],
])('%s that grows while the terminal is resized: no word is lost, none is shown twice', async (_, text) => {
  const terminal = new Terminal(120, 24);
  const out = { write: (text: string | Uint8Array) => void terminal.write(text), isTTY: true, columns: 0 };
  const screen = Object.defineProperty(out, 'columns', { get: () => terminal.columns });
  const options = optionsFor(screen, screen);
  const renderer = textRenderer({
    ...options,
    statusLine: async () => new LivePart(terminal, { narrowest: 40 }),
    markdown: () => import('../../../src/render/terminal/markdown/markdown-view.ts'),
  });
  await renderer.update(events(runStarted('r1'), plan));
  const pieces = text.match(/.{1,80}/gs) ?? [];
  for (const [at, piece] of pieces.entries()) {
    await renderer.update(events(delta(piece)));
    await terminal.shown();
    const share = Math.floor((at / pieces.length) * 5);
    const columns = [120, 40, 100, 60, 120][share] ?? 120;
    const isResized = columns !== terminal.columns;
    // What has just come is painted only then.
    if (isResized) terminal.resize(columns);
    await options.clock.advance(60);
    await terminal.shown();
    if (!isResized) continue;
    await renderer.update(events(...callsTool('r1', `t${share}`, 'Bash', { command: `tool${share}` }, 'ok')));
    expect((await terminal.shown()).match(/Running ·/g)?.length ?? 0).toBeLessThan(2);
  }
  await renderer.update([result({ message: text })]);
  await renderer.close();
  const shown = await terminal.unwrapped();
  const found = shown.match(/word\d+|tool\d/g) ?? [];
  expect(found.filter((word) => word.startsWith('word'))).toEqual(text.match(/word\d+/g));
  expect(found.filter((word) => word.startsWith('tool'))).toEqual(['tool1', 'tool2', 'tool3', 'tool4']);
  expect(shown.match(/Step 0/g)).toHaveLength(1);
  expect(shown).not.toContain('Running');
});
