/** Waits of this room, in milliseconds. */
export interface AgentLimits {
  /** For the answer to `initialize`: npx-like wrappers may download first, anything longer hangs. */
  readonly initialize: number;
  /** For the answer to `session/new` or `session/load`: the agent starts its own processes. */
  readonly session: number;
  /** Between asking an agent to end its turn and ending the run without it. */
  readonly cancel: number;
  /** Between SIGTERM and SIGKILL. */
  readonly terminate: number;
  /** After the agent's own process has ended: for output that its children still hold. */
  readonly drain: number;
  /** After the agent closed its pipes: for its process to end, which shows why. */
  readonly silence: number;
  /** After the answer to a prompt: for text that comes late, until the agent has been quiet for this long … */
  readonly quiet: number;
  /** … and at most this long. */
  readonly late: number;
}

export const AGENT_LIMITS: AgentLimits = {
  initialize: 60_000,
  session: 60_000,
  cancel: 5_000,
  terminate: 5_000,
  drain: 300,
  silence: 2_000,
  // Real agents have been seen to send the end of their text up to 300 ms after the answer.
  quiet: 500,
  late: 5_000,
};
