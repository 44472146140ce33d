import type { AgentProcess, AgentSettings, AgentSpec } from '../acp/agent-interface.ts';
import type { SessionStore } from '../state/session-store.ts';

/** Starts an agent: `startAgent` of `choose-protocol.ts`, or one that plays it in a test. */
export type StartAgent = (
  spec: AgentSpec,
  settings: AgentSettings,
  onSpawn: (pid: number) => Promise<void>,
  options: { readonly signal: AbortSignal },
) => Promise<AgentProcess>;

/** What a host works with. */
export interface HostDeps {
  readonly store: SessionStore;
  readonly agent: AgentSettings;
  readonly startAgent: StartAgent;
  /** Where a session works that does not say so itself. */
  readonly cwd: string;
  readonly waits: HostWaits;
  /** See `LocalOptions.questionGrace`. */
  readonly questionGrace?: number;
  /** See `LocalOptions.onExit`. */
  readonly onExit: OnExit;
}

/** Has something called at the very end of this process, synchronously. Returns a function that takes it back. */
export type OnExit = (handler: () => void) => () => void;

/** Waits of a host, in ms. */
export interface HostWaits {
  /** After a stop: for the agent to end its turn in good order. */
  readonly cancel: number;
  /** Longer than the agent's own way out (SIGTERM, 5 s, SIGKILL): after it the host kills the group itself. */
  readonly close: number;
  /** From the start of a host process to its first sign of life. */
  readonly launch: number;
  /** Between two patches of `status.lastActivityTime`. */
  readonly activity: number;
}

export const WAITS: HostWaits = { cancel: 2_000, close: 8_000, launch: 15_000, activity: 10_000 };
