import { createSession } from './create.ts';
import { exportSession } from './export-log.ts';
import { listSessions } from './list.ts';
import { listProjects } from './list-projects.ts';
import { listPastRuns } from './past-runs.ts';
import { replaceSession } from './replace.ts';
import type { Routes } from './route-types.ts';
import { interruptRun, listTasks, postRun, stopTask, taskOutput } from './runs.ts';
import { deleteSession, getSession, patchSession, startSession, stopSession } from './session-routes.ts';
import { streamEvents } from './stream-events.ts';

/** Every route of the API that the client knows, by its name there. */
export const API: Routes = {
  listProjects,
  listSessions,
  listPastRuns,
  createSession,
  getSession,
  patchSession,
  replaceSession,
  deleteSession,
  startSession,
  stopSession,
  postRun,
  streamEvents,
  interruptRun,
  listTasks,
  taskOutput,
  stopTask,
  exportSession,
};
