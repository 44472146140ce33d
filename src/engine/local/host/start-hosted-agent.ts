import { orAbort, within } from '../../../async/abort.ts';
import type { AgentProcess, AgentSettings, AgentSpec } from '../acp/agent-interface.ts';
import { keepOffers } from '../agents/last-offers.ts';
import { endGroup } from '../process-groups.ts';
import { ownIdentity, startTimeOf } from '../process-identity.ts';
import { writeHost } from '../state/host-record.ts';
import { newMark } from './end-leftover-processes.ts';
import type { HostedSession } from './hosted-session.ts';

/** SIGTERM to SIGKILL, in ms. */
export const GRACE = 5_000;

/**
 * Starts the agent. The host record gets its mark before that, and its process group before its first request.
 * Undefined once the session is to end: the agent, however far it came, is gone then.
 * @throws what `startAgent` throws, and AmberError STATE
 */
export async function startHostedAgent(
  spec: AgentSpec,
  settings: AgentSettings,
  hosted: HostedSession,
): Promise<AgentProcess | undefined> {
  const { deps, ref, stopping: signal } = hosted;
  const { store, startAgent, waits } = deps;
  const mark = newMark();
  const host = { ...ownIdentity(), role: 'host', mark } as const;
  hosted.mark = mark;
  writeHost(store.stateDir, ref, host);
  const noted = async (pid: number): Promise<void> => {
    hosted.pgid = pid;
    signal.throwIfAborted();
    const agent = { pgid: pid, startTime: startTimeOf(pid) ?? '' };
    writeHost(store.stateDir, ref, { ...host, agent });
    // Beside the agent's own start, which takes longer. It gets no prompt before the snapshot is there.
    hosted.changes?.begin(signal);
  };
  const starting = startAgent({ ...spec, env: { ...spec.env, [mark]: '1' } }, settings, noted, { signal });
  // Waited for below, but not for ever.
  starting.catch(() => {});
  const started = await orAbort(starting, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  if (started !== undefined && !signal.aborted) {
    if (spec.runnerType !== undefined) keepOffers(store.stateDir, spec.runnerType, started.offers.options);
    return started;
  }
  const late = await within(starting, waits.close, store.clock).catch(() => undefined);
  await late?.close();
  if (hosted.pgid !== undefined) await endGroup(hosted.pgid, GRACE, store.clock);
  return undefined;
}
