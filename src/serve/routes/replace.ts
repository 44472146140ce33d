import { isObject } from '../../core/agui/events.ts';
import { readSpec } from '../../core/session/session-json.ts';
import { validateSpec } from '../../core/session/validate.ts';
import { ROUTES } from '../../engine/platform/api-routes.ts';
import { sessionOf } from '../http/path-params.ts';
import { readJson } from '../http/request-body.ts';
import { HttpError, json } from '../http/responses.ts';
import { checkFieldTypes } from './check-field-types.ts';
import { checkVariables } from './check-variables.ts';
import { checkAgent, withMcpServers } from './create.ts';
import type { Route } from './route-types.ts';
import { sessionBody } from './session-routes.ts';

/**
 * `PUT …/{name}`: replaces fields of the spec; those that are not named stay. What a session does while it is
 * Running or Creating was read before: 409.
 */
export const replaceSession: Route = async ({ request, response, params, caller }, { options, backend }) => {
  const ref = sessionOf(params);
  const body = await readJson(request);
  if (!isObject(body)) throw new HttpError(400, 'Invalid request body');
  checkFieldTypes(body);
  const { engine } = caller;
  if (engine.update === undefined) throw new HttpError(501, 'Sessions of this engine can not be changed');
  const asked = readSpec(body);
  checkAgent(asked, options.agents);
  checkVariables(asked, options.allowedVariables);
  const before = await engine.get(ref);
  const changes = withMcpServers(asked, options);
  validateSpec({ ...before.spec, ...changes }, { project: ref.project, requestId: 'update' });
  const phase = before.status?.phase;
  if (phase === 'Running' || phase === 'Creating')
    throw new HttpError(409, 'Cannot modify session specification while the session is running', { phase });
  const session = await engine.update(ref, changes);
  backend.touched(ref);
  json(response, ROUTES.replaceSession.ok, sessionBody(session));
};
