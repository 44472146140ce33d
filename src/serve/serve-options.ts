import type { Clock } from '../core/clock.ts';
import type { PermissionMode } from '../core/session/permission-mode.ts';
import type { Phase } from '../core/session/phase.ts';
import type { AgentOptions, SessionRef, SessionSpec } from '../core/session/session.ts';
import type { Engine } from '../engine/engine.ts';
import type { ClusterAccess } from './auth/cluster-callers.ts';
import type { ServerLimits } from './http/limits.ts';
import type { Log } from './json-log.ts';
import type { ServeTiming } from './serve-timing.ts';

/** Where a session's runner answers. */
export interface RunnerAddress {
  /** Base address, without a trailing slash; runs are posted to `<url>/` (docs/platform.md, "The runner"). */
  readonly url: string;
  /** Sent with every request: the runner's own token, for example. */
  readonly headers: { readonly [name: string]: string };
}

/**
 * How to reach the runners of an engine that hosts nothing itself (`kubernetes`). With it serve keeps the event log,
 * stops sessions and patches their activity; without it the engine's hosts do that.
 */
export interface Runners {
  /** @throws AmberError NOT_FOUND if there is no such session, UNAVAILABLE if it has no runner */
  address(ref: SessionRef): Promise<RunnerAddress>;
  /** Patches `status.lastActivityTime`. */
  touch(ref: SessionRef, at: Date): Promise<void>;
  /** Reports all sessions, and how they change, until `signal` is aborted. Absent: what was read counts for 60 s. */
  watch?(onChange: (change: StoreChange) => void, signal: AbortSignal): Promise<void>;
}

/** What a store reports about its sessions, unasked. Without a project it is about all of them. */
export type StoreChange =
  | {
      readonly kind: 'changed';
      readonly ref: SessionRef;
      readonly stopOnRunFinished: boolean;
      readonly phase?: Phase;
      /** It was made with a prompt, which its runner posts. */
      readonly hasPrompt?: boolean;
    }
  | { readonly kind: 'deleted'; readonly ref: SessionRef }
  /** Everything that exists has been reported: the keys of `KeyedRef`. */
  | { readonly kind: 'synced'; readonly project?: string; readonly present: ReadonlySet<string> }
  /** Until the next change of a session, nobody knows whether it is as it was. */
  | { readonly kind: 'broken'; readonly project?: string };

export interface ServeOptions {
  /** Where sessions live. It stays the caller's to close, after serve. */
  readonly engine: Engine;
  readonly runners?: Runners;
  /** Address to listen at; loopback unless the caller knows better. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** The token that callers have to know, or the cluster that says what their own tokens may do. */
  readonly access: { readonly token: string } | ClusterAccess;
  /** Two serves on one of these exclude each other. */
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes secrets out of what an error says: it may quote an agent, git or another server. */
  readonly redact: (text: string) => string;
  /** Shuts down once aborted, as `close` does. */
  readonly signal?: AbortSignal;
  /**
   * Names under which serve may be reached, beside `localhost` and plain addresses: a name that is not known may have been
   * rebound. `any` where others than this machine's user reach it, who bring tokens of their own.
   */
  readonly allowedHosts?: readonly string[] | 'any';
  /** True if MCP servers of sessions may be commands, which run here. Counts with `agents`. */
  readonly allowMcpCommands?: boolean;
  /** The only values that `runnerType` may have: no command line comes over HTTP. Absent: any. */
  readonly agents?: () => readonly string[];
  /** The projects that are served, where those of the store are not all. */
  readonly projects?: readonly string[];
  /** Names of variables, or their beginnings with `*`, that a session may set although they can change what is executed. */
  readonly allowedVariables?: readonly string[];
  /** The most that a request may let an agent do. Absent: anything, since sessions say it themselves. */
  readonly mostPermissions?: PermissionMode;
  /** The agent of a session that names none, its model and other options. */
  readonly defaults?: Pick<SessionSpec, 'runnerType' | 'llmSettings'> & { readonly agentOptions?: AgentOptions };
  /** How long a run that ended in a question may wait for its answer before the session is stopped, in ms. */
  readonly questionGraceMs?: number;
  /** What the runs of a day (UTC) may cost together before no other one is begun, in US dollars. */
  readonly maxCostPerDay?: number;
  readonly timing?: Partial<ServeTiming>;
  readonly limits?: Partial<ServerLimits>;
}

export interface Serving {
  /** Address of the API, without `/api`. */
  readonly url: string;
  /** Makes an address that signs a browser in, once, within `CODE_LIFE_TEXT`; undefined where people sign in with their own tokens. */
  browserUrl(): string | undefined;
  /** Ends streams with all that was published, and what is under way within the time for it. Idempotent. */
  close(): Promise<void>;
}
