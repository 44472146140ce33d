import type { Clock } from '../../core/clock.ts';
import type { AgentSettings } from './acp/agent-interface.ts';
import type { AgentOffers } from './acp/options/agent-offers.ts';
import { startAgent } from './choose-protocol.ts';
import { endMarked, killMarked, newMark } from './host/end-leftover-processes.ts';

/** Someone waits at a terminal: half as long as a session would (ms). */
const LIMITS = { initialize: 30_000, session: 30_000 };
/** SIGTERM to SIGKILL of what the agent leaves behind (ms). */
const GRACE = 2_000;

export interface Inspection {
  /** See `AgentSpec.runnerType`. */
  readonly agent: string;
  /** The directory whose settings count. */
  readonly cwd: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Has something called at the very end of this process; returns a function that takes it back. */
  readonly onExit: (handler: () => void) => () => void;
}

/**
 * What an agent offers in a directory: it is started, opens a session without a prompt, forgets it where it can, and is
 * ended with all that it has started. Rejects with the signal's reason once that is aborted.
 * @throws AmberError AGENT, AUTH_REQUIRED
 */
export async function inspectAgent(
  { agent: runnerType, cwd, clock, signal, onExit }: Inspection,
  settings: AgentSettings,
): Promise<AgentOffers> {
  const mark = newMark();
  const release = onExit(() => killMarked(mark));
  try {
    const spec = { runnerType, cwd, env: { [mark]: '1' } };
    const agent = await startAgent(spec, settings, async () => {}, { signal, limits: LIMITS });
    const { offers } = agent;
    await agent.forget();
    await agent.close();
    return offers;
  } finally {
    await endMarked(mark, { grace: GRACE, clock });
    release();
  }
}
