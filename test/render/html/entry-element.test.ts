import { describe, expect, test } from 'vitest';
import type { ToolEntry } from '../../../src/core/transcript/transcript-entry.ts';
import { toHtml } from '../../../src/render/html/element.ts';
import { entryElement } from '../../../src/render/html/entry-element.ts';
import type { EntryProps } from '../../../src/render/html/entry-props.ts';

const base = { id: '1', runId: null, time: 1_000, ended: 6_000, open: false };
const tool = (fields: Partial<ToolEntry>, props: Partial<EntryProps> = {}): string =>
  toHtml(entryElement({ ...props, entry: { kind: 'tool', ...base, name: 'Bash', args: '{}', ...fields } }));

describe('a tool call', () => {
  test('is folded, and says what it does and how long that took', () => {
    const html = tool({ args: '{"command":"npm test"}', result: 'ok' });
    expect(html).toMatch(/^<details class="tool done"><summary>/);
    expect(html).toContain('<span class="about">npm test</span><span class="time">5s</span>');
    expect(html).toContain('<code>ok</code>');
  });

  test('that failed is told from one that did not, with the reason in its line', () => {
    const html = tool({ error: '<tool_use_error>no such file\nmore', result: 'partly' });
    expect(html).toContain('class="tool failed"');
    expect(html).toContain('<span class="reason">no such file</span>');
    expect(html).toContain('<code>partly</code>');
  });

  test('that never ended is not shown as done, and has no time', () => {
    const html = tool({ unfinished: true, result: '[not ended: the run failed]' });
    expect(html).toMatch(/^<details class="tool unfinished"><summary><span class="sign" aria-hidden="true">■<\/span>/);
    expect(html).toContain('<span class="time">not ended</span>');
    expect(html).not.toMatch(/done|✔|5s/);
    expect(tool({ unfinished: true, error: 'no' })).toContain('class="tool failed"');
  });

  test('that was refused says by whom', () => {
    const html = tool({ unfinished: true, refusedBy: 'permissions read' });
    expect(html).toContain('<span class="reason">refused by permissions read</span>');
    expect(html).not.toContain('not ended');
    expect(tool({ error: 'User refused', refusedBy: 'rule /x/<b>:3' })).toContain(
      'refused by rule /x/&lt;b&gt;:3</span>',
    );
  });

  test('that runs says how long so far, where the time is known', () => {
    expect(tool({ open: true, ended: null }, { now: 4_999 })).toContain('<span class="time">3s</span>');
    expect(tool({ open: true, ended: null })).toContain('class="tool running"');
  });

  test('shows what it changes as a diff', () => {
    const html = tool({
      name: 'Edit',
      args: JSON.stringify({ file_path: 'a.ts', old_string: 'const a = 1;\n', new_string: 'const a = 2;\n' }),
    });
    expect(html).toContain('aria-label="a.ts: 1 lines added, 1 removed"');
    expect(html).toContain('class="line removed"');
    expect(html).toContain('token-keyword');
  });

  test('of ten megabytes is cut, with a way to the whole', () => {
    const html = tool({ result: `first${'x'.repeat(10_000_000)}last` }, { most: 20_000, raw: '/raw/7' });
    expect(html.length).toBeLessThan(40_000);
    expect(html).toContain('first');
    expect(html).toContain('last');
    expect(html).toContain('10.0 MB of 10.0 MB are not shown');
    expect(html).toContain('<a href="/raw/7" target="_blank" rel="noopener">raw event</a>');
    expect(tool({ result: 'x'.repeat(30_000) })).toContain('x'.repeat(30_000));
  });

  test('has its body made only where it is open, in a page', () => {
    const onToggle = (): void => undefined;
    expect(tool({ result: 'secret' }, { onToggle })).not.toContain('secret');
    expect(tool({ result: 'secret' }, { onToggle, isOpen: true })).toContain('secret');
  });

  test.each(['name', 'args', 'result', 'error'] as const)('has foreign text in %s as text', (field) => {
    const evil = '"><img src=x onerror=alert(1)>\u202e';
    const html = tool({ [field]: evil }, { isOpen: true });
    expect(html).not.toContain('<img');
  });
});

test('a message shows its pictures, and only pictures', () => {
  const file = (mimeType: string, data: string) => ({ type: 'image' as const, name: '<b>', mimeType, data, bytes: 3 });
  const html = toHtml(
    entryElement({
      entry: {
        kind: 'message',
        ...base,
        role: 'user',
        text: 'see',
        hidden: false,
        files: [file('image/png', 'AAAA'), file('image/svg+xml', 'AAAA'), file('image/png', '"><script>')],
      },
    }),
  );
  expect(html.match(/<img /g)).toHaveLength(1);
  expect(html).toContain('src="data:image/png;base64,AAAA"');
  expect(html).not.toContain('<script');
});

test('what an agent thinks is folded', () => {
  const html = toHtml(entryElement({ entry: { kind: 'reasoning', ...base, text: 'Hm, *so*' } }));
  expect(html).toMatch(/^<details class="reasoning"><summary>/);
  expect(html).toContain('<em>so</em>');
  expect(html).toContain('<span class="about">Hm, so</span>');
});
