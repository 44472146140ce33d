import type { JsonValue } from './json/json-value.js';
import type { RunChanges } from './run-changes.js';
import type { StopReason } from './session/session.js';
/** How the own run ended. */
export type Outcome = 'finished' | 'failed' | 'needs-input' | 'cancelled' | 'timed-out' | 'over-budget' | 'stopped' | 'lost';
export interface QuestionItem {
    readonly question: string;
    readonly header?: string;
    readonly multiSelect: boolean;
    readonly options: readonly {
        readonly label: string;
        readonly description?: string;
    }[];
    /** True where nothing but an option is taken; else a person may write what is none of them. */
    readonly optionsOnly?: true;
    /** True where it can't be skipped, as far as the agent says. */
    readonly required?: true;
    /** What an empty answer means. */
    readonly default?: string;
}
/** What the agent asked: `text` is the whole as a person would read it. */
export interface Question {
    readonly text: string;
    /** What stands before the single questions, where that is no question itself. */
    readonly message?: string;
    readonly questions: readonly QuestionItem[];
}
export interface Usage {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cachedInputTokens?: number;
}
/** Why a run failed or was lost. `code` is the run's (`RUNNER_GONE`, `AGENT_EXITED` …) or an `ErrorCode`. */
export interface RunError {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
}
/** How many requests of a run the rules of a permissions file have answered. What they leave to a person counts as neither. */
export interface RuleAnswers {
    readonly allowed: number;
    readonly refused: number;
}
/** A limit that has passed. */
export interface PassedLimit {
    readonly kind: 'cost' | 'turns' | 'tokens';
    /** What was counted when it passed. */
    readonly value: number;
    readonly limit: number;
}
/** The witnessed end of the own run. */
export interface RunEnd {
    readonly outcome: Outcome;
    /** Whose doing it was, with `cancelled`, `stopped` and `timed-out`. */
    readonly by?: 'us' | 'other';
    /** null where the run never got an id that we know. */
    readonly runId: string | null;
    /** The agent's last message in this run, whole; "" if it said nothing. */
    readonly message: string;
    /** The JSON value in the message, where an output schema asked for one. */
    readonly structured?: JsonValue;
    readonly question?: Question;
    /** True for a question whose time for an answer is over: its host has waited. */
    readonly waited?: true;
    readonly usage: Usage | null;
    readonly cost?: {
        readonly usd: number;
    };
    readonly error?: RunError;
    /** The limit that passed, with outcome `over-budget`. */
    readonly limit?: PassedLimit;
    /** Descriptions of background tasks that a stop will cut off. */
    readonly tasks?: readonly string[];
    /** How often the agent was refused something, by its permissions or by its sandbox, where the engine counts that. */
    readonly refused?: number;
    /** Where there is a permissions file. */
    readonly permissionRules?: RuleAnswers;
    /** What has changed in the workspace since the run began, where the engine looks at that. */
    readonly changes?: RunChanges;
    /** Requests to the model's API, where Amber keeps its key. */
    readonly modelRequests?: number;
    /**
     * True for a sent run that another run's auto-stop killed before it could do anything: worth sending again, once.
     */
    readonly overtaken?: boolean;
}
/** The last line of `-o jsonl`, all of `-o json`: what a command that owns a run has to say at its end. */
export interface Result {
    readonly outcome: Outcome | 'detached' | null;
    readonly by?: 'us' | 'other';
    readonly exitCode: number;
    /** Name of the session, or null if none was reached. */
    readonly session: string | null;
    readonly runId: string | null;
    readonly message: string;
    /** The JSON value in the message, where an output schema asked for one, and the message is what it asks for. */
    readonly structured?: JsonValue;
    readonly question?: Question;
    readonly usage: Usage | null;
    readonly cost?: {
        readonly usd: number;
    };
    /** How often the agent was refused something, by its permissions or by its sandbox, where the engine counts that. */
    readonly refused?: number;
    /** Where there is a permissions file. */
    readonly permissionRules?: RuleAnswers;
    /** What has changed in the workspace since the run began, where the engine looks at that. */
    readonly changes?: RunChanges;
    /** Requests to the model's API, where Amber keeps its key. */
    readonly modelRequests?: number;
    /** How many runs of the session came before it when it was handed over, where nobody waits for its end. */
    readonly runsBefore?: number;
    readonly stopped: boolean;
    readonly stopReason: StopReason | 'in-use' | 'kept' | 'detached' | 'unconfirmed' | null;
    readonly durationMs: number;
    /** The limit that passed, with outcome `over-budget`. */
    readonly limit?: PassedLimit;
    readonly error?: RunError;
}
/** The result of a command that reached no run. */
export declare const NO_RUN: Result;
