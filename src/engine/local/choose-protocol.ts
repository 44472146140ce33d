import type { AgentProcess, AgentSettings, AgentSpec, StartOptions } from './acp/agent-interface.ts';
import { startAgent as startProcess } from './acp/start-program.ts';
import { resolveAgent } from './agents/known-agents.ts';
import { serverOf } from './agui-http/server-settings.ts';

/**
 * Starts the agent that a session names: a program that speaks ACP, or the conversation with an AG-UI server.
 * @throws AmberError as `acp/start-program.ts` and `agui-http/open-server.ts` say
 */
export async function startAgent(
  spec: AgentSpec,
  settings: AgentSettings,
  onSpawn: (pid: number) => Promise<void>,
  options: StartOptions = {},
): Promise<AgentProcess> {
  const env = { ...settings.env, ...spec.env };
  const url = serverOf(resolveAgent(spec.runnerType, env, settings.commands).argv);
  if (url === undefined) return startProcess(spec, settings, onSpawn, options);
  // Loaded only where there is one.
  const { openServer } = await import('./agui-http/open-server.ts');
  return openServer(url, spec, settings);
}
