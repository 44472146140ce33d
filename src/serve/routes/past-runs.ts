import type { PastRunsBody } from '../../engine/platform/api-bodies.ts';
import { ROUTES } from '../../engine/platform/api-routes.ts';
import { projectOf } from '../http/path-params.ts';
import { HttpError, json } from '../http/responses.ts';
import type { Route } from './route-types.ts';

/**
 * `GET /past-runs?since=`: the runs of a project that ended since then, the oldest first, also of sessions that were
 * deleted. Without `since`, or with one that is no time: all on record. What still runs is not among them.
 * @throws HttpError 501 where nobody keeps them
 */
export const listPastRuns: Route = async ({ response, params, query, caller: { engine } }) => {
  const project = projectOf(params);
  if (engine.pastRuns === undefined) throw new HttpError(501, 'Past runs are not kept here');
  const since = new Date(query.get('since') ?? Number.NaN);
  const items = [];
  for (const run of engine.pastRuns(Number.isNaN(since.getTime()) ? undefined : since))
    if (run.project === project) items.push(run);
  const body: PastRunsBody = { items };
  json(response, ROUTES.listPastRuns.ok, body);
};
