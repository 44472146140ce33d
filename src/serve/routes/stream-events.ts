import { HttpError } from '../http/responses.ts';
import type { Call, Route } from './route-types.ts';
import { sessionFor } from './session-routes.ts';

/** `GET …/{name}/agui/events`: the log from a place on, `: live`, then what comes. */
export const streamEvents: Route = async (call, deps) => {
  const { backend, streams } = deps;
  const runId = call.query.get('runId') ?? '';
  const after = placeOf(call);
  const ref = await sessionFor(call, deps);
  if (streams.isFull) throw new HttpError(503, 'Too many streams');
  await backend.follow(ref, async (feed) => {
    if (call.response.destroyed) return;
    await streams.send(call.response, feed, { after, ...(runId !== '' && { runId }) }, call.caller.browser);
  });
};

/**
 * Number of the last event that the reader has: `Last-Event-ID`, which a browser keeps up to date, else `since`, which
 * stays in its URL. An id that is none of ours means that the reader has nothing of this log.
 */
function placeOf({ request, query }: Call): number {
  const last = String(request.headers['last-event-id'] ?? '');
  if (last !== '') return SEQ.test(last) ? Number(last) : 0;
  const since = query.get('since') ?? '';
  if (since !== '' && !SEQ.test(since)) throw new HttpError(400, 'since must be the number of an event');
  return Number(since);
}

const SEQ = /^\d{1,15}$/;
