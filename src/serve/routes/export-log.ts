import { once } from 'node:events';
import { HttpError, text } from '../http/responses.ts';
import type { Call, Deps, Route } from './route-types.ts';
import { sessionFor } from './session-routes.ts';

/** `GET …/{name}/export`: the whole log as one JSON object, written as it is read. */
export const exportSession: Route = async (call, deps) => {
  const { response } = call;
  const { options, backend } = deps;
  const ref = await sessionFor(call, deps);
  const over = new AbortController();
  const left = once(response, 'close', { signal: over.signal }).then(
    () => over.abort(),
    () => undefined,
  );
  try {
    let started = false;
    for await (const { frames } of backend.read(ref, over.signal)) {
      const events = frames.map(({ raw }) => raw).join(',\n');
      const head = started ? ',\n' : opening(ref.name, ref.project, options.clock.date());
      if (!started) response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      started = true;
      if (!response.write(head + events)) await Promise.race([once(response, 'drain'), left]);
    }
    if (!started) throw new HttpError(404, 'No session data found');
    if (!over.signal.aborted) response.end('\n],"hasLegacy":false}\n');
  } finally {
    over.abort();
  }
};

/** One event as its log has it: what a page leaves out of a long result. @throws HttpError 404 */
export async function sendEvent(call: Call, deps: Deps, seq: number): Promise<void> {
  const ref = await sessionFor(call, deps);
  const over = new AbortController();
  call.response.once('close', () => over.abort());
  let raw: string | undefined;
  await deps.backend.follow(ref, async (feed) => {
    for await (const { frames } of feed.replay(seq - 1, over.signal)) {
      raw = frames.find((frame) => frame.seq === seq)?.raw;
      return;
    }
  });
  if (raw === undefined) throw new HttpError(404, 'There is no such event');
  text(call.response, 200, raw, 'application/json; charset=utf-8', { 'content-security-policy': "default-src 'none'" });
}

function opening(sessionId: string, projectName: string, date: Date): string {
  const head = JSON.stringify({ sessionId, projectName, exportDate: date.toISOString() });
  return `${head.slice(0, -1)},"aguiEvents":[\n`;
}
