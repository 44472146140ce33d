import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/core/session/session.ts';
import { Transcript } from '../../src/core/transcript/transcript.ts';
import { toHtml } from '../../src/render/export/html.ts';
import { toMarkdown } from '../../src/render/export/markdown.ts';
import { callsTool, runFinished, runStarted, says } from '../fakes/agui.ts';

const session: Session = {
  apiVersion: 'vteam.ambient-code/v1alpha1',
  kind: 'AgenticSession',
  metadata: { name: 'session-1', namespace: 'test' },
  spec: { displayName: 'A <b>title</b> & *more*', runnerType: 'demo' },
  status: { phase: 'Stopped' },
};

function transcriptOf(said: string, result = 'out'): Transcript {
  const transcript = new Transcript();
  for (const event of [
    runStarted('r1'),
    { type: 'REASONING_MESSAGE_CONTENT', messageId: 'x', delta: 'hm', runId: 'r1' },
    ...says('r1', 'm1', said),
    ...callsTool('r1', 't1', 'Bash', { command: 'ls' }, result),
    ...says('r1', 'm2', 'Done'),
    runFinished('r1'),
  ])
    transcript.apply({ event, runId: 'r1' });
  return transcript;
}

describe('Markdown', () => {
  test('the whole conversation, tool calls folded', () => {
    expect(toMarkdown(transcriptOf('I **look**.'), session)).toBe(`# A \\<b\\>title\\</b\\> & \\*more\\*

- **Session:** session-1
- **Project:** test
- **Phase:** Stopped
- **Agent:** demo

## Reasoning

> hm

## Agent

I **look**.

<details>
<summary>Bash ls</summary>

\`\`\`json
{
  "command": "ls"
}
\`\`\`

\`\`\`
out
\`\`\`

</details>

## Agent

Done

---

- finished
`);
  });

  test('a result cannot leave its fence', () => {
    const text = toMarkdown(transcriptOf('x', 'a\n````\n# not a heading'), session);
    expect(text).toContain('`````\na\n````\n# not a heading\n`````');
  });

  test('a result may hold any number of backticks', () => {
    expect(toMarkdown(transcriptOf('x', '`a'.repeat(300_000)), session)).toContain('```\n`a`a');
  });

  test('secrets are taken out before anything is escaped', () => {
    const redact = (text: string): string => text.replaceAll('a<b', '***');
    expect(toMarkdown(transcriptOf('x', 'a<b'), session, redact)).not.toContain('a<b');
  });
});

describe('HTML', () => {
  const evil = `</div><script>alert(1)</script><img src=x onerror="alert('1')">&amp;`;

  test('whatever is said, no element and no attribute comes of it', () => {
    const name = `"><script>x</script>`;
    const page = toHtml(transcriptOf(evil, evil), { ...session, spec: { ...session.spec, displayName: name } });
    const tags = new Set([...page.matchAll(/<\/?([a-zA-Z!][a-zA-Z0-9]*)/g)].map(([, tag]) => tag));
    expect([...tags].sort()).toEqual(
      '!doctype article body dd details div dl dt footer h1 h2 head header html main meta pre style summary title'.split(
        ' ',
      ),
    );
    expect(page).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;',
    );
  });

  test('nothing runs and nothing is loaded', () => {
    const page = toHtml(transcriptOf('x'), session);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`);
    expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|@import|url\(|\bon\w+=/);
  });

  test('light and dark, tool calls folded, one file', () => {
    const page = toHtml(transcriptOf('x'), session);
    expect(page).toMatch(/^<!doctype html>\n/);
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('<details><summary>Bash ls</summary><pre>');
    expect(page).not.toContain('<details open');
  });

  test('a tool that failed is marked, in events as the host tells them and in a snapshot', () => {
    const reported = new Transcript();
    const denied = { messageId: 'r', toolCallId: 't1', content: 'denied', metadata: { status: 'failed' } };
    for (const event of [
      runStarted('r1'),
      ...callsTool('r1', 't1', 'Bash', { command: 'false' }),
      { type: 'TOOL_CALL_RESULT', ...denied },
    ])
      reported.apply({ event });
    const kept = new Transcript();
    const call = { id: 't1', function: { name: 'Bash', arguments: '{"command":"false"}' } };
    const messages = [
      { id: 'a', role: 'assistant', toolCalls: [call] },
      { id: 'r', role: 'tool', toolCallId: 't1', content: 'denied', error: 'denied' },
    ];
    kept.apply({ event: { type: 'MESSAGES_SNAPSHOT', runId: 'r1', messages } });
    for (const transcript of [reported, kept]) {
      expect(toHtml(transcript, session)).toContain('<summary class="failed">Bash false</summary><pre>');
      expect(toMarkdown(transcript, session)).toContain('<summary>✖ Bash false</summary>');
    }
  });

  test('a failed tool and an open question show', () => {
    const transcript = transcriptOf('x');
    for (const event of [
      runStarted('r2'),
      ...callsTool('r2', 't2', 'Bash', { command: 'false' }),
      { type: 'TOOL_CALL_END', toolCallId: 't2', error: 'exit 1', runId: 'r2' },
      ...callsTool('r2', 'q', 'AskUserQuestion', { questions: [{ question: 'Which <one>?', options: [] }] }),
      { type: 'RUN_FINISHED', threadId: 't', runId: 'r2' },
    ])
      transcript.apply({ event, runId: 'r2' });
    const page = toHtml(transcript, session);
    expect(page).toContain('<summary class="failed">Bash false</summary>');
    expect(page).toContain('<h2>Question</h2><div class="said">Which &lt;one&gt;?</div>');
  });
});
