import { AmberError } from '../../../core/errors.ts';
import type { AgentProcess, AgentSettings, AgentSpec } from './seam.ts';

/**
 * Starts an agent in a process group of its own and opens (or loads) an ACP session.
 * `onSpawn` is awaited before anything is asked of the agent, so that its group can be found after a crash of ours.
 * @throws AmberError AGENT if the command can't be found or started, does not speak ACP, or wants a login.
 */
export async function startAgent(
  _spec: AgentSpec,
  _settings: AgentSettings,
  _onSpawn: (pid: number) => Promise<void>,
): Promise<AgentProcess> {
  throw new AmberError('INTERNAL', 'not built yet');
}
