import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { AguiEvent } from '../../core/agui/events.ts';
import { secretsIn } from '../../core/secrets/from-environment.ts';
import { makeRedactor, type Redactor } from '../../core/secrets/redact.ts';
import type { Session } from '../../core/session/session.ts';
import { Conversation } from '../../core/transcript/conversation.ts';
import { transcriptJson } from '../../core/transcript/transcript-json.ts';
import type { DocumentFormat } from '../http/router.ts';
import type { Call, Deps } from './route-types.ts';
import { sessionFor } from './session-routes.ts';

const TYPES: { readonly [format in DocumentFormat]: string } = {
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** A session's transcript as `amber export` prints it, to be saved as a file: a browser that opens it runs nothing of it. */
export async function sendDocument(call: Call, deps: Deps, format: DocumentFormat): Promise<void> {
  const { caller, response } = call;
  const ref = await sessionFor(call, deps);
  const session = await caller.engine.get(ref);
  const redactor = redactorFor(session, deps);
  const over = new AbortController();
  response.once('close', () => over.abort());
  const conversation = await emptyConversation(format, redactor);
  for await (const { frames } of deps.backend.read(ref, over.signal)) {
    for (const { raw, runId, seq } of frames) conversation.apply(seq, JSON.parse(raw) as AguiEvent, runId);
    // A long log must not keep others waiting.
    await turn();
  }
  if (over.signal.aborted) return;
  response.writeHead(200, {
    'content-type': TYPES[format],
    // Names are letters, digits and hyphens: see core/session/names.ts.
    'content-disposition': `attachment; filename="${ref.name}.${format}"`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
  });
  for await (const piece of documentOf(format, conversation, session, redactor)) {
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    if (over.signal.aborted) return;
    await turn();
  }
  response.end();
}

async function emptyConversation(format: DocumentFormat, redactor: Redactor): Promise<Conversation> {
  if (format === 'json') return new Conversation();
  const { exportedConversation } = await import('../../render/export/exported-conversation.ts');
  return exportedConversation(redactor);
}

async function* documentOf(
  format: DocumentFormat,
  conversation: Conversation,
  session: Session,
  redactor: Redactor,
): AsyncGenerator<string, void, void> {
  if (format === 'json') {
    yield `${redactor.all(JSON.stringify({ session, ...transcriptJson(conversation.transcript) }, null, 2))}\n`;
  } else if (format === 'html') {
    const { htmlExport } = await import('../../render/export/html-export.ts');
    yield* htmlExport(conversation, session, redactor);
  } else {
    const { markdownExport } = await import('../../render/export/markdown-export.ts');
    yield await markdownExport(conversation, session, redactor);
  }
}

/** Without what serve knows as secrets, and what the session was given as such. */
function redactorFor({ spec }: Session, { options }: Deps): Redactor {
  const own = makeRedactor(secretsIn(spec));
  return { ...own, all: (text) => options.redact(own.all(text)) };
}
