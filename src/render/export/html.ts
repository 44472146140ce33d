import type { Session } from '../../core/session/session.ts';
import type { Transcript } from '../../core/transcript/transcript.ts';
import { conversationOf, type Redact, type ShownAttachment, type ShownText, type ShownTool } from './conversation.ts';

/** Nothing runs and nothing is loaded, whatever the text holds that was not escaped. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --paper: #fff; --card: #f6f8fa; --line: #d1d9e0; --bad: #c5221f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --paper: #0d1117; --card: #151b23; --line: #3d444d; --bad: #ff7b72; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 50rem; padding: 2rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; color: var(--soft); font-size: .875rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
article { margin: 1.25rem 0; }
h2 { margin: 0 0 .25rem; font-size: .8rem; text-transform: uppercase; letter-spacing: .04em; color: var(--soft); }
.said { white-space: pre-wrap; overflow-wrap: anywhere; }
.user .said { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
figure { margin: .6rem 0 0; } img { max-width: 100%; } figcaption { color: var(--soft); font-size: .875rem; }
.reasoning .said { color: var(--soft); border-left: 3px solid var(--line); padding-left: .8rem; }
details { margin: .5rem 0; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
summary { padding: .4rem .8rem; cursor: pointer; font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
summary.failed { color: var(--bad); }
pre { margin: 0; padding: .6rem .8rem; border-top: 1px solid var(--line); font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30rem; overflow: auto; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .75rem; color: var(--soft); font-size: .875rem; }
`;

/** A session's transcript as one file that needs nothing else: inline style, light and dark, no script. */
export function toHtml(transcript: Transcript, session: Session, redact: Redact = (text) => text): string {
  const { title, facts, items, ends, question } = conversationOf(transcript, session, redact);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
</header>
<main>
${items.map((item) => (item.kind === 'tool' ? tool(item) : text(item))).join('\n')}
${question === undefined ? '' : `<article><h2>Question</h2><div class="said">${escaped(question.text)}</div></article>`}
</main>
<footer>${ends.map((end) => `<div>${escaped(end)}</div>`).join('')}</footer>
</body>
</html>
`;
}

function text({ files = [], kind, who, text }: ShownText): string {
  const style = kind === 'reasoning' ? 'reasoning' : who === 'User' || who === 'Answer' ? 'user' : 'agent';
  return `<article class="${style}"><h2>${escaped(who)}</h2><div class="said">${escaped(text)}${files.map(file).join('')}</div></article>`;
}

function file({ image, label }: ShownAttachment): string {
  const picture = image === undefined ? '' : `<img src="${image}" alt="${escaped(label)}">`;
  return `<figure>${picture}<figcaption>${escaped(label)}</figcaption></figure>`;
}

function tool({ label, args, result, failed }: ShownTool): string {
  const parts = [args === '{}' ? '' : args, result].filter((part) => part !== '');
  const body = parts.map((part) => `<pre>${escaped(part)}</pre>`).join('');
  return `<details><summary${failed ? ' class="failed"' : ''}>${escaped(label)}</summary>${body}</details>`;
}

/** Safe between tags and within quoted attributes. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
