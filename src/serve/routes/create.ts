import { randomUUID } from 'node:crypto';
import { isObject, object, text } from '../../core/agui/events.ts';
import { messageOf } from '../../core/errors.ts';
import { expandMcpServers, parseMcpServers } from '../../core/mcp-servers.ts';
import { mergeOptions, optionAnnotations, optionsIn } from '../../core/session/agent-options.ts';
import type { AgentOptions, McpServerMap, SessionMeta, SessionSpec } from '../../core/session/session.ts';
import { validateSpec } from '../../core/session/validate.ts';
import type { CreatedBody } from '../../engine/platform/api-bodies.ts';
import { ROUTES } from '../../engine/platform/api-routes.ts';
import { readCreateBody } from '../../engine/platform/create-body.ts';
import { projectOf } from '../http/path-params.ts';
import { readJson } from '../http/request-body.ts';
import { HttpError, json } from '../http/responses.ts';
import type { ServeOptions } from '../serve-options.ts';
import { checkOptions, checkPermissions, ownAnnotations } from './check-annotations.ts';
import { checkFieldTypes } from './check-field-types.ts';
import { checkVariables } from './check-variables.ts';
import type { Route } from './route-types.ts';

/** Where the platform keeps it. */
const PARENT = 'vteam.ambient-code/parent-session-id';

/** `POST /agentic-sessions`: the name is the engine's to choose; one request id makes one session. */
export const createSession: Route = async ({ request, response, params, caller }, { options, backend, overBudget }) => {
  const project = projectOf(params);
  const body = (await readJson(request)) ?? {};
  checkFieldTypes(body);
  const read = readCreateBody(body, project, randomUUID);
  const asked = withParent(body, { ...read.meta, annotations: ownAnnotations(read.meta.annotations ?? {}) });
  const given = named(read.spec);
  checkAgent(given, options.agents);
  checkVariables(given, options.allowedVariables);
  checkPermissions(asked.annotations, options.mostPermissions);
  checkOptions(optionsIn(asked.annotations), options);
  const { agentOptions, ...defaults } = options.defaults ?? {};
  const spec = withDefaults(withMcpServers(given, options), defaults);
  const meta = given.runnerType === undefined ? withDefaultOptions(asked, agentOptions) : asked;
  validateSpec(spec, meta);
  const refusal = spec.initialPrompt === undefined ? undefined : overBudget();
  if (refusal !== undefined) throw new HttpError(402, refusal);
  const session = await caller.engine.create(spec, meta);
  const { name, uid = '' } = session.metadata;
  backend.touched({ project, name });
  const unheeded = unheededIn(body, options.runners !== undefined);
  if (unheeded.length > 0) options.log('warn', 'create.unheeded', { project, name, fields: unheeded });
  const answer: CreatedBody = {
    message: `Agentic session created successfully${unheeded.length > 0 ? `; no effect here: ${unheeded.join(', ')}` : ''}`,
    name,
    uid,
    autoBranch: session.autoBranch ?? `ambient/${name}`,
  };
  json(response, ROUTES.createSession.ok, answer);
};

/** An empty text is no value: clients fill in forms. */
function named(spec: SessionSpec): SessionSpec {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== '')) as SessionSpec;
}

/** The agent of a session that names none, and its model, are those that were configured here. */
function withDefaults(spec: SessionSpec, defaults: Pick<SessionSpec, 'runnerType' | 'llmSettings'>): SessionSpec {
  if (spec.runnerType !== undefined) return spec;
  const llmSettings = { ...defaults.llmSettings, ...spec.llmSettings };
  return { ...defaults, ...spec, ...(Object.keys(llmSettings).length > 0 && { llmSettings }) };
}

/** What was configured for that agent here; what the request says counts more. */
function withDefaultOptions(meta: SessionMeta, defaults: AgentOptions = {}): SessionMeta {
  const options = mergeOptions(defaults, optionsIn(meta.annotations));
  return { ...meta, annotations: { ...meta.annotations, ...optionAnnotations(options) } };
}

/** Fields of the platform's that change nothing here: the answer to a client that asks for them says so. */
function unheededIn(body: unknown, hasRunners: boolean): readonly string[] {
  if (!isObject(body)) return [];
  const disabled = object(body, 'mcpServers')?.disabled;
  return [
    // Those are the platform's own, and a session works without them.
    ...(!hasRunners && Array.isArray(disabled) && disabled.length > 0 ? ['mcpServers.disabled'] : []),
    ...(Object.keys(object(body, 'sdkOptions') ?? {}).length > 0 ? ['sdkOptions'] : []),
  ];
}

function withParent(body: unknown, meta: SessionMeta): SessionMeta {
  const parent = isObject(body) ? text(body, 'parent_session_id') : undefined;
  return parent === undefined ? meta : { ...meta, annotations: { ...meta.annotations, [PARENT]: parent } };
}

/** The token allows to choose among the agents that are configured here, not to bring a command line. */
export function checkAgent({ runnerType }: SessionSpec, agents: (() => readonly string[]) | undefined): void {
  if (runnerType === undefined || agents === undefined) return;
  const names = agents();
  if (names.includes(runnerType)) return;
  const shown = runnerType.length > 100 ? `${runnerType.slice(0, 100)}…` : runnerType;
  throw new HttpError(400, `Runner type '${shown}' is not enabled. Enabled here: ${names.join(', ')}.`);
}

/**
 * The spec with the MCP servers that agents here get. A command would run here, as a command line of an agent's would.
 * Variables are those of the session itself: what the environment of this process has is none of a caller's business.
 * @throws HttpError 400
 */
export function withMcpServers(
  spec: SessionSpec,
  { agents, allowMcpCommands }: Pick<ServeOptions, 'agents' | 'allowMcpCommands'>,
): SessionSpec {
  const { environmentVariables = {}, mcpServers } = spec;
  // Runners elsewhere read them, by their own rules.
  if (agents === undefined || mcpServers?.custom === undefined) return spec;
  const { servers, missing } = expandMcpServers(mcpServers.custom, environmentVariables);
  const [first] = missing;
  if (first !== undefined)
    throw new HttpError(
      400,
      `mcpServers: "${first.server}" needs ${first.variable}: give it in environmentVariables, or its value in its place`,
    );
  const custom = parsedServers(servers);
  const commands = Object.keys(custom).filter((name) => custom[name]?.command !== undefined);
  if (commands.length > 0 && allowMcpCommands !== true)
    throw new HttpError(
      400,
      `mcpServers: ${commands.slice(0, 5).join(', ')}: a command would run here, and must be allowed where serve is started: amber serve --allow-mcp-commands`,
    );
  return { ...spec, mcpServers: { ...mcpServers, custom } };
}

function parsedServers(servers: McpServerMap): McpServerMap {
  try {
    return parseMcpServers(servers);
  } catch (error) {
    throw new HttpError(400, `mcpServers: ${messageOf(error)}`);
  }
}
