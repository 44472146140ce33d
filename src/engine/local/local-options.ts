import type { Clock } from '../../core/clock.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { AgentSettings } from './acp/agent-interface.ts';
import type { ResolveAgent } from './create.ts';
import type { HostWaits, OnExit, StartAgent } from './host/host-deps.ts';

export interface LocalOptions {
  readonly stateDir: string;
  /** Who hosts the sessions that this engine creates or starts. */
  readonly hosting: 'here' | 'own-process';
  /** Starts `amber host-session <project>/<name>` so that it outlives us. */
  readonly spawnHost: (ref: SessionRef) => void;
  readonly agent: AgentSettings;
  /** Workspace of new sessions: an absolute path. */
  readonly cwd: string;
  readonly clock: Clock;
  /** Says something to the person at stderr. */
  readonly notice: (message: string) => void;
  /** How long a question waits for its answer before its run ends, where the session does not say so, in ms; 0 if absent. */
  readonly questionGrace?: number;
  /**
   * Calls the handler when this process ends, however it does, but for SIGKILL: agents that still run are killed then,
   * and the next call finds the session without its host.
   */
  readonly onExit?: OnExit;
}

/** What a test may replace. */
export interface Seams {
  readonly startAgent: StartAgent;
  readonly resolveAgent: ResolveAgent;
  readonly waits: HostWaits;
  readonly platform: string;
}
