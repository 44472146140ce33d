import type { Confinement } from '../../core/session/confinement.ts';
import type { AgentOptions, McpServerMap, Repo, Workflow } from '../../core/session/session.ts';
import type { RunLimits } from '../../core/tracker/run-budget.ts';
import type { Engine } from '../../engine/engine.ts';

/** The step's inputs, checked (action.yml describes them). */
export interface Inputs {
  readonly engine: Engine['name'];
  readonly apiUrl?: string;
  readonly apiToken?: string;
  /** Path of a kubeconfig, or `kubeconfigText`, a whole one. */
  readonly kubeconfig?: string;
  readonly kubeconfigText?: string;
  readonly context?: string;
  readonly eventsService?: string;
  readonly project: string;
  readonly prompt?: string;
  readonly sessionName?: string;
  readonly displayName?: string;
  readonly repos: readonly Repo[];
  readonly labels: { readonly [key: string]: string };
  readonly environmentVariables: { readonly [name: string]: string };
  readonly mcpServers?: McpServerMap;
  readonly workflow?: Workflow;
  readonly model?: string;
  /** Of the agent's session, beside the model. */
  readonly agentOptions: AgentOptions;
  readonly agent?: string;
  /** Of requests to an agent that is an AG-UI server. */
  readonly agentHeaders?: { readonly [name: string]: string };
  readonly permissions?: 'read' | 'all' | 'none';
  /** What holds an agent of engine `local` in. */
  readonly confinement: Confinement;
  /** Seconds; 0 is never. */
  readonly inactivityTimeout?: number;
  readonly timeoutMs: number;
  readonly stopOnRunFinished: boolean;
  readonly wait: boolean;
  readonly insecureSkipTlsVerify: boolean;
  readonly caFile?: string;
  readonly failOn: readonly 'needs-input'[];
  readonly trigger: string;
  readonly label: string;
  readonly managedLabel: string;
  /** Logins in lower case. */
  readonly allowUsers: readonly string[];
  readonly allowBots: readonly string[];
  readonly allowForks: boolean;
  readonly trustUnmarkedSessions: boolean;
  readonly promptsDir: string;
  /** Undefined: as the kind of the run has it. */
  readonly comment?: boolean;
  readonly checkRun?: boolean;
  readonly summary: boolean;
  readonly maxAttempts: number;
  readonly base?: string;
  readonly submodules: 'false' | 'true' | 'recursive';
  readonly lfs: boolean;
  readonly deliver: 'push' | 'patch';
  /** A folder that another job has left. */
  readonly deliverFrom?: string;
  readonly draft: boolean;
  readonly signCommits: boolean;
  /** Patterns of paths. */
  readonly allowPaths: readonly string[];
  readonly maxFiles: number;
  /** Bytes. */
  readonly maxFileSize: number;
  readonly commitAuthor: { readonly name: string; readonly email: string };
  readonly concurrency: number;
  readonly githubToken?: string;
  readonly requestId?: string;
  /** The text of a JSON Schema, or the path of one, in the workspace. Not checked yet. */
  readonly outputSchema?: string;
  readonly outputSchemaFile?: string;
  /** What a run may take. */
  readonly budget?: RunLimits;
  /** What the runs of a day may cost together before a pass begins no other one, in US dollars. */
  readonly maxCostPerDay?: number;
}
