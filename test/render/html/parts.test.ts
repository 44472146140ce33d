import { describe, expect, test } from 'vitest';
import type { TranscriptEntry } from '../../../src/core/transcript/transcript-entry.ts';
import { linesOfDiff } from '../../../src/render/html/compare-lines.ts';
import { toHtml } from '../../../src/render/html/element.ts';
import { planBox, planList } from '../../../src/render/html/plan-list.ts';
import { timelineBar, timelineOf } from '../../../src/render/html/timeline.ts';

describe('a diff', () => {
  test('shows what changed, with three lines around it', () => {
    const before = Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join('');
    const lines = linesOfDiff(before, before.replace('line 10\n', 'line ten\n'));
    expect(lines.map(({ kind }) => kind).join(' ')).toBe('gap same same same removed added same same same gap');
    expect(lines[0]?.text).toBe('7 lines unchanged');
  });

  test('of a new file is all of it', () => {
    expect(linesOfDiff('', 'a\nb')).toEqual([
      { kind: 'added', text: 'a' },
      { kind: 'added', text: 'b' },
    ]);
  });

  test('of texts that have nothing in common ends soon', () => {
    const text = (word: string): string => Array.from({ length: 8_000 }, (_, at) => `${word} ${at}`).join('\n');
    expect(linesOfDiff(text('a'), text('b'))).toHaveLength(16_000);
  });
});

test('a plan says what is done, under way and to do', () => {
  const steps = [
    { text: 'look', state: 'done' },
    { text: '<b>', state: 'active' },
    { text: 'end', state: 'pending' },
  ] as const;
  const html = toHtml(planList({ steps }));
  expect(html).toMatch(/done: <\/span>look.*under way: <\/span>&lt;b&gt;.*to do: <\/span>end/);
});

test('a long plan says how many more steps there are, and counts all', () => {
  const steps = Array.from({ length: 1_000 }, (_, at) => ({
    text: 'x',
    state: at < 499 ? ('done' as const) : ('pending' as const),
  }));
  const html = toHtml(planBox({ steps, isOpen: true }));
  expect(html).toContain('Plan: 499 of 1000');
  expect(html).toContain('<li class="more">and 800 more, 299 of them done</li></ol>');
  expect(html.match(/<li class="done">/g)).toHaveLength(200);
});

describe('a timeline', () => {
  const entry = (time: number, ended: number, fields: object): TranscriptEntry =>
    ({ id: `${time}`, runId: null, open: false, time, ended, ...fields }) as TranscriptEntry;

  test('says what was done, how long, and where it waited', () => {
    const entries = [
      entry(0, 0, { kind: 'message', role: 'user', text: 'go', files: [], hidden: false }),
      entry(0, 4_000, { kind: 'tool', name: 'Bash', args: '{"command":"ls"}', error: 'no' }),
      entry(4_000, 5_000, { kind: 'reasoning', text: 'hm' }),
    ];
    const segments = timelineOf(entries, [{ from: 5_000, to: 8_000, after: 2 }]);
    expect(segments.map(({ kind, ms, label }) => [kind, ms, label])).toEqual([
      ['text', 0, 'user'],
      ['failed', 4_000, 'failed: Bash ls'],
      ['reasoning', 1_000, 'reasoning'],
      ['wait', 3_000, 'waited for a person'],
    ]);
    expect(toHtml(timelineBar({ segments }))).toContain('title="failed: Bash ls · 4s"');
    expect(legendOf(segments)).toEqual(['text', 'reasoning', 'failed', 'waits']);
  });

  test('a tool that never ended is told from one that was done, alone and in a bundle', () => {
    const call = (at: number, fields: object = {}): TranscriptEntry =>
      entry(at, at + 9, { kind: 'tool', name: 'Bash', args: '{}', ...fields });
    const segments = timelineOf([call(0), call(10, { unfinished: true }), call(20, { error: 'no', unfinished: true })]);
    expect(segments.map(({ kind, label }) => [kind, label])).toEqual([
      ['tool', 'Bash'],
      ['unfinished', 'not ended: Bash'],
      ['failed', 'failed: Bash'],
    ]);
    expect(legendOf(segments)).toEqual(['tools', 'failed', 'not ended']);
    const bundle = timelineOf(
      Array.from({ length: 180 }, (_, at) => call(at * 10, at === 1 ? { unfinished: true } : {})),
    );
    expect(bundle[0]?.label).toBe('not ended: Bash and 1 more');
  });

  test('a bundle has the colour of what most of its time was, and a mark for what failed', () => {
    const tools = Array.from({ length: 180 }, (_, at) =>
      entry(at * 10, at * 10 + (at === 1 ? 1 : 9), {
        kind: 'tool',
        name: 'Bash',
        args: '{}',
        ...(at === 1 && { error: 'no' }),
      }),
    );
    const segments = timelineOf(tools);
    expect(segments.slice(0, 2).map(({ hasFailure, kind, label }) => [kind, hasFailure, label])).toEqual([
      ['tool', true, 'failed: Bash and 1 more'],
      ['tool', undefined, 'Bash and 1 more'],
    ]);
    expect(toHtml(timelineBar({ segments })).match(/class="[^"]*has-failure/g)).toHaveLength(1);
    expect(legendOf(segments)).toEqual(['tools', 'failed']);
    expect(
      timelineOf([
        ...tools.slice(0, 1),
        ...tools.slice(2),
        entry(1800, 1_900, { kind: 'tool', name: 'Bash', args: '{}', error: 'no' }),
      ]).at(-1)?.kind,
    ).toBe('failed');
  });

  test('of very many entries has a hundred parts at most', () => {
    const entries = Array.from({ length: 50_000 }, (_, at) => entry(at, at + 1, { kind: 'reasoning', text: '' }));
    const segments = timelineOf(entries);
    expect(segments.length).toBeLessThanOrEqual(100);
    expect(segments.reduce((sum, { count }) => sum + count, 0)).toBe(50_000);
  });
});

/** The words below a timeline. */
function legendOf(segments: Parameters<typeof timelineBar>[0]['segments']): readonly string[] {
  const [, legend = ''] = toHtml(timelineBar({ segments })).split('<ul class="legend"');
  return [...legend.matchAll(/<\/span>([^<]+)<\/li>/g)].map(([, word = '']) => word);
}
