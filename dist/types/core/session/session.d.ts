import type { MessageContent } from '../agui/message-files.js';
import type { Phase } from './phase.js';
/** The model of `AgenticSession`, `vteam.ambient-code/v1alpha1`: the same object in every engine. */
export declare const API_VERSION = "vteam.ambient-code/v1alpha1";
export declare const KIND = "AgenticSession";
/** Annotations that engines obey (`ambient-code.io/…`) and that Amber keeps for itself (`amber/…`). */
export declare const ANNOTATION: {
    readonly desiredPhase: 'ambient-code.io/desired-phase';
    readonly stopReason: 'ambient-code.io/stop-reason';
    readonly stopRequestedAt: 'ambient-code.io/stop-requested-at';
    readonly startRequestedAt: 'ambient-code.io/start-requested-at';
    readonly requestId: 'amber/request-id';
    readonly stopOwed: 'amber/stop-owed';
    /** How the run ended that ended last: `last-run-annotation.ts`. */
    readonly lastRun: 'amber/last-run';
    /** The outcome in `lastRun` alone, written with it: `kubectl get` can show no part of a text. */
    readonly lastOutcome: 'amber/last-outcome';
    /** Of the local engine: what the run that is under way has cost so far, as `runCostText` writes it. */
    readonly runCost: 'amber/run-cost';
    readonly forcePrompt: 'ambient-code.io/force-execute-prompt';
    readonly permissions: 'amber/permissions';
    /** Of the local engine: the rules that come before `permissions`, as `rulesText` writes them. */
    readonly permissionRules: 'amber/permission-rules';
    /** For how many seconds a question waits for its answer before the run ends with it. */
    readonly questionGrace: 'amber/question-grace';
    readonly worktree: 'amber/worktree';
    /** Of a worktree; a clone's is in its `spec.repos` entry. */
    readonly autoPush: 'amber/auto-push';
    /** Of the local engine: whether Amber keeps the key of the agent's model. */
    readonly keyProxy: 'amber/key-proxy';
    /** Of the local engine: whether the agent runs in a sandbox, and what it can reach from there, between blanks. */
    readonly sandbox: 'amber/sandbox';
    /** Of the local engine: absolute path of the directory that a session was created in. */
    readonly workspace: 'amber/workspace';
    /** The threads on GitHub that a session belongs to: `github.com/org/repo#12,#34` (docs/action.md). */
    readonly threads: 'amber/threads';
    /** What the agent of a session of the local engine is set to, beside its model: JSON of `AgentOptions`. */
    readonly agentOptions: 'amber/agent-options';
};
/** Names a session everywhere: `project` is the namespace. */
export interface SessionRef {
    readonly project: string;
    readonly name: string;
}
export interface Repo {
    readonly url: string;
    readonly branch?: string;
    readonly autoPush?: boolean;
}
export interface Workflow {
    readonly gitUrl: string;
    readonly branch?: string;
    readonly path?: string;
}
/** What a session is asked to do. Times are whole seconds; `inactivityTimeout` 0 means never. */
export interface SessionSpec {
    readonly initialPrompt?: string;
    readonly displayName?: string;
    /** The agent: a registry name, or for the local engine a command line that speaks ACP. */
    readonly runnerType?: string;
    readonly llmSettings?: {
        readonly model?: string;
        readonly temperature?: number;
        readonly maxTokens?: number;
    };
    readonly timeout?: number;
    readonly inactivityTimeout?: number;
    readonly stopOnRunFinished?: boolean;
    readonly repos?: readonly Repo[];
    readonly activeWorkflow?: Workflow;
    readonly environmentVariables?: {
        readonly [name: string]: string;
    };
    /** Beside those of the agent's, or the platform's, own settings. */
    readonly mcpServers?: McpServers;
}
/** MCP servers by name, each as `mcpServers` configurations of agents and editors have it. */
export type McpServerMap = {
    readonly [name: string]: {
        readonly [field: string]: unknown;
    };
};
/** MCP servers by name, as the runner reads them, and names of the platform's own that a session does without. */
export interface McpServers {
    readonly custom?: McpServerMap;
    readonly disabled?: readonly string[];
}
/** What goes with a new session and is no part of its work. */
export interface SessionMeta {
    readonly project: string;
    /** Makes `create` idempotent; kept as annotation `amber/request-id`. */
    readonly requestId: string;
    /** True if the request id was made for this very call, so that no session can carry it yet: spares a search. */
    readonly requestIdIsNew?: boolean;
    readonly labels?: {
        readonly [key: string]: string;
    };
    readonly annotations?: {
        readonly [key: string]: string;
    };
}
export interface Condition {
    readonly type: string;
    readonly status: 'True' | 'False' | 'Unknown';
    readonly reason?: string;
    readonly message?: string;
    readonly lastTransitionTime?: string;
}
export interface SessionStatus {
    readonly phase?: Phase;
    /** RFC 3339. Whose clock it is differs by engine: compare it with itself only. */
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly lastActivityTime?: string;
    /** Why the session ended: a `StopReason`, or for a `Failed` one of the local engine its cause (`host-lost` …). */
    readonly stoppedReason?: string;
    readonly agentStatus?: string;
    readonly sdkSessionId?: string;
    readonly conditions?: readonly Condition[];
}
export interface Session {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace: string;
        readonly uid?: string;
        readonly resourceVersion?: string;
        readonly creationTimestamp?: string;
        readonly labels?: {
            readonly [key: string]: string;
        };
        readonly annotations?: {
            readonly [key: string]: string;
        };
    };
    readonly spec: SessionSpec;
    readonly status?: SessionStatus;
    /** The branch that the agent works on, where the engine says so. */
    readonly autoBranch?: string;
}
/** What `create` would send: the whole object before it has a name, or the engine's own request body. */
export type Manifest = {
    readonly [field: string]: unknown;
};
export interface SessionFilter {
    readonly labels?: {
        readonly [key: string]: string;
    };
    readonly phase?: Phase;
}
/** What an agent that speaks ACP is asked to be set to: session modes and config options, by the agent's own ids and values. */
export interface AgentOptions {
    readonly model?: string;
    /** How much it thinks: the option of category `thought_level`. */
    readonly effort?: string;
    /** The session mode. */
    readonly mode?: string;
    /** Any other option: id → value; `true` or `false` for a switch. */
    readonly options?: {
        readonly [id: string]: string;
    };
}
/** One message to a session. The caller chooses the run's id, so that it can recognise its end. */
export interface RunInput {
    readonly runId: string;
    readonly messages: readonly {
        readonly id: string;
        readonly role: 'user';
        readonly content: MessageContent;
    }[];
    /** What a question that waits is answered with, where the messages say more than a person wrote; null: this is no answer. */
    readonly answer?: string | null;
    /** What the agent is set to before it gets the messages, and stays set to. */
    readonly agentOptions?: AgentOptions;
    /**
     * Its sender does not wait for it: it stays accepted when the session's host or agent dies before it has begun, and the
     * session is left (`keep`), or stopped once nothing is to be done in it: always (`stop`), or if the message has started it.
     * For engines that end idle sessions by themselves.
     */
    readonly unattended?: 'keep' | 'stop' | 'stop-if-started';
    /** AG-UI's: the questions that this answers, and no others. */
    readonly resume?: readonly ResumeEntry[];
}
/** `payload`: one answer per question in their order, an object by the form's own names, or nothing: the message's text. */
export interface ResumeEntry {
    /** The tool call that shows the question. */
    readonly interruptId: string;
    readonly status: 'resolved' | 'cancelled';
    readonly payload?: unknown;
}
/**
 * Why a stop is asked for: annotation `ambient-code.io/stop-reason`. `user`: a person or a program did; `shutdown`: the
 * process that hosts the session was ended.
 */
export declare const STOP_REASONS: readonly ['run-finished', 'run-error', 'question', 'timeout', 'inactivity', 'over-budget', 'user', 'shutdown'];
export type StopReason = (typeof STOP_REASONS)[number];
/** What an engine knows about the process behind a session, beside its phase. `tasks` run in the background. */
export interface Probe {
    readonly runner: 'alive' | 'gone' | 'unknown';
    readonly startTime?: string;
    /** Names this life of the runner, where that is known: one with another name has none of the runs of this one. */
    readonly life?: string;
    readonly tasks: number;
}
/** The reference of a session object. */
export declare function refOf(session: Session): SessionRef;
/**
 * True if a start of this session of the platform begins without memory of its earlier runs (condition `S3Available`
 * False): the sender has to say what was said in them.
 */
export declare function losesPlatformMemory(session: Session): boolean;
/** The same of a session of the local engine, whose agent can't load sessions: its host says it to the agent. */
export declare function losesMemory(session: Session): boolean;
