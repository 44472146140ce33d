import { expect, test } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import { Transcript } from '../../../src/core/transcript/transcript.ts';
import { toHtml } from '../../../src/render/export/html.ts';
import { toMarkdown } from '../../../src/render/export/markdown.ts';

const SESSION: Session = { apiVersion: 'v', kind: 'k', metadata: { name: 's', namespace: 'p' }, spec: {} };
const data = (value: string, mimeType: string) => ({ type: 'data', value, mimeType });

function transcriptOf(...content: readonly object[]): Transcript {
  const transcript = new Transcript();
  const input = { messages: [{ id: 'm', role: 'user', content }] };
  transcript.apply({ event: { type: 'RUN_STARTED', threadId: 's', runId: 'r', input } });
  return transcript;
}

test('an export names the files of a message, and shows pictures that every browser knows', () => {
  const transcript = transcriptOf(
    { type: 'text', text: 'look' },
    { type: 'image', source: data('aGVsbG8=', 'image/png'), metadata: { name: 'a<b>.png' } },
    { type: 'audio', source: data('aGVsbG8=', 'audio/wav') },
    { type: 'image', source: { type: 'url', value: 'https://example.org/x.png' } },
  );
  const html = toHtml(transcript, SESSION);
  expect(html.match(/<img /g)).toHaveLength(1);
  expect(html).toContain(
    '<img src="data:image/png;base64,aGVsbG8=" alt="[image: a&lt;b&gt;.png, image/png, 5 B]"><figcaption>',
  );
  expect(html).toContain('[image: https://example.org/x.png, unknown type]');
  expect(html).toContain('img-src data:;');
  expect(toMarkdown(transcript, SESSION)).toContain(
    'look\n\n- \\[image: a\\<b\\>.png, image/png, 5 B\\]\n- \\[audio: audio',
  );
});

test('what only pretends to be a picture becomes no part of a page', () => {
  const html = toHtml(
    transcriptOf(
      { type: 'image', source: data('"><script>alert(1)</script>', 'image/png') },
      { type: 'image', source: data('aGVsbG8=', 'image/svg+xml') },
      { type: 'image', source: data('aGVsbG8=', 'text/html"><script>') },
    ),
    SESSION,
  );
  expect(html).not.toMatch(/<script|<img /);
});

test('a message of nothing but files is there', () => {
  const { entries } = transcriptOf({ type: 'image', source: data('aGVsbG8=', 'image/png'), metadata: { name: 'x' } });
  expect(entries).toMatchObject([{ kind: 'message', role: 'user', text: '', files: [{ name: 'x', bytes: 5 }] }]);
});
