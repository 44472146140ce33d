import { randomUUID } from 'node:crypto';
import { isObject, text } from '../../core/agui/events.ts';
import { isTerminal, type Phase } from '../../core/session/phase.ts';
import { type AcceptedBody, mayStart, readPostedOptions } from '../../engine/platform/api-bodies.ts';
import { ROUTES } from '../../engine/platform/api-routes.ts';
import { sessionOf } from '../http/path-params.ts';
import { MAX_MESSAGE, readJson } from '../http/request-body.ts';
import { HttpError, json } from '../http/responses.ts';
import type { RunnerAnswer } from '../run-backend.ts';
import { checkOptions } from './check-annotations.ts';
import type { Call, Deps, Route } from './route-types.ts';
import { sessionFor } from './session-routes.ts';

/** How long a start may take, and the pause between two looks, in ms. */
const START_LIMIT = 120_000;
const START_PAUSE = 500;

/** Ids travel in headers, queries and lines of logs. */
const RUN_ID = /^[\x21-\x7e]{1,256}$/;

/** `POST …/{name}/agui/run`: answered once the run is accepted; its events come on the stream. */
export const postRun: Route = async (call, deps) => {
  const { request, response } = call;
  const ref = sessionOf(call.params);
  const body = await readJson(request, MAX_MESSAGE);
  if (!isObject(body)) throw new HttpError(400, 'Invalid request body');
  const runId = text(body, 'runId') ?? randomUUID();
  if (!RUN_ID.test(runId)) throw new HttpError(400, 'runId must be 1 to 256 visible ASCII characters');
  // Another thread would run beside the session's own, where no interrupt reaches it.
  if (body.threadId !== undefined && body.threadId !== ref.name)
    throw new HttpError(400, "threadId must be the session's name");
  if (Array.isArray(body.tools) && body.tools.length > 0) throw new HttpError(400, 'tools are not supported');
  checkOptions(readPostedOptions(body), deps.options);
  await sessionFor(call, deps);
  const refusal = deps.overBudget();
  // An answer goes on with a run that has begun.
  if (refusal !== undefined && (await call.caller.engine.get(ref)).status?.agentStatus !== 'waiting_input')
    throw new HttpError(402, refusal);
  if (mayStart(body)) await startStopped(call, deps);
  const taken = await deps.backend.run(ref, { runId, body: { ...body, threadId: ref.name, runId } });
  const accepted: AcceptedBody = { runId: taken.runId, threadId: ref.name };
  json(response, ROUTES.postRun.ok, accepted);
};

/** Where the engine can't start a session for a message, it is started first, as the command line does. @throws HttpError */
async function startStopped(
  { caller: { engine }, params, response }: Call,
  { options: { clock } }: Deps,
): Promise<void> {
  if (engine.sendOrStart !== undefined) return;
  const ref = sessionOf(params);
  const phaseNow = async (): Promise<Phase | undefined> => (await engine.get(ref)).status?.phase;
  if (!isTerminal(await phaseNow())) return;
  await engine.start(ref);
  const end = clock.now() + START_LIMIT;
  while (!response.destroyed && clock.now() < end) {
    const phase = await phaseNow();
    if (phase === 'Running') return;
    if (phase === 'Failed') throw new HttpError(409, 'The session could not be started', { phase });
    await clock.sleep(START_PAUSE);
  }
  throw new HttpError(504, `The session was not running within ${START_LIMIT / 1000} seconds of its start`);
}

/** `POST …/{name}/agui/interrupt` */
export const interruptRun: Route = async (call, deps) => {
  const ref = await sessionFor(call, deps);
  passOn(call, await deps.backend.interrupt(ref));
};

/** `GET …/{name}/agui/tasks`; 502 says that there is no runner. */
export const listTasks: Route = async (call, deps) => {
  const ref = await sessionFor(call, deps);
  passOn(call, await deps.backend.tasks(ref));
};

/** `GET …/{name}/agui/tasks/{task}/output` */
export const taskOutput: Route = async (call, deps) => {
  const ref = await sessionFor(call, deps);
  passOn(call, await deps.backend.taskOutput(ref, call.params.task ?? ''));
};

/** `POST …/{name}/agui/tasks/{task}/stop` */
export const stopTask: Route = async (call, deps) => {
  const ref = await sessionFor(call, deps);
  passOn(call, await deps.backend.stopTask(ref, call.params.task ?? ''));
};

function passOn({ response }: Call, { status, body }: RunnerAnswer): void {
  json(response, status, body);
}
