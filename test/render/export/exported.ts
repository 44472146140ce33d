import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import type { Session } from '../../../src/core/session/session.ts';
import type { Conversation } from '../../../src/core/transcript/conversation.ts';
import { exportedConversation } from '../../../src/render/export/exported-conversation.ts';
import { htmlExport } from '../../../src/render/export/html-export.ts';
import { markdownExport } from '../../../src/render/export/markdown-export.ts';

export const SECRET = 'very-secret-token';

export const SESSION: Session = {
  apiVersion: 'vteam.ambient-code/v1alpha1',
  kind: 'AgenticSession',
  metadata: { name: 'session-1', namespace: 'test', creationTimestamp: '2026-01-02T03:04:05Z' },
  spec: { displayName: 'A title', runnerType: 'demo' },
  status: { phase: 'Stopped' },
};

const redactor = makeRedactor([SECRET]);

export function conversationOf(events: readonly AguiEvent[], total?: number): Conversation {
  const conversation = exportedConversation(redactor, total);
  for (const [at, event] of events.entries()) conversation.apply(at + 1, { timestamp: 1_000 * at, ...event });
  return conversation;
}

export const htmlOf = (events: readonly AguiEvent[], session = SESSION): string =>
  [...htmlExport(conversationOf(events), session, redactor)].join('');

export const markdownOf = (events: readonly AguiEvent[], session = SESSION): Promise<string> =>
  markdownExport(conversationOf(events), session, redactor);

/** What a person asked, as a run begins with it. */
export const asks = (runId: string, content: unknown): AguiEvent => ({
  type: 'RUN_STARTED',
  threadId: 's',
  runId,
  input: { messages: [{ id: `${runId}-prompt`, role: 'user', content }] },
});

export const ends = (runId: string): AguiEvent => ({
  type: 'RUN_FINISHED',
  threadId: 's',
  runId,
  outcome: { type: 'success' },
});

/** All that breaks out of pages, where something lets it. */
export const ATTACKS = [
  '<script>document.title = "broken"</script>',
  '<img src=x onerror="document.title = \'broken\'">',
  '</style><script>document.title = "broken"</script>',
  '</title></head><body onload="document.title=1">',
  '"><svg onload="document.title=1">',
  "' onmouseover='document.title=1",
  '[x](javascript:document.title=1) [y](data:text/html,<script>document.title=1</script>)',
  '![x](https://evil.example/pixel.png) ![y](data:image/svg+xml,<svg onload=alert(1)>)',
  '<style>@import url(https://evil.example/x.css); body { display: none }</style>',
  '<a style="position:fixed;inset:0" href="javascript:1">x</a>',
  '&lt;script&gt; &#60;img src=x&#62; &#x3c;svg&#x3e;',
  '<iframe src="https://evil.example"></iframe><object data="x"></object><form action="https://evil.example">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '\u202Ecod.exe\u202C \u2066hidden\u2069',
  '\u001b]0;title\u0007\u001b[31mred\u001b[0m\u0000\u0008',
] as const;
