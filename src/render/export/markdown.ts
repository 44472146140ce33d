import type { Session } from '../../core/session/session.ts';
import type { Transcript } from '../../core/transcript/transcript.ts';
import { conversationOf, type Redact, type ShownText, type ShownTool } from './conversation.ts';

/** A session's transcript as GitHub-flavoured Markdown: what was said as it was said, tool calls folded. */
export function toMarkdown(transcript: Transcript, session: Session, redact: Redact = (text) => text): string {
  const { title, facts, items, ends, question } = conversationOf(transcript, session, redact);
  const blocks = [
    `# ${escaped(title)}`,
    facts.map(([name, value]) => `- **${name}:** ${escaped(value)}`).join('\n'),
    ...items.map((item) => (item.kind === 'tool' ? tool(item) : text(item))),
    ...(question === undefined ? [] : ['## Question', quoted(question.text)]),
    ...(ends.length === 0 ? [] : ['---', ends.map((end) => `- ${escaped(end)}`).join('\n')]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** What an agent says is Markdown already; what it thinks is set apart. */
function text({ files = [], kind, who, text }: ShownText): string {
  const labels = files.map(({ label }) => `- ${escaped(label)}`).join('\n');
  return [`## ${escaped(who)}`, kind === 'reasoning' ? quoted(text) : text, labels].filter(Boolean).join('\n\n');
}

function tool({ label, args, result, failed }: ShownTool): string {
  const parts = [
    `<details>\n<summary>${failed ? '✖ ' : ''}${html(label)}</summary>`,
    ...(args === '' || args === '{}' ? [] : [fenced(args, 'json')]),
    ...(result === '' ? [] : [fenced(result, '')]),
    '</details>',
  ];
  return parts.join('\n\n');
}

/** In a fence longer than any within: nothing in the text can end it. */
function fenced(text: string, language: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function quoted(text: string): string {
  return text.replace(/^/gm, '> ');
}

/** Text of one line that means nothing to Markdown. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|~@]/g, '\\$&');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
