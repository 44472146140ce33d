import { DEFAULT_LIMITS } from '../../core/run-time-limits.ts';
import { optionAnnotations } from '../../core/session/agent-options.ts';
import { ANNOTATION, type Repo, type SessionMeta, type SessionSpec } from '../../core/session/session.ts';
import type { Inputs } from '../inputs/inputs.ts';

/** A session that is left behind is watched by no client, and the platform never stops one whose run failed (README). Seconds. */
const UNWATCHED_INACTIVITY = 900;

/** What the new session is asked to do. */
export function specOf(
  prompt: string,
  inputs: Inputs,
  { repos = inputs.repos, bare = false }: { readonly repos?: readonly Repo[]; readonly bare?: boolean } = {},
): SessionSpec {
  const { agent, displayName, environmentVariables, mcpServers, model, timeoutMs, wait, workflow } = inputs;
  const inactivityTimeout = inputs.inactivityTimeout ?? (wait ? undefined : UNWATCHED_INACTIVITY);
  return {
    initialPrompt: prompt,
    ...(displayName === undefined ? {} : { displayName }),
    ...(agent === undefined ? {} : { runnerType: agent }),
    ...(model === undefined ? {} : { llmSettings: { model } }),
    // Later than ours and the stop after it: this limit is for the case that this process is gone.
    timeout: Math.ceil((timeoutMs + DEFAULT_LIMITS.stopTimeout) / 1000),
    ...(inactivityTimeout === undefined ? {} : { inactivityTimeout }),
    stopOnRunFinished: inputs.stopOnRunFinished,
    ...(repos.length === 0 ? {} : { repos }),
    ...(workflow === undefined ? {} : { activeWorkflow: workflow }),
    ...(bare || Object.keys(environmentVariables).length === 0 ? {} : { environmentVariables }),
    ...(bare || mcpServers === undefined ? {} : { mcpServers: { custom: mcpServers } }),
  };
}

/**
 * What goes with it. `permissions` is what holds where no input says it, with the local engine: others do not ask, or
 * have their own rules.
 */
export function metaOf(
  inputs: Inputs,
  requestId: string,
  permissions: 'read' | 'all',
  annotations: { readonly [key: string]: string } = {},
): SessionMeta {
  const allowed = inputs.permissions ?? (inputs.engine === 'local' ? permissions : undefined);
  return {
    project: inputs.project,
    requestId: inputs.requestId ?? requestId,
    ...(inputs.requestId === undefined ? { requestIdIsNew: true } : {}),
    ...(Object.keys(inputs.labels).length === 0 ? {} : { labels: inputs.labels }),
    annotations: {
      ...annotations,
      ...optionAnnotations(inputs.agentOptions),
      ...(allowed === undefined ? {} : { [ANNOTATION.permissions]: allowed }),
    },
  };
}
