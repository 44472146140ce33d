import { isObject, object, text } from '../agui/events.ts';
import type { Phase } from './phase.ts';
import {
  API_VERSION,
  type Condition,
  KIND,
  type McpServers,
  type Repo,
  type Session,
  type SessionSpec,
  type SessionStatus,
  type Workflow,
} from './session.ts';

type Json = { readonly [field: string]: unknown };

const PHASES: ReadonlySet<string> = new Set<Phase>([
  'Pending',
  'Creating',
  'Running',
  'Stopping',
  'Stopped',
  'Completed',
  'Failed',
]);

/**
 * Reads a session object of any server; undefined if it is none. Fields of another type than the CRD's are left
 * out. The platform's spec is no witness: `timeout` and `maxTokens` come back as 0, `stopOnRunFinished` and
 * `inactivityTimeout` never (docs/platform.md, "Traps of the objects"), so zeros and empty texts are read as absent.
 */
export function readSession(json: unknown, project: string): Session | undefined {
  if (!isObject(json)) return undefined;
  const metadata = object(json, 'metadata');
  const name = metadata && text(metadata, 'name');
  if (metadata === undefined || name === undefined || name === '') return undefined;
  const status = object(json, 'status');
  return {
    apiVersion: text(json, 'apiVersion') ?? API_VERSION,
    kind: text(json, 'kind') ?? KIND,
    metadata: {
      name,
      namespace: text(metadata, 'namespace') ?? project,
      ...texts(metadata, 'uid', 'resourceVersion', 'creationTimestamp'),
      ...some('labels', strings(metadata.labels)),
      ...some('annotations', annotations(metadata.annotations)),
    },
    spec: withRunnerType(readSpec(object(json, 'spec') ?? {})),
    ...some('status', status && readStatus(status)),
    ...texts(json, 'autoBranch'),
  };
}

/** Reads a session's spec as create, get and list carry it. */
export function readSpec(spec: Json): SessionSpec {
  return {
    ...texts(spec, 'initialPrompt', 'displayName', 'runnerType'),
    ...some('llmSettings', llmSettings(object(spec, 'llmSettings'))),
    ...some('timeout', positive(spec.timeout)),
    ...some('inactivityTimeout', number(spec.inactivityTimeout)),
    ...some('stopOnRunFinished', typeof spec.stopOnRunFinished === 'boolean' ? spec.stopOnRunFinished : undefined),
    ...some('repos', list(spec.repos, repo)),
    ...some('activeWorkflow', workflow(object(spec, 'activeWorkflow'))),
    ...some('environmentVariables', strings(spec.environmentVariables)),
    ...some('mcpServers', mcpServers(object(spec, 'mcpServers'))),
  };
}

/** The platform keeps `runnerType` in the environment of the pod. */
function withRunnerType(spec: SessionSpec): SessionSpec {
  const runnerType = spec.runnerType ?? spec.environmentVariables?.RUNNER_TYPE;
  return runnerType === undefined || runnerType === '' ? spec : { ...spec, runnerType };
}

function readStatus(status: Json): SessionStatus {
  const phase = text(status, 'phase');
  return {
    ...(phase !== undefined && PHASES.has(phase) && { phase: phase as Phase }),
    ...texts(status, 'startTime', 'completionTime', 'lastActivityTime', 'stoppedReason', 'agentStatus', 'sdkSessionId'),
    ...some('conditions', list(status.conditions, condition)),
  };
}

function condition(json: Json): Condition | undefined {
  const type = text(json, 'type');
  const status = text(json, 'status');
  if (type === undefined || (status !== 'True' && status !== 'False' && status !== 'Unknown')) return undefined;
  return { type, status, ...texts(json, 'reason', 'message', 'lastTransitionTime') };
}

function llmSettings(json: Json | undefined): SessionSpec['llmSettings'] {
  if (json === undefined) return undefined;
  return {
    ...texts(json, 'model'),
    ...some('temperature', number(json.temperature)),
    ...some('maxTokens', positive(json.maxTokens)),
  };
}

function repo(json: Json): Repo | undefined {
  const url = text(json, 'url');
  if (url === undefined) return undefined;
  return {
    url,
    ...texts(json, 'branch'),
    ...some('autoPush', typeof json.autoPush === 'boolean' ? json.autoPush : undefined),
  };
}

function workflow(json: Json | undefined): Workflow | undefined {
  const gitUrl = json && text(json, 'gitUrl');
  return json === undefined || gitUrl === undefined || gitUrl === ''
    ? undefined
    : { gitUrl, ...texts(json, 'branch', 'path') };
}

function mcpServers(json: Json | undefined): McpServers | undefined {
  if (json === undefined) return undefined;
  const { custom, disabled } = json;
  return {
    ...some('custom', isObject(custom) ? Object.fromEntries(Object.entries(custom).filter(isNamedObject)) : undefined),
    ...some('disabled', Array.isArray(disabled) ? disabled.filter((name) => typeof name === 'string') : undefined),
  };
}

function isNamedObject(entry: [string, unknown]): entry is [string, Json] {
  return isObject(entry[1]);
}

/** An annotation that was set to null stays behind as "": both are absent. */
function annotations(json: unknown): { [key: string]: string } | undefined {
  const all = strings(json);
  return all && Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** The fields of an object that are texts. */
export function strings(json: unknown): { [key: string]: string } | undefined {
  if (!isObject(json)) return undefined;
  return Object.fromEntries(
    Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function list<T>(json: unknown, read: (item: Json) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(json)) return undefined;
  return json.map((item: unknown) => (isObject(item) ? read(item) : undefined)).filter((item) => item !== undefined);
}

function number(json: unknown): number | undefined {
  return typeof json === 'number' && Number.isFinite(json) ? json : undefined;
}

function positive(json: unknown): number | undefined {
  return typeof json === 'number' && Number.isFinite(json) && json > 0 ? json : undefined;
}

/** The named fields that hold a text, and no others. */
function texts<K extends string>(json: Json, ...fields: readonly K[]): { [F in K]?: string } {
  const found: { [F in K]?: string } = {};
  for (const field of fields) {
    const value = text(json, field);
    if (value !== undefined && value !== '') found[field] = value;
  }
  return found;
}

/** `{key: value}`, or nothing: an absent field is not the same as one that is undefined. */
function some<K extends string, V>(key: K, value: V | undefined): { [F in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [F in K]?: V });
}
