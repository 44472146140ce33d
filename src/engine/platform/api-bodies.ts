import { isObject, object, text } from '../../core/agui/events.ts';
import { readAgentOptions } from '../../core/session/agent-options.ts';
import { type PastRun, pastRunIn } from '../../core/session/past-run.ts';
import type { AgentOptions, ResumeEntry, RunInput, Session } from '../../core/session/session.ts';
import { readSession } from '../../core/session/session-json.ts';

/** Bodies of the REST API and readers for them. A reader returns undefined for anything that is not this API's answer. */

/** Answer to create: the server chooses the name, and says nothing else of the session. */
export interface CreatedBody {
  readonly message: string;
  readonly name: string;
  readonly uid: string;
  readonly autoBranch?: string;
}

/** One page of a list, newest first. */
export interface ListBody {
  readonly items: readonly Session[];
  readonly totalCount: number;
  readonly limit: number;
  readonly offset: number;
  readonly hasMore: boolean;
  readonly nextOffset?: number;
}

/** The runs of a project that have ended, the oldest first: `amber serve` alone has this. */
export interface PastRunsBody {
  readonly items: readonly PastRun[];
}

/** AG-UI's RunAgentInput, as far as it may be filled: the platform takes no tools, and only text as content. */
export interface RunBody {
  readonly threadId: string;
  readonly runId: string;
  readonly messages: RunInput['messages'];
  readonly resume?: RunInput['resume'];
  readonly tools: readonly [];
  readonly context: readonly [];
  readonly state: object;
  readonly forwardedProps: object;
}

/** Answer to a posted run: taken, whatever comes of it. */
export interface AcceptedBody {
  readonly runId: string;
  readonly threadId: string;
}

/** The body of a posted run; `threadId` is the session's name, since another one runs where no interrupt reaches it. */
export function runBody(name: string, { agentOptions, answer, ...input }: RunInput): RunBody {
  const amber = { ...(answer !== undefined && { answer }), ...(agentOptions !== undefined && { agentOptions }) };
  const forwardedProps = Object.keys(amber).length === 0 ? {} : { amber };
  return { threadId: name, ...input, tools: [], context: [], state: {}, forwardedProps };
}

/** What of a posted run answers a question: the way back of `runBody`. */
export function readAnswers(body: { readonly [field: string]: unknown }): Pick<RunInput, 'answer' | 'resume'> {
  const { answer } = object(object(body, 'forwardedProps') ?? {}, 'amber') ?? {};
  const resume = (Array.isArray(body.resume) ? body.resume : []).filter(isObject).flatMap((entry): ResumeEntry[] => {
    const interruptId = text(entry, 'interruptId');
    if (interruptId === undefined) return [];
    const status = entry.status === 'cancelled' ? 'cancelled' : 'resolved';
    return [{ interruptId, status, ...(entry.payload === undefined ? {} : { payload: entry.payload }) }];
  });
  return { ...((typeof answer === 'string' || answer === null) && { answer }), ...(resume.length > 0 && { resume }) };
}

/** What of a posted run its agent is to be set to: the way back of `runBody`. */
export function readPostedOptions(body: { readonly [field: string]: unknown }): AgentOptions {
  return readAgentOptions(object(object(body, 'forwardedProps') ?? {}, 'amber')?.agentOptions);
}

/** Whether a posted run may start a session that has stopped: `forwardedProps.amber.start`. */
export function mayStart(body: { readonly [field: string]: unknown }): boolean {
  return object(object(body, 'forwardedProps') ?? {}, 'amber')?.start === true;
}

/** The text of an error answer. */
export function readError(json: unknown): string | undefined {
  return isObject(json) ? text(json, 'error') : undefined;
}

export function readCreated(json: unknown): { name: string; uid?: string; autoBranch?: string } | undefined {
  if (!isObject(json)) return undefined;
  const name = text(json, 'name');
  const uid = text(json, 'uid');
  const autoBranch = text(json, 'autoBranch');
  if (name === undefined || name === '') return undefined;
  return { name, ...(uid !== undefined && { uid }), ...(autoBranch !== undefined && { autoBranch }) };
}

/** A page of projects' names. */
export function readProjects(json: unknown): { items: readonly string[]; next?: number } | undefined {
  if (!isObject(json) || !Array.isArray(json.items ?? [])) return undefined;
  const raw = (json.items ?? []) as readonly unknown[];
  const items = raw.flatMap((item) => (isObject(item) ? (text(item, 'name') ?? []) : []));
  return { items, ...nextPage(json, raw.length) };
}

/** A page; items that are no sessions are left out. `next` is where the following page begins, if there is one. */
export function readList(json: unknown, project: string): { items: readonly Session[]; next?: number } | undefined {
  if (!isObject(json) || !Array.isArray(json.items ?? [])) return undefined;
  const raw = (json.items ?? []) as readonly unknown[]; // Go writes an empty list as null
  const items = raw.map((item) => readSession(item, project)).filter((item) => item !== undefined);
  return { items, ...nextPage(json, raw.length) };
}

/** Runs of this project; what is none is left out. */
export function readPastRuns(json: unknown, project: string): readonly PastRun[] | undefined {
  if (!isObject(json) || !Array.isArray(json.items)) return undefined;
  return json.items.flatMap((item: unknown) => pastRunIn(item) ?? []).filter((run) => run.project === project);
}

/** Where the page after one of so many items begins, if there is one. */
function nextPage(page: { readonly [field: string]: unknown }, count: number): { readonly next?: number } {
  const offset = typeof page.offset === 'number' ? page.offset : 0;
  const next = typeof page.nextOffset === 'number' ? page.nextOffset : offset + count;
  return page.hasMore === true && next > offset ? { next } : {};
}

export function readAccepted(json: unknown): { runId: string } | undefined {
  const runId = isObject(json) ? text(json, 'runId') : undefined;
  return runId === undefined ? undefined : { runId };
}

/** Number of background tasks that the runner calls running. */
export function readRunningTasks(json: unknown): number | undefined {
  if (!isObject(json)) return undefined;
  const tasks = json.tasks ?? [];
  if (!Array.isArray(tasks)) return undefined;
  return tasks.filter((task) => isObject(task) && text(task, 'status') === 'running').length;
}
