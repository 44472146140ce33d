import { AmberError } from '../core/errors.ts';
import { checkAgentOptions, optionAnnotations, readAgentOptions } from '../core/session/agent-options.ts';
import { type Confinement, confinementAnnotations, UNCONFINED } from '../core/session/confinement.ts';
import type { PermissionMode } from '../core/session/permission-mode.ts';
import {
  ANNOTATION,
  type McpServerMap,
  type Repo,
  type SessionMeta,
  type SessionSpec,
  type Workflow,
} from '../core/session/session.ts';
import { validateSpec } from '../core/session/validate.ts';
import type { Engine } from '../engine/engine.ts';
import { checkConfinement, checkPermissions } from './check-options.ts';
import type { Limits } from './follow-options.ts';

/** What a session is made of. */
export interface NewSession {
  /** What the agent is to do. */
  readonly prompt: string;
  /** The namespace; `default` if absent. */
  readonly project?: string;
  /** A known agent, or a command line that speaks ACP; the first known one on PATH, or the server's own, if absent. */
  readonly agent?: string;
  readonly model?: string;
  /** How much the agent thinks, the mode that it works in, and other options, in its own words (`amber agents <name>`). */
  readonly effort?: string;
  readonly mode?: string;
  readonly agentOptions?: { readonly [id: string]: string };
  /** For people. */
  readonly displayName?: string;
  readonly labels?: { readonly [key: string]: string };
  /** Variables for the agent. */
  readonly environmentVariables?: { readonly [name: string]: string };
  /** MCP servers for the agent, by name, as `mcpServers` configurations have them. Engine `local` puts variables of `openEngine`’s `env` in place of `${NAME}`. */
  readonly mcpServers?: McpServerMap;
  /** Cloned into the workspace, in place of the directory. */
  readonly repos?: readonly Repo[];
  readonly workflow?: Workflow;
  /** Engine `local`: in a git worktree, on a branch of its own. */
  readonly worktree?: boolean;
  /** What the agent may do without being asked; with engine `local` `read` if absent. */
  readonly permissions?: Exclude<PermissionMode, 'ask'>;
  /** Engine `local`: what holds the agent in; nothing if absent. */
  readonly confinement?: Partial<Confinement>;
  /** The same id makes no second session: the first one's run is followed. A new one if absent. */
  readonly requestId?: string;
}

/** What `create` takes. @throws AmberError INVALID, USAGE @internal */
export function createdFrom(
  engine: Engine,
  wanted: NewSession,
  { timeoutMs, stopTimeoutMs, questionGraceMs }: Limits,
): { readonly spec: SessionSpec; readonly meta: SessionMeta } {
  const { agent, confinement, model, permissions, project = 'default', prompt, requestId, workflow, worktree } = wanted;
  if (typeof prompt !== 'string' || prompt.trim() === '') throw new AmberError('USAGE', 'the prompt is empty');
  if (engine.name !== 'local' && (confinement !== undefined || worktree === true))
    throw new AmberError('USAGE', `confinement and worktree are for engine local, not for ${engine.name}`);
  checkPermissions(permissions);
  checkConfinement(confinement ?? {});
  const { agentOptions, effort, mode } = wanted;
  const options = readAgentOptions({ effort, mode, options: agentOptions });
  const spec: SessionSpec = {
    initialPrompt: prompt,
    ...(wanted.displayName !== undefined && { displayName: wanted.displayName }),
    ...(agent !== undefined && { runnerType: agent }),
    ...(model !== undefined && { llmSettings: { model } }),
    // Ours comes first: the session's own limit is for the case that this process is gone.
    ...(timeoutMs > 0 && { timeout: seconds(timeoutMs + stopTimeoutMs) }),
    ...(wanted.repos !== undefined && { repos: wanted.repos }),
    ...(workflow !== undefined && { activeWorkflow: workflow }),
    ...(wanted.environmentVariables !== undefined && { environmentVariables: wanted.environmentVariables }),
    ...(wanted.mcpServers !== undefined && { mcpServers: { custom: wanted.mcpServers } }),
  };
  const meta: SessionMeta = {
    project,
    requestId: requestId ?? crypto.randomUUID(),
    ...(requestId === undefined && { requestIdIsNew: true }),
    ...(wanted.labels !== undefined && { labels: wanted.labels }),
    annotations: {
      ...(permissions !== undefined && { [ANNOTATION.permissions]: permissions }),
      ...(questionGraceMs > 0 && { [ANNOTATION.questionGrace]: String(seconds(questionGraceMs)) }),
      ...optionAnnotations(options),
      ...confinementAnnotations({ ...UNCONFINED, ...confinement }),
      ...(worktree === true && { [ANNOTATION.worktree]: 'true' }),
    },
  };
  validateSpec(spec, meta);
  checkAgentOptions(options);
  return { spec, meta };
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);
