import { isObject, object } from '../../core/agui/events.ts';
import { optionsIn } from '../../core/session/agent-options.ts';
import { checkAnnotations } from '../../core/session/names.ts';
import { type Session, type SessionRef, STOP_REASONS } from '../../core/session/session.ts';
import { ROUTES } from '../../engine/platform/api-routes.ts';
import { sessionOf } from '../http/path-params.ts';
import { readJson } from '../http/request-body.ts';
import { HttpError, json } from '../http/responses.ts';
import { checkOptions, checkPermissions, ownAnnotations } from './check-annotations.ts';
import type { Call, Deps, Route } from './route-types.ts';

/** A session as the API shows it: as stored, with the branch that the platform always names. */
export function sessionBody(session: Session): Session {
  return { ...session, autoBranch: session.autoBranch ?? `ambient/${session.metadata.name}` };
}

/** The session that a request is about, as its caller may see it. @throws HttpError, AmberError NOT_FOUND, FORBIDDEN */
export async function sessionFor({ params, caller }: Call, { backend }: Deps): Promise<SessionRef> {
  const ref = sessionOf(params);
  await backend.met(await caller.engine.get(ref));
  return ref;
}

/** `GET …/{name}` */
export const getSession: Route = async ({ response, params, caller }) => {
  json(response, ROUTES.getSession.ok, sessionBody(await caller.engine.get(sessionOf(params))));
};

/** `PATCH …/{name}`: annotations, nothing else; null removes one. */
export const patchSession: Route = async ({ request, response, params, caller }, { options, backend }) => {
  const ref = sessionOf(params);
  const body = await readJson(request);
  if (!isObject(body)) throw new HttpError(400, 'Invalid request body');
  const given = object(object(body, 'metadata') ?? {}, 'annotations') ?? {};
  const annotations = Object.fromEntries(
    Object.entries(given).filter(
      (entry): entry is [string, string | null] => entry[1] === null || typeof entry[1] === 'string',
    ),
  );
  const own = ownAnnotations(annotations, true);
  checkAnnotations(Object.fromEntries(Object.entries(own).map(([key, value]) => [key, value ?? ''])));
  checkPermissions(own, options.mostPermissions);
  checkOptions(optionsIn(own), options);
  // An empty change is still a question whether the session exists.
  if (Object.keys(own).length > 0) await caller.engine.annotate(ref, own);
  const session = await caller.engine.get(ref);
  backend.touched(ref);
  json(response, ROUTES.patchSession.ok, sessionBody(session));
};

/** `DELETE …/{name}`: its log and its streams go with it. */
export const deleteSession: Route = async ({ response, params, caller }, { backend }) => {
  const ref = sessionOf(params);
  await caller.engine.remove(ref);
  await backend.removed(ref);
  response.writeHead(ROUTES.deleteSession.ok).end();
};

/** `POST …/{name}/start` */
export const startSession: Route = async ({ response, params, caller }, { backend }) => {
  const ref = sessionOf(params);
  await caller.engine.start(ref);
  backend.touched(ref);
  json(response, ROUTES.startSession.ok, sessionBody(await caller.engine.get(ref)));
};

/** `POST …/{name}/stop`, with the reason in its body or none. */
export const stopSession: Route = async ({ request, response, params, caller }, { backend }) => {
  const ref = sessionOf(params);
  const body = await readJson(request);
  const given = isObject(body) && typeof body.reason === 'string' ? body.reason : 'user';
  const reason = STOP_REASONS.find((one) => one === given);
  if (reason === undefined) throw new HttpError(400, `Unknown reason; known are ${STOP_REASONS.join(', ')}`);
  await caller.engine.stop(ref, reason);
  backend.touched(ref);
  json(response, ROUTES.stopSession.ok, sessionBody(await caller.engine.get(ref)));
};
