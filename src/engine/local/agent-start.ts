import type { AgentProcess, AgentSettings, AgentSpec } from './agent.ts';
import { endGroup } from './groups.ts';
import type { HostedSession } from './hosted-session.ts';
import { writeHost } from './hosts.ts';
import { ownIdentity, startTimeOf } from './process.ts';
import { within } from './within.ts';

/** SIGTERM to SIGKILL, in ms (design.md). */
const GRACE = 5_000;

/**
 * Starts the agent and notes its process group in the host record, before the agent is asked anything. Undefined once
 * the session is to end: the agent, however far it came, is gone then.
 * @throws what `startAgent` throws, and AmberError STATE
 */
export async function startHostedAgent(
  spec: AgentSpec,
  settings: AgentSettings,
  hosted: HostedSession,
): Promise<AgentProcess | undefined> {
  const { deps, ref, stopping: signal } = hosted;
  const { store, startAgent, waits } = deps;
  const noted = async (pid: number): Promise<void> => {
    hosted.pgid = pid;
    signal.throwIfAborted();
    const agent = { pgid: pid, startTime: startTimeOf(pid) ?? '' };
    writeHost(store.stateDir, ref, { ...ownIdentity(), role: 'host', agent });
  };
  const starting = startAgent(spec, settings, noted, { signal });
  // Waited for below, but not for ever.
  starting.catch(() => {});
  const started = await orAborted(starting, signal);
  if (started !== undefined && !signal.aborted) return started;
  const late = await within(starting, waits.close, store.clock).catch(() => undefined);
  await late?.close();
  if (hosted.pgid !== undefined) await endGroup(hosted.pgid, GRACE, store.clock);
  return undefined;
}

/** The promise's value, or undefined once the signal is aborted. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let leave = (): void => {};
  const aborted = new Promise<undefined>((resolve) => {
    leave = () => resolve(undefined);
  });
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    return await Promise.race([promise, aborted]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
